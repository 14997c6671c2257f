"""Readings of the notice table: days for every kind of person, at every date, with the hit policy applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from handover_policy.conditions.meaning import holds
from handover_policy.conditions.situations import critical_values, situations
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.model.condition import FactValue
from handover_policy.policy.cases.expand import expanded
from handover_policy.policy.dated import breakpoints, resolve_dated
from handover_policy.policy.policy_set import NoticeDays, NoticeTable, PolicySet

FALLBACK = "fallback_days"
BINDING = "binding"
"""The trait that says whether a notice is owed, or only asked for: what is asked for counts as none that is owed."""


def notice_readings(policy: PolicySet) -> Iterator[SettingReading]:
    """Yield `notice.days` for every kind of person on every date from which numbers change, and `notice.accepts`."""
    for day in spans(policy):
        resolved = resolve_dated(policy, day)
        longest, shortest = expanded(resolved), expanded(resolved, longest=False)
        yield from _days(longest, policy, day)
        if shortest != longest:  # of months, and of what ends on a day, some are shorter than others
            yield from _days(shortest, policy, day)
    table = policy.notice_table
    for stage, forms in table.accepts.items():
        traits = {"employee.stage": stage}
        yield SettingReading(
            path="notice.accepts", value=forms, location=table.location, subject="accepts", traits=traits
        )


def _days(table: NoticeTable, policy: PolicySet, day: date) -> Iterator[SettingReading]:
    asked_for = {row.id for row in policy.notice_table.rows if not row.binding}
    values = critical_values((row.when for row in table.rows), policy.manifest.vocabulary)
    for person in situations(values):
        row = applying_row(table, person)
        traits = {name: value for name, value in person.items() if value is not None}
        traits[BINDING] = row is None or row.id not in asked_for
        yield SettingReading(
            path="notice.days",
            value=row.days if row is not None else table.fallback_days,
            location=row.location if row is not None else table.location,
            subject=row.id if row is not None else FALLBACK,
            traits=traits,
            day=day,
        )


def spans(policy: PolicySet) -> tuple[date, ...]:
    """Return the first days of the spans in which the numbers of a set stay as they are, from its effective day."""
    first, last = policy.manifest.effective_from, policy.manifest.effective_until
    later = (day for day in breakpoints(policy) if day > first and (last is None or day <= last))
    return (first, *later)


def applying_row(table: NoticeTable, person: Mapping[str, FactValue]) -> NoticeDays | None:
    """Return the row that counts for a person; None where the fallback does (contract "notice_days", `hit`)."""
    applying = [row for row in table.rows if holds(row.when, person)]
    if len(applying) == 1 or (applying and table.hit == "first"):
        return applying[0]
    return None
