"""mend_policy: the files of a policy set with typing slips, and values that are beyond doubt, mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from handover_policy.app.library import Library
from handover_policy.app.load import read_set
from handover_policy.findings.finding import Finding
from handover_policy.policy.inherit.folder import SourceFile
from handover_policy.policy.yaml_source.edit import Rewrite, Unkept, edited
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.policy_folders import case_files
from handover_policy.sources.policy_repair import Repair, find_repairs, repair_of
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.testing.cases import read_cases

WRITE = "write"
"""The detail of a finding that says what certainly belongs in its place."""
MOST_READINGS = 5
"""A value made right may show others: what a set extends, once it is found."""


def mend_policy(place: Path) -> tuple[Repair, ...]:
    """Return the files of a set with everything mended that is beyond doubt, nothing being written yet.

    Files that links lead to are told of and left alone. Raises OSError where something cannot be read.
    """
    repairs = {repair.path.relative_to(place).as_posix(): repair for repair in find_repairs(place)}
    source, library = FolderSource(place), Library()
    folder = source.read()
    tests = [each for each in case_files(place) if isinstance(each, SourceFile)]
    written = {each.path: each.content for each in (*folder.files, *tests)}
    own = {path for path in written if path in source.fixable()}
    mended = {path: repairs[path].content for path in repairs if path in own}
    for _ in range(MOST_READINGS):
        changed = dict(_changed({**written, **mended}, own, _findings(place, mended, library, tests)))
        if not changed:
            break
        mended |= changed
    left = [repair for path, repair in repairs.items() if path not in own]
    return (*left, *(repair_of(place, path, written[path], content) for path, content in sorted(mended.items())))


def _findings(
    place: Path, mended: Mapping[str, bytes], library: Library, tests: Iterable[SourceFile]
) -> Iterator[Finding]:
    yield from read_set(FolderSource(place, over=mended), library).reading.findings
    cases = [SourceFile(each.path, mended.get(each.path, each.content)) for each in tests]
    yield from read_cases(cases, library.schemas)[1]


def _changed(
    texts: Mapping[str, bytes], own: Iterable[str], findings: Iterable[Finding]
) -> Iterator[tuple[str, bytes]]:
    edits: dict[str, list[Rewrite]] = {path: [] for path in own}
    for finding in findings:
        if WRITE in finding.details and finding.location.file in edits:
            edits[finding.location.file].append(Rewrite(at=finding.location, text=finding.details[WRITE]))
    for path, wanted in edits.items():
        text = readable(texts[path]) if wanted else None
        after = _edited(text, wanted) if text is not None else None
        if after != text and after is not None:
            yield path, after.encode()


def _edited(text: str, edits: Iterable[Rewrite]) -> str:
    """Return a text with every edit made that its layout allows."""
    edits = list(edits)
    try:
        return edited(text, edits)
    except Unkept:
        if len(edits) == 1:
            return text
    for edit in reversed(edits):  # from the end, so that the places of the others stay
        text = _edited(text, [edit])
    return text
