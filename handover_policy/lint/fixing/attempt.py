"""fix_all: planned fixes tried on the texts of a set; kept is what leaves nothing new behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from handover_policy.findings.finding import Finding
from handover_policy.lint.fixing.plan import Fix
from handover_policy.policy.yaml_source.edit import Unkept, edited

Texts: TypeAlias = Mapping[str, str]
"""The files of a policy set by path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What validate and lint find in a set, and what of it can be fixed."""

    findings: tuple[Finding, ...]
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What became of a set: the files that change, with their new texts, and the fixes that were made."""

    texts: Texts
    done: tuple[Fix, ...]


def fix_all(texts: Texts, look: Callable[[Texts], Seen]) -> Fixed:
    """Return a set with every fix made that takes its findings away and brings no other.

    `texts` are the set's own files, `look` evaluates the set with changed files in their place. All fixes are tried
    together first; where that does not do, each half of them, so that a few that do not fit cost few looks.
    """
    first = seen = look({})
    changed: dict[str, str] = {}
    done: list[Fix] = []
    waiting = [first.fixes]
    while waiting:
        fixes = waiting.pop(0)
        names = {_name(each) for each in fixes}
        wanted = [fix for fix in seen.fixes if _name(fix) in names]
        tried = _tried({**texts, **changed}, wanted)
        after = look({**changed, **tried}) if tried else None
        if after is not None and _is_better(seen, after, wanted):
            changed |= tried
            done += wanted
            seen = after
        elif len(wanted) > 1:
            half = len(wanted) // 2
            waiting[:0] = [tuple(wanted[:half]), tuple(wanted[half:])]
    return Fixed(texts=changed, done=tuple(done))


def _tried(texts: Texts, fixes: Iterable[Fix]) -> dict[str, str]:
    """Return the files that fixes change; none where the layout of one does not allow it."""
    edits = [edit for fix in fixes for edit in fix.edits]
    files = dict.fromkeys(edit.at.file for edit in edits)
    try:
        return {file: edited(texts[file], (edit for edit in edits if edit.at.file == file)) for file in files}
    except Unkept:
        return {}


def _is_better(before: Seen, after: Seen, fixes: Iterable[Fix]) -> bool:
    there, then = (Counter((each.code, each.subject) for each in seen.findings) for seen in (before, after))
    return then <= there and not any(_name(fix) in then for fix in fixes)


def _name(fix: Fix) -> tuple[str, str]:
    return fix.code, fix.subject
