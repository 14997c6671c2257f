"""Causes: why an employment ends, one row each (contract, "Facts that conditions may name")."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.model.words.word import Word, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause(Word):
    """Why an employment ends.

    `by_leaver`: the employee gives notice for it, else it is declared. `without_notice`: no notice is owed.
    `without_leaver`: the handover begins without the leaver. `excludable`: a clause may say that it does not apply.
    """

    by_leaver: bool = False
    without_notice: bool = False
    without_leaver: bool = False
    excludable: bool = True


CAUSES = table(
    Cause(name="resignation", by_leaver=True, excludable=False),
    Cause(name="employer_fault", by_leaver=True, without_notice=True),
    Cause(name="dismissal"),
    Cause(name="mutual"),
    Cause(name="expiry"),
    Cause(name="retirement"),
    Cause(name="death", without_leaver=True),
    Cause(name="abandonment", without_leaver=True, excludable=False),
    Cause(name="transfer", excludable=False),
)
"""Every cause by its name."""

BY_LEAVER = tuple(row.name for row in CAUSES.values() if row.by_leaver)
WITHOUT_NOTICE = frozenset(row.name for row in CAUSES.values() if row.without_notice)
WITHOUT_LEAVER = frozenset(row.name for row in CAUSES.values() if row.without_leaver)
EXCLUDABLE = tuple(row.name for row in CAUSES.values() if row.excludable)
