"""mend_all: planned mends tried on the texts of a set; kept is what leaves nothing new behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from handover_policy.findings.finding import Finding
from handover_policy.lint.mending.plan import Mend
from handover_policy.policy.yaml_source.edit import Unkept, edited

Texts: TypeAlias = Mapping[str, str]
"""The files of a policy set by path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What validate and lint find in a set, and what of it can be mended."""

    findings: tuple[Finding, ...]
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What became of a set: the files that change, with their new texts, and the mends that were made."""

    texts: Texts
    done: tuple[Mend, ...]


def mend_all(texts: Texts, look: Callable[[Texts], Seen]) -> Mended:
    """Return a set with every mend made that takes its findings away and brings no other.

    `texts` are the set's own files, `look` judges the set with changed files in their place. All mends are tried
    together first; where that does not do, one by one.
    """
    first = seen = look({})
    changed: dict[str, str] = {}
    done: list[Mend] = []
    for mends in (first.mends, *((mend,) for mend in first.mends)):
        wanted = [mend for mend in seen.mends if _name(mend) in {_name(each) for each in mends}]
        tried = _tried({**texts, **changed}, wanted)
        if not tried:
            continue
        after = look({**changed, **tried})
        if _is_better(seen, after, wanted):
            changed |= tried
            done += wanted
            seen = after
    return Mended(texts=changed, done=tuple(done))


def _tried(texts: Texts, mends: Iterable[Mend]) -> dict[str, str]:
    """Return the files that mends change; none where the layout of one does not allow it."""
    edits = [edit for mend in mends for edit in mend.edits]
    files = dict.fromkeys(edit.at.file for edit in edits)
    try:
        return {file: edited(texts[file], (edit for edit in edits if edit.at.file == file)) for file in files}
    except Unkept:
        return {}


def _is_better(before: Seen, after: Seen, mends: Iterable[Mend]) -> bool:
    there, then = (Counter((each.code, each.subject) for each in seen.findings) for seen in (before, after))
    return then <= there and not any(_name(mend) in then for mend in mends)


def _name(mend: Mend) -> tuple[str, str]:
    return mend.code, mend.subject
