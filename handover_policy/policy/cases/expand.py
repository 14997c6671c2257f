"""expanded: the notice table with a row for each case of its lengths; values_at: every value of a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from handover_policy.model.altered import altered
from handover_policy.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Condition, Negation
from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Target
from handover_policy.model.dates.targets import first_reached
from handover_policy.policy.cases.listed import CaseList, CaseValue, Path
from handover_policy.policy.policy_set import NoticeDays, NoticeTable, PolicySet

NEVER = AnyOf(parts=())
CAUSE, RESIGNED = "case.cause", "resignation"
"""The one cause for which the notice table is asked: an employer's fault takes no notice."""
DAYS_IN: Mapping[bool, Mapping[str, int]] = MappingProxyType(
    {
        True: MappingProxyType({"day": 1, "week": 7, "month": 31}),
        False: MappingProxyType({"day": 1, "week": 7, "month": 28}),
    }
)
"""The most (and the fewest) calendar days of each unit in which a notice is told."""
A_LEAP_YEAR = tuple(date(2028, 1, 1) + timedelta(days=each) for each in range(366))
"""Days from which every day that a notice may end on is looked for."""


def expanded(policy: PolicySet, *, longest: bool = True) -> NoticeTable:
    """Return the notice table with numbers of days alone: a row for each case, as long as it can be, or as short.

    What is asked for and not owed counts as no notice; conditions on the cause are decided: the table is asked of
    resignations only. Rows that one row became keep its id.
    """
    lists = {each.path: each for each in policy.cases}
    rows: list[NoticeDays] = []
    for place, row in enumerate(policy.notice_table.rows):
        cases = lists.get(("notice_table", "rows", place, "days"))
        for when, length in _lengths(row, cases):
            days = _in_days(length, row, longest=longest) if isinstance(length, int | float | Dated) else row.days
            rows.append(altered(row, when=_resigned(when), days=days, unit="day", ends_on=(), binding=True))
    return altered(policy.notice_table, rows=tuple(rows))


def _lengths(row: NoticeDays, cases: CaseList | None) -> Iterator[tuple[Condition, CaseValue]]:
    if cases is None:
        yield row.when, row.days
        return
    passed: list[Condition] = []
    for case in cases.rows:
        yield AllOf(parts=(row.when, *passed, case.when)), case.value
        passed.append(Negation(part=case.when))


def _in_days(length: float | Dated, row: NoticeDays, *, longest: bool) -> int | float | Dated:
    if isinstance(length, Dated):
        told = tuple((since, _counted(value, row, longest=longest)) for since, value in length.values)
        return altered(length, values=told)
    return _counted(length, row, longest=longest)


def _counted(length: float, row: NoticeDays, *, longest: bool) -> int | float:
    if not row.binding:
        return 0
    further = _further(row.ends_on) if length and longest else 0
    return length * DAYS_IN[longest][row.unit] + further


@cache
def _further(ends_on: tuple[Target, ...]) -> int:
    """Return how many days later than its length a notice ends at most: on the first of the days on which it may."""
    return max((first_reached(day, ends_on, lambda on, _count: on) - day).days for day in A_LEAP_YEAR)


def _resigned(when: Condition) -> Condition:
    """Return a condition with what it asks of the cause decided."""
    if isinstance(when, Comparison):
        return when if when.fact != CAUSE else _decided(when)
    if isinstance(when, Negation):
        return Negation(part=_resigned(when.part))
    return altered(when, parts=tuple(map(_resigned, when.parts)))


def _decided(asked: Comparison) -> Condition:
    operands = asked.operand if isinstance(asked.operand, tuple) else (asked.operand,)
    if asked.operator == "exists":
        return ALWAYS if asked.operand is True else NEVER
    holds = (RESIGNED in operands) is (asked.operator in {"is", "one_of"})
    return ALWAYS if holds else NEVER


def values_at(policy: PolicySet, path: Path, value: CaseValue | None) -> tuple[CaseValue, ...]:
    """Return every value that may stand at a path: that of each case, or the one there is."""
    for each in policy.cases:
        if each.path == path:
            return tuple(row.value for row in each.rows)
    return () if value is None else (value,)
