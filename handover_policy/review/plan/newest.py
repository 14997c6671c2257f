"""NewestNames: what both sides of a plan hold of a case, with every rule called as the newest version calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Planned, Task
from handover_policy.model.decision import Effect
from handover_policy.policy.renamed import Names, renamed_task

Content = Mapping[str, Any]


class NewestNames:
    """Renames what is to be compared; a rename alone is no difference."""

    def __init__(self, names: Names) -> None:
        """Take by every other name of a rule its newest one."""
        self.names = names

    def rule(self, name: str) -> str:
        """Return the newest name of a rule."""
        return self.names.get(name, name)

    def parts(self, name: str) -> str:
        """Return a longer id, the parts of which are joined by colons, with the newest names of rules in it."""
        return ":".join(self.rule(part) for part in name.split(":")) if self.names else name

    def case(self, case: Case) -> Case:
        """Return a case with its tasks, gates, claims, reminders and problems under the newest names."""
        if not self.names:
            return case
        tasks = [self._task(task, case.id) for task in case.tasks.values()]
        return altered(
            case,
            tasks={task.id: task for task in tasks},
            gates={self.rule(name): self._gate(gate, case.id) for name, gate in case.gates.items()},
            claims={self.rule(name): {**claim, "clause": self.rule(name)} for name, claim in case.claims.items()},
            agenda=self._agenda(case.agenda),
            problems=frozenset((code, self.parts(subject)) for code, subject in case.problems),
        )

    def effect(self, effect: Effect) -> Effect:
        """Return a message, problem or missed duty under the newest names."""
        if not self.names:
            return effect
        content: dict[str, Any] = dict(effect.content)
        for name in ("id", "task", "subject"):
            if content.get(name) and not (effect.kind == "notice" and name == "subject"):
                content[name] = self.parts(str(content[name]))
        for name in ("notice", "duty"):
            if name in content:
                content[name] = self.rule(str(content[name]))
        return replace(effect, content=content)

    def _task(self, task: Task, case: str) -> Task:
        name, rule = renamed_task(task.id, case, self.names), self.rule(task.rule)
        return altered(task, id=name, rule=rule, agenda=self._agenda(task.agenda))

    def _gate(self, gate: Content, case: str) -> Content:
        behind = [renamed_task(task, case, self.names) for task in gate["tasks"]]
        return {**gate, "gate": self.rule(gate["gate"]), "tasks": behind}

    def _agenda(self, agenda: Iterable[Planned]) -> tuple[Planned, ...]:
        return tuple(altered(item, notice=self.rule(item.notice)) for item in agenda)
