"""notice_table_mutants: how days of notice are counted, which forms are accepted, and each row, changed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from types import MappingProxyType

from handover_policy.conditions.domains import Domains
from handover_policy.model.altered import altered
from handover_policy.model.condition import AllOf
from handover_policy.model.dates.notice_period import Counting
from handover_policy.model.words.counting import COUNTED_FROM, COUNTED_UNITS, HITS, LENGTHS, NOTICE_ROLLS
from handover_policy.policy.policy_set import NoticeDays, NoticeTable, PolicySet
from handover_policy.policy.rows.notice_row import MOST
from handover_policy.testing.mutating.conditions import conditions, never_holds
from handover_policy.testing.mutating.mutant import Mutant, Variation, in_field, mutant_of
from handover_policy.testing.mutating.values import names, numbers, turned

NOTICE_DAYS = "notice_days"
DAYS = "days"
APPROVED = "day_after_approval"
"""Where notice is counted from an approval that no event carries: like the day of arrival, with a problem."""


def notice_table_mutants(policy: PolicySet, domains: Domains) -> Iterator[Mutant]:
    """Yield the set with another counting, other forms, other days without a row, and each row changed."""
    table = policy.notice_table
    for variation in _of_table(table, domains):
        at = table.places.get(variation.field, table.location)
        yield mutant_of(altered(policy, notice_table=variation.noun), variation, NOTICE_DAYS, at)
    for place, row in enumerate(table.rows):
        for varied in _of_row(row, domains):
            rows = (*table.rows[:place], varied.noun, *table.rows[place + 1 :])
            changed = altered(policy, notice_table=altered(table, rows=rows))
            yield mutant_of(changed, varied, row.id, row.location)


def _of_table(table: NoticeTable, domains: Domains) -> Iterator[Variation[NoticeTable]]:
    yield from in_field(table, "counting", _counted_otherwise(table))
    if any(_may_both_apply(one, other, domains) for one, other in combinations(table.rows, 2)):
        yield from in_field(table, "hit", names(table.hit, tuple(HITS), "condition"))
    yield from in_field(table, "fallback_days", numbers(table.fallback_days, most=MOST[DAYS]))
    for stage, forms in table.accepts.items():
        accepts = MappingProxyType({**table.accepts, stage: forms[:-1]})
        yield Variation(
            noun=altered(table, accepts=accepts),
            kind="condition",
            field=f"accepts.{stage}",
            before=f"[{', '.join(forms)}]",
            after=f"[{', '.join(forms[:-1])}]",
        )


def _counted_otherwise(table: NoticeTable) -> Iterator[Variation[Counting]]:
    """Yield another beginning, unit and end where they are written; the unit shows where a row is told in days."""
    counting, begins = table.counting, [name for name in COUNTED_FROM if name != APPROVED]
    if "counting.from" in table.places:
        yield from in_field(counting, "start", names(counting.start, begins, "time"), "from")
    if "counting.unit" in table.places and any(row.unit == "day" for row in table.rows):
        yield from in_field(counting, "unit", names(counting.unit, tuple(COUNTED_UNITS), "time"))
    if "counting.roll" in table.places:
        yield from in_field(counting, "roll", names(counting.roll, NOTICE_ROLLS, "time"))


def _may_both_apply(one: NoticeDays, other: NoticeDays, domains: Domains) -> bool:
    """Return whether two rows can apply to one person; only then it matters which of them counts."""
    return not never_holds(AllOf(parts=(one.when, other.when)), domains)


def _of_row(row: NoticeDays, domains: Domains) -> Iterator[Variation[NoticeDays]]:
    yield from in_field(row, "when", conditions(row.when, domains))
    length = next(name for name, each in LENGTHS.items() if each.unit == row.unit)
    yield from in_field(row, "days", numbers(row.days, most=MOST[length]), length)
    for place, target in enumerate(row.ends_on):
        left = (*row.ends_on[:place], *row.ends_on[place + 1 :])
        written = str(target.number or target.kind)
        yield Variation(noun=altered(row, ends_on=left), kind="time", field="ends_on", before=written, after="null")
    if not row.binding:
        yield from in_field(row, "binding", turned(row.binding, "condition"))
