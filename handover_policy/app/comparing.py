"""Compared, compare_sides: two policy sets found, read, linted and held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handover_policy.app.opening import citations, load_messages, load_schemas, load_statutes, names_of
from handover_policy.diff.compare import PolicyDiff, Version, compare
from handover_policy.findings.finding import Finding
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.lint import lint
from handover_policy.lint.statutes import StatutePack
from handover_policy.policy.read import Reading, read_policy_set
from handover_policy.sources.policy_sources import PolicySource
from handover_policy.sources.sides import BASE, HEAD, Sides

NO_VERSION = Version(policy=None, documents={}, messages={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What came of two sides: the comparison, or the findings of the sides that cannot be read, by side."""

    comparison: PolicyDiff | None
    unreadable: Mapping[str, tuple[Finding, ...]]
    language: str


def compare_sides(sides: Sides, today: date, *, linted: bool = True) -> Compared:
    """Return the comparison of two sides; raises OSError where a folder cannot be read.

    `today` is the day of the review; without `linted` nothing is said of statutes, which is quicker.
    """
    schemas = load_schemas()
    packs = load_statutes(schemas)[0] if linted else ()
    shipped = load_messages()
    reader = _Reader(schemas, packs, shipped, today, linted=linted)
    base, before = reader.read(sides.base)
    head, after = reader.read(sides.head)
    if base is None:
        before, base = replace(NO_VERSION, messages=shipped), Reading(policy=None, findings=())
    wrong = {
        side: reading.findings if reading is not None else ()
        for side, reading, version in ((BASE, base, before), (HEAD, head, after))
        if version is None
    }
    language = head.language if head is not None else ""
    if before is None or after is None:
        return Compared(comparison=None, unreadable=wrong, language=language)
    return Compared(comparison=compare(before, after, today), unreadable={}, language=language)


class _Reader:
    """Reads sides with the same schemas, statutes and messages."""

    def __init__(
        self,
        schemas: Mapping[str, dict[str, Any]],
        packs: tuple[StatutePack, ...],
        shipped: Mapping[str, str],
        today: date,
        *,
        linted: bool,
    ) -> None:
        self._schemas, self._packs, self._shipped = schemas, packs, shipped
        self._laws = citations(packs).keys()
        self._today = today
        self._linted = linted

    def read(self, source: PolicySource) -> tuple[Reading | None, Version | None]:
        """Return what a side gave, None where it holds no file at all, and the version, None where it has errors."""
        folder = source.read()
        if not folder.files:
            return None, None
        own = source.messages()
        messages = {**self._shipped, **own}
        known = names_of(messages)
        reading = read_policy_set(
            folder, fetch_parent=source.parent, schemas=self._schemas, notifications=known, law_ids=self._laws
        )
        policy = reading.policy
        if policy is None:
            return reading, None
        findings: tuple[Finding, ...] = ()
        waived: tuple[Finding, ...] = ()
        if self._linted:
            statutes = statutes_for(policy.manifest.jurisdiction, self._packs)
            linted = lint(policy, reading.documents, messages, statutes, self._today, own_messages=names_of(own))
            findings, waived = linted.findings, linted.waived
        version = Version(
            policy=policy, documents=reading.documents, messages=messages, findings=findings, waived=waived
        )
        return reading, version
