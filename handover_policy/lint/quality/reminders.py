"""note_reminders_that_cannot_fire: messages of tasks, gates or duties that do not exist, or on days that never come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.policy.policy_set import NoticeRule, PolicySet


def _has_tasks(policy: PolicySet) -> bool:
    return bool(policy.tasks or policy.obligations or policy.recurring)


COMES_FROM: Mapping[str, Callable[[PolicySet], bool]] = MappingProxyType(
    {
        "task.submitted": _has_tasks,
        "task.confirmed": _has_tasks,
        "task.returned": _has_tasks,
        "task.waived": _has_tasks,
        "task.reopened": _has_tasks,
        "task.done": _has_tasks,
        "task.deemed": lambda policy: any(step.accepted_after for task in policy.tasks for step in task.steps),
        "sheet": lambda policy: bool(policy.tasks),
        "gate.opened": lambda policy: bool(policy.gates),
        "gate.held": lambda policy: bool(policy.gates),
        "duty": lambda policy: bool(
            policy.uploads
            or any(section.update_every for section in policy.sections)
            or any(clause.sign == "onboarding" for clause in policy.clauses)
        ),
        "claim": lambda policy: any(clause.consequence is not None for clause in policy.clauses),
    }
)
"""What a set must have so that something happens on which messages go out; all else comes from outside."""


def note_reminders_that_cannot_fire(policy: PolicySet, found: Collected) -> None:
    """Note messages that never go out: about what does not exist, or on days before the notice arrives."""
    cased = {each.rule for each in policy.cases}
    for rule in policy.notices:
        taskless = rule.for_tasks and not _has_tasks(policy)
        sourceless = bool(rule.on) and not any(COMES_FROM.get(name, bool)(policy) for name in rule.on)
        at = rule.at
        too_early = at is not None and at.anchor == "arrival" and at.offset.count < 0 and rule.repeat is None
        early = rule.id not in cased and (too_early or _starts_before_arrival(rule, policy))
        if taskless or sourceless or early:
            found.warning("reminder-never-fires", rule.location, subject=rule.id)


def _starts_before_arrival(rule: NoticeRule, policy: PolicySet) -> bool:
    """Return whether a reminder before the start of tasks falls before the arrival for every task there is."""
    if not rule.for_tasks or rule.at is None or rule.at.anchor != "task.start" or rule.at.offset.unit != "day":
        return False
    starts = [task.start for task in policy.tasks]
    return bool(starts) and all(
        start.anchor == "arrival" and start.offset.unit == "day" and start.offset.count + rule.at.offset.count < 0
        for start in starts
    )
