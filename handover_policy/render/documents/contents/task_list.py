"""TaskList, task_list: what has to be handed over, to whom, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.render.documents.casefile import CaseFile
from handover_policy.render.documents.contents.task_lines import counts, head, person, task_lines
from handover_policy.render.documents.contents.views import Counts, Head, Person, TaskLine
from handover_policy.render.variables import consequences, reassurances
from handover_policy.render.views import ConsequenceView


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """The handover task list; what depends on the handover is derived from the policy, never typed in.

    `silence` tells whether a receiver's silence counts as acceptance in any task.
    """

    head: Head
    leaver: Person
    successor: Person
    manager: Person
    counts: Counts
    tasks: tuple[TaskLine, ...]
    depends: tuple[ConsequenceView, ...]
    certain: tuple[ConsequenceView, ...]
    silence: bool


def task_list(file: CaseFile) -> TaskList:
    """Return the content of the handover task list."""
    lines = task_lines(file, file.case.handover_tasks)
    return TaskList(
        head=head(file),
        leaver=person(file, "leaver"),
        successor=person(file, "successor"),
        manager=person(file, "manager"),
        counts=counts(lines),
        tasks=lines,
        depends=consequences(file.policy, file.case),
        certain=reassurances(file.policy, file.case),
        silence=any(step.accepted_after for task in file.case.handover_tasks for step in task.steps),
    )
