"""Alternatives: what is unmet by the ways of a condition, and which numbers say nothing new."""

import pytest

from handover_policy.conditions.alternatives import ways_unmet, without_counts, without_days
from handover_policy.conditions.meaning import unmet
from handover_policy.model.condition import AllOf, AnyOf, Comparison, Condition, FactValue, Negation

DONE = Comparison(fact="tasks.unfinished", operator="is", operand=0)
SIGNED = Comparison(fact="sheet.signed", operator="is", operand=True)
HIS = Comparison(fact="tasks.waiting_for.leaver", operator="is", operand=0)
LATE = Comparison(fact="case.days_to_last_day", operator="at_most", operand=-30)
HANDED_OVER = AllOf(parts=(DONE, SIGNED))
WAITED = AllOf(parts=(HIS, LATE))
SEVERANCE = AnyOf(parts=(HANDED_OVER, WAITED))


def facts(unfinished: int, his: int, days: int | None) -> dict[str, FactValue]:
    return {
        "tasks.unfinished": unfinished,
        "sheet.signed": False,
        "tasks.waiting_for.leaver": his,
        "case.days_to_last_day": days,
    }


def test_what_is_unmet_is_told_apart_by_the_ways_of_a_condition() -> None:
    found = unmet(SEVERANCE, facts(3, 2, -5))
    assert [[item.fact for item in way] for way in ways_unmet(SEVERANCE, found)] == [
        ["tasks.unfinished", "sheet.signed"],
        ["tasks.waiting_for.leaver", "case.days_to_last_day"],
    ]
    assert ways_unmet(HANDED_OVER, found) == (found,)


SAME = (3, 2, -5)


@pytest.mark.parametrize(
    ("condition", "other", "news"),
    [
        (SEVERANCE, (3, 2, -6), False),
        (SEVERANCE, (3, 1, -5), False),
        (SEVERANCE, (2, 2, -5), True),
        (SEVERANCE, (3, 0, -5), True),  # nothing waits for the leaver any more
        (SEVERANCE, (3, 2, -30), True),  # its day has come
        (SEVERANCE, (3, 2, None), True),
        (WAITED, (3, 1, -5), True),  # the only way there is
        (WAITED, (3, 2, -6), False),
        (AnyOf(parts=(HIS, WAITED)), (3, 1, -5), True),  # it counts for another way too
        (AnyOf(parts=(AllOf(parts=(HIS, AnyOf(parts=(SIGNED, LATE)))), SIGNED)), (3, 1, -5), True),
        (AnyOf(parts=(SIGNED, AllOf(parts=(DONE, WAITED)))), (2, 1, -5), False),
        (
            AnyOf(parts=(SIGNED, Negation(part=Comparison(fact=HIS.fact, operator="above", operand=0)))),
            (3, 1, -5),
            True,
        ),
        (
            AnyOf(parts=(LATE, Negation(part=Comparison(fact=HIS.fact, operator="above", operand=0)))),
            (3, 1, -5),
            True,  # the other way counts no days
        ),
        (AnyOf(parts=(SIGNED, LATE)), (3, 1, -6), False),
    ],
)
def test_numbers_of_a_way_whose_day_has_not_come_are_no_news(
    condition: Condition, other: tuple[int, int, int | None], *, news: bool
) -> None:
    before, after = (without_counts(condition, unmet(condition, facts(*each))) for each in (SAME, other))
    assert (before != after) is news


def test_days_alone_are_left_out() -> None:
    assert [item.value for item in without_days(unmet(WAITED, facts(3, 2, -5)))] == [2, 0]
    assert [item.value for item in without_days(unmet(WAITED, facts(3, 2, None)))] == [2, None]
