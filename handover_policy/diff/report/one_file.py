"""file_lines: what one changed file means within its set, and those of its lines that no meaning accounts for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from handover_policy.diff.report.text import change_lines
from handover_policy.diff.report.words import Speaker
from handover_policy.findings.finding import Location
from handover_policy.findings.reporting.cells import escaped

HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
COMMENT = "#"

PlainLines = Callable[[int], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """One file of a set, by its path in the set before and after, and its lines as git compares them.

    `plain` gives the whole difference, with a head and with as many lines around each change as are asked for.
    """

    before: str
    after: str
    plain: PlainLines


def file_lines(changed: ChangedFile, speaker: Speaker) -> Iterator[str]:
    """Yield id and version of the set, what changed in meaning, and all lines that this does not account for.

    A line is accounted for where a change stands in it and it holds no comment; what is doubtful is shown.
    """
    words = speaker.words
    before, after = speaker.comparison.before, speaker.comparison.after
    ids, versions = (
        ([before.manifest.id] if before else []) + [after.manifest.id],
        ([before.manifest.version] if before else []) + [after.manifest.version],
    )
    yield escaped(words["file.set"].format(id=_from_to(ids), version=_from_to(versions)))
    told = speaker.comparison.changes
    if not told:
        yield speaker.words["no-change"]
        yield from changed.plain(3)[1:]
        return
    for change, approval in told:
        yield from change_lines(change, approval, speaker)
    old = _lines_of((change.old_at for change, _ in told), changed.before)
    new = _lines_of((change.new_at for change, _ in told), changed.after)
    untold = list(_untold(changed.plain(0), old, new))
    if untold:
        yield words["file.untold"]
        yield from untold


def _from_to(values: Sequence[str]) -> str:
    return " → ".join(dict.fromkeys(values))


def _lines_of(places: Iterable[Location | None], file: str) -> frozenset[int]:
    return frozenset(each.line for each in places if each is not None and each.file == file)


def _untold(lines: Sequence[str], old: frozenset[int], new: frozenset[int]) -> Iterator[str]:
    """Yield the hunks of a difference without context in which a line is changed that no change stands in."""
    start = next((at for at, line in enumerate(lines) if HUNK.match(line)), len(lines))
    hunks: list[list[str]] = []
    for line in lines[start:]:
        if HUNK.match(line):
            hunks.append([])
        hunks[-1].append(line)
    for hunk in hunks:
        if not _is_told(hunk, old, new):
            yield from hunk


def _is_told(hunk: Sequence[str], old: frozenset[int], new: frozenset[int]) -> bool:
    place = HUNK.match(hunk[0])
    if place is None or any(COMMENT in line for line in hunk[1:]):
        return False
    gone, gone_count, come, come_count = (int(number or 1) for number in place.groups())
    return old.issuperset(range(gone, gone + gone_count)) and new.issuperset(range(come, come + come_count))
