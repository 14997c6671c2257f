"""fitting_fields: values with which an imagined record is one of those that the tasks of a set choose."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.model.condition import Comparison, comparisons
from handover_policy.model.dated import Dated
from handover_policy.policy.days.anchors_used import anchors_in
from handover_policy.policy.names import RECORD
from handover_policy.policy.policy_set import PolicySet

BESIDE = {"above": 1, "below": -1}


def fitting_fields(policy: PolicySet, section: str) -> dict[str, str | int | float | bool]:
    """Return by field of a section a value that the first condition on it asks for, where one is plain to see."""
    named = (rule.record_when for rule in policy.tasks if rule.for_each == f"profile.{section}")
    listed = (rule.items_when for rule in policy.tasks if rule.items_from == section)
    conditions = (each for when in (*named, *listed) for each in comparisons(when))
    asked = (each for each in conditions if each.fact.startswith(RECORD))
    found: dict[str, str | int | float | bool] = {}
    for each in asked:
        for value in _fitting(each):
            found.setdefault(each.fact.removeprefix(RECORD), value)
    return found


def people_named(policy: PolicySet, section: str) -> frozenset[str]:
    """Return the fields of a section that name the person of a step."""
    rules = (rule for rule in policy.tasks if rule.for_each == f"profile.{section}")
    parties = (step.party for rule in rules for step in rule.steps)
    return frozenset(party.removeprefix(RECORD) for party in parties if party.startswith(RECORD))


def dates_named(policy: PolicySet, section: str) -> frozenset[str]:
    """Return the fields of a section that are dates from which the times of its tasks, or of messages, count."""
    rules = [rule for rule in policy.tasks if rule.for_each == f"profile.{section}"]
    anchors = anchors_in((*rules, *policy.notices, *policy.cases)) if rules else ()
    return frozenset(anchor.removeprefix(RECORD) for anchor in anchors if anchor.startswith(RECORD))


def _fitting(asked: Comparison) -> Iterator[str | int | float | bool]:
    operand = asked.operand[0] if isinstance(asked.operand, tuple) and asked.operand else asked.operand
    if isinstance(operand, Dated):
        operand = operand.values[-1][1]
    if isinstance(operand, tuple) or asked.operator in {"is_not", "none_of", "exists"}:
        return
    if isinstance(operand, bool | str):
        yield operand
    elif isinstance(operand, int | float):
        yield operand + BESIDE.get(asked.operator, 0)
    else:
        yield operand.isoformat()
