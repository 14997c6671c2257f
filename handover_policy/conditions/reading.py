"""Facts told apart by what they are told of and how they change, and the rules whose conditions read none at all."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.conditions.every import conditions_of
from handover_policy.model.condition import ALWAYS
from handover_policy.policy.policy_set import PolicySet

CHANGES_DAILY = frozenset(
    {
        "case.days_to_last_day",
        "tasks.overdue",
        "task.overdue_days",
        "profile.stale_sections",
        "employee.tenure_months",
    }
)
"""Facts that change with the date alone, so that a clock event has to look at every open case."""

COUNT_DAYS = frozenset({"case.days_to_last_day", "task.overdue_days", "employee.tenure_months"})
"""Those of them that are another number as time passes, and say nothing new by it."""

OF_SINGLE_TASKS = ("event.", "task.", "tasks.waiting_for.", "gate.", "duty.", "claim.", "clause.")
"""How facts begin that are told of more than a case, its employee and how many tasks are unfinished."""
OF_ONE_TASK = ("task.", "record.")
"""How facts begin that are told of one task, so that each task has a choice of its own."""


def rules_without_condition(policy: PolicySet) -> Mapping[str, frozenset[str]]:
    """Return by kind the rules that hold whatever the facts are."""
    found: dict[str, set[str]] = {}
    for stated in conditions_of(policy):
        if stated.when == ALWAYS:
            found.setdefault(stated.kind, set()).add(stated.rule)
    return {kind: frozenset(ids) for kind, ids in found.items()}
