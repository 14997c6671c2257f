"""Compared, compare_sides: two policy sets found, read, linted and held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handover_policy.app.library import Library
from handover_policy.app.lint import lint_set
from handover_policy.app.load import SetRead, read_set
from handover_policy.diff.compare import PolicyDiff, Version, compare
from handover_policy.findings.finding import Finding
from handover_policy.sources.sides import BASE, HEAD, Sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What came of two sides: the comparison, or the findings of the sides that cannot be read, by side."""

    comparison: PolicyDiff | None
    unreadable: Mapping[str, tuple[Finding, ...]]
    language: str


def compare_sides(sides: Sides, today: date, *, linted: bool = True) -> Compared:
    """Return the comparison of two sides; raises OSError where a folder cannot be read.

    `today` is the day of the review; without `linted` nothing is said of statutes, which is quicker. A base that is
    empty is compared as a set without rules.
    """
    library = Library()
    base, head = (read_set(source, library, cited=linted) for source in (sides.base, sides.head))
    before = _version(base, library, today, linted=linted)
    after = _version(head, library, today, linted=linted)
    if base.empty:
        before = Version(policy=None, documents={}, messages=library.messages)
    wrong = {
        side: read.reading.findings if not read.empty else ()
        for side, read, version in ((BASE, base, before), (HEAD, head, after))
        if version is None
    }
    language = head.reading.language
    if before is None or after is None:
        return Compared(comparison=None, unreadable=wrong, language=language)
    return Compared(comparison=compare(before, after, today), unreadable={}, language=language)


def _version(found: SetRead, library: Library, today: date, *, linted: bool) -> Version | None:
    """Return what is compared of a set; None where it has errors."""
    policy = found.reading.policy
    if policy is None:
        return None
    told = lint_set(policy, found, library, today) if linted else None
    return Version(
        policy=policy,
        documents=found.reading.documents,
        messages=found.messages,
        findings=told.findings if told is not None else (),
        waived=told.waived if told is not None else (),
    )
