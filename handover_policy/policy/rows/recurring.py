"""Reads what the employer owes again and again after the end, and checks what it names."""

from __future__ import annotations

from collections.abc import Collection

from handover_policy.model.dates.expression import Period
from handover_policy.model.words.counting import UNITS
from handover_policy.policy.days.recurring import RecurringRule
from handover_policy.policy.rows.row import Row
from handover_policy.policy.rows.tasks import OF_THE_CASE

RECURRING = "recurring"
MOST_TIMES = 365
UNITS_OF_NOTHING = tuple(Period(count=0, unit=unit) for unit in UNITS)


def read_recurring(row: Row) -> tuple[RecurringRule, ...]:
    """Return the recurring obligations of an `obligations` document."""
    rules = []
    for child in row.children(RECURRING):
        every, first = child.period("every"), child.moment("first", OF_THE_CASE, hour=True)
        times = child.number("times", least=1, most=MOST_TIMES, whole=True)
        if every is None or first is None or times is None:
            continue  # each has its finding
        if every in UNITS_OF_NOTHING:
            child.around.found.error("recurs-at-once", child.place_of("every"), subject=child.id)
        rules.append(
            RecurringRule(
                id=child.id,
                title=child.spoken("title", child.id),
                when=child.condition(),
                every=every,
                times=times,
                first=first,
                until=child.optional_text("until"),
                clause=child.optional_text("clause"),
                law=child.law(),
                location=child.location,
            )
        )
    return tuple(rules)


def check_recurring(row: Row, clauses: Collection[str]) -> None:
    """Check that each names a clause that there is, and names one where the breach of it ends what is owed."""
    for child in row.children(RECURRING):
        named = child.optional_text("clause")
        if named is not None and named not in clauses:
            child.around.found.error("unknown-clause", child.place_of("clause"), subject=named, known=clauses)
        if named is None and not child.lacks("until") and child.lacks("clause"):
            child.around.found.error("until-without-clause", child.place_of("until"), subject=child.id)
