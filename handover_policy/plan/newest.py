"""NewestNames: what both sides of a plan hold of a case, with every rule called as the newest version calls it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Gate, Planned, Task
from handover_policy.model.effects import DutyEffect, Effect, NoticeEffect, ProblemEffect
from handover_policy.policy.renamed import OBLIGATION, Names, named_here, renamed_task

Named = TypeVar("Named", bound=Effect)


class NewestNames:
    """Renames what is to be compared; a rename alone is no difference."""

    def __init__(self, names: Names) -> None:
        """Take by every other name of a rule its newest one."""
        self.names = names

    def rule(self, name: str) -> str:
        """Return the newest name of a rule."""
        return named_here(name, self.names)

    def parts(self, name: str) -> str:
        """Return a longer id, the parts of which are joined by colons, with the newest names of rules in it."""
        return ":".join(self.rule(part) for part in name.split(":")) if self.names else name

    def subject(self, name: str) -> str:
        """Return what a problem speaks of; of an obligation it is the name alone."""
        own = (self.rule(part) for part in name.split(":"))
        return ":".join(self.rule(f"{OBLIGATION}{part}").removeprefix(OBLIGATION) for part in own)

    def case(self, case: Case) -> Case:
        """Return a case with its tasks, gates, claims, reminders and problems under the newest names."""
        if not self.names:
            return case
        tasks = [self._task(task, case.id) for task in case.tasks.values()]
        return altered(
            case,
            tasks={task.id: task for task in tasks},
            gates={self.rule(name): self._gate(gate, case.id) for name, gate in case.gates.items()},
            claims={self.rule(name): altered(claim, clause=self.rule(name)) for name, claim in case.claims.items()},
            agenda=self._agenda(case.agenda),
            problems=frozenset((code, self.subject(subject)) for code, subject in case.problems),
        )

    def effect(self, effect: Named) -> Named:
        """Return a message, problem or missed duty under the newest names."""
        if not self.names:
            return effect
        if isinstance(effect, NoticeEffect):
            task = self.parts(effect.task) if effect.task else effect.task
            tasks = tuple(map(self.parts, effect.tasks))
            return altered(effect, id=self.parts(effect.id), task=task, tasks=tasks, notice=self.rule(effect.notice))
        if isinstance(effect, DutyEffect):
            return altered(effect, duty=self.rule(effect.duty))
        if isinstance(effect, ProblemEffect) and effect.subject:
            return altered(effect, subject=self.subject(effect.subject))
        return effect

    def _task(self, task: Task, case: str) -> Task:
        name, rule = renamed_task(task.id, case, self.names), self.rule(task.rule)
        return altered(task, id=name, rule=rule, agenda=self._agenda(task.agenda))

    def _gate(self, gate: Gate, case: str) -> Gate:
        behind = tuple(renamed_task(task, case, self.names) for task in gate.tasks)
        return altered(gate, id=self.rule(gate.id), tasks=behind)

    def _agenda(self, agenda: Iterable[Planned]) -> tuple[Planned, ...]:
        return tuple(altered(item, notice=self.rule(item.notice)) for item in agenda)
