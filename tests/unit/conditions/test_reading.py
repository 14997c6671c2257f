"""What the conditions of a set read, and which of them are asked on any day."""

from __future__ import annotations

import pytest

from handover_policy.app.load import open_policies
from handover_policy.conditions.every import conditions_of
from handover_policy.conditions.reading import FactsNamed, asked_going_out
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.shipped import policy_place
from tests.unit.decide.stage import small

NOTICES = """
    notices:
      - id: n.due
        for: tasks
        at: task.due
        to: hr
        channels: [email]
        notification: task-overdue
        when: {task.overdue_days: 0}
      - id: n.told
        on: case.closed
        to: hr
        channels: [email]
        notification: handover-complete
        when: {case.days_to_last_day: 0}
"""
COUNTED = """
      - id: n.notice
        at: notice_end - 1 day
        to: hr
        channels: [email]
        notification: handover-complete
        when: {case.days_to_last_day: 0}
"""
GATES = """
    gates:
      - {id: g, title: 关, controls: handover_bonus, opens_when: {case.days_to_last_day: {at_most: 3}}}
"""


DATED = """
    gates:
      - {id: g, title: 关, controls: handover_bonus, opens_when: {case.days_to_last_day: {at_most: 2.5}}}
"""


def days(policy: PolicySet) -> bool:
    """Return whether a case has to be looked at every day."""
    conditions = {(stated.kind, stated.rule): stated.when for stated in conditions_of(policy)}
    return FactsNamed(conditions, asked_going_out(policy)).days


def test_a_case_is_not_looked_at_for_a_message_whose_condition_is_asked_when_it_goes_out():
    assert asked_going_out(small(notices=NOTICES)) >= {"n.due", "n.told"}
    assert not days(small(notices=NOTICES))


def test_a_message_counted_from_a_day_that_may_be_missing_is_asked_on_any_day():
    policy = small(notices=NOTICES + COUNTED)
    assert "n.notice" not in asked_going_out(policy)
    assert counts(policy) == frozenset({0})


@pytest.mark.parametrize(("name", "daily"), [("default", False), ("logistics", False), ("singapore", True)])
def test_the_sets_that_ship_let_a_case_sleep_unless_they_count_days(name: str, *, daily: bool):
    assert days(open_policies([policy_place(f"builtin:{name}")]).policies[0]) is daily


def counts(policy: PolicySet) -> frozenset[int]:
    """Return the days to the last day on which a case has to be looked at."""
    conditions = {(stated.kind, stated.rule): stated.when for stated in conditions_of(policy)}
    return FactsNamed(conditions, asked_going_out(policy)).last_day_counts


def test_a_gate_that_counts_days_to_the_last_day_is_looked_at_when_their_number_is_reached():
    assert (days(small(gates=GATES)), counts(small(gates=GATES))) == (False, frozenset({3}))
    assert counts(small(notices=NOTICES)) == frozenset()


def test_what_is_compared_with_no_whole_number_is_looked_at_every_day():
    assert (days(small(gates=DATED)), counts(small(gates=DATED))) == (True, frozenset())
