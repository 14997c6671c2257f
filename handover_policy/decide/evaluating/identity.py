"""identity: the id of a message, and the key by which nobody gets it twice (contract section 4)."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.naming import message_key
from handover_policy.decide.identifiers import encoded
from handover_policy.model.case import Planned, Task
from handover_policy.model.effects import Subject
from handover_policy.policy.policy_set import NoticeRule


def _numbers(work: CaseWork, task: Task | None, planned: Planned, named: list[str | int]) -> list[str | int]:
    """Return what numbers a dated message by plan and repeat, so that its key does not depend on a calendar's days.

    A task that was sent back or opened again goes round once more, whatever was sent before. A plan may move one
    message more than once; the last number tells these apart.
    """
    plan = f"event {planned.plan}" if planned.fixed else f"case {work.case.plans}"
    rounds = task.rounds if task is not None else 0
    numbers = [*named, planned.step, plan, planned.repeat, rounds]
    name = ":".join(map(str, numbers))
    again = work.case.counts.get(name, 0)
    work.change(counts=MappingProxyType({**work.case.counts, name: again + 1}))
    return [*numbers, again]


def identity(
    work: CaseWork,
    rule: NoticeRule,
    task: Task | None,
    about: Subject | None,
    *,
    person: str,
    occurrence: str,
    planned: Planned | None,
) -> tuple[str, str]:
    """Return the id of a message, which names the day it was planned for, and its key, which does not."""
    owner = task.id if task is not None else work.case.id
    if task is None and about is not None:
        owner = f"{owner}:{encoded(about[1])}"
    part = f":{planned.step}" if task is not None and planned is not None else ""
    named: list[str | int] = [owner, rule.id, person]
    numbers = [*named, occurrence] if planned is None else _numbers(work, task, planned, named)
    return f"{owner}:{encoded(rule.id)}{part}:{occurrence}", message_key(*numbers)
