"""Tasks with the step at hand, whoever's cases they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from handover_policy.app.asking.cases import overdue
from handover_policy.app.asking.view import View
from handover_policy.decide.state.nouns import noun_from_json
from handover_policy.ledger.reading.cases import TaskPlace, TasksAsked, tasks_after
from handover_policy.model.case import Case, Task
from handover_policy.model.written.scalars import Json
from handover_policy.model.written.task_json import task_json

LEAST_AT_ONCE, MOST_LOOKED_AT = 50, 5_000
MARK = "@"


@dataclass(frozen=True, slots=True)
class TasksFound:
    """Tasks, and the place of the last one looked at; None where there are no more."""

    tasks: Sequence[Json]
    after: TaskPlace | None


def tasks_told(view: View, after: TaskPlace | None, limit: int, asked: TasksAsked) -> TasksFound:
    """Return tasks behind a place, case by case: unfinished ones where no state is asked for."""
    found: list[Json] = []
    looked_at, at_once = 0, max(limit, LEAST_AT_ONCE)
    while looked_at < MOST_LOOKED_AT:
        rows = tasks_after(view.connection, view.company.id, after, at_once, asked)
        view.state.case_rows.fetch({row.at.case for row in rows})
        for row in rows:
            after, looked_at = row.at, looked_at + 1
            task = noun_from_json(Task, orjson.loads(row.body))
            case = view.state.case(row.at.case)
            if case is None or not takes_part(task, asked.person):
                continue
            found.append(_told(view, case, task))
            if len(found) == limit:
                return TasksFound(found, after)
        if len(rows) < at_once:
            return TasksFound(found, None)
    return TasksFound(found, after)


def takes_part(task: Task, person: str | None) -> bool:
    """Return whether a person has the turn in a task, or had a part in one that is finished."""
    steps = task.steps if task.finished else task.turns
    return person is None or any(step.person == person for step in steps)


def written_place(place: TaskPlace | None) -> str | None:
    """Return a place as a question for the next tasks names it."""
    return None if place is None else f"{place.place}{MARK}{place.case}"


def read_place(written: str) -> TaskPlace | None:
    """Return the place that a question names; None where it is none."""
    place, mark, case = written.partition(MARK)
    known = mark and place.isascii() and place.isdigit() and len(place) < 10  # noqa: PLR2004 - digits
    return TaskPlace(case, int(place)) if known else None


def _told(view: View, case: Case, task: Task) -> Json:
    told = task_json(task, view.names_in(task))
    steps = told["steps"]
    at_hand = [index for index, step in enumerate(task.steps) if step in task.turns]
    return {
        "case": case.id,
        "employee": view.employee_of(case),
        "overdue": overdue(task, view.today),
        "at_hand": [steps[index] for index in at_hand] if isinstance(steps, list) else [],
        **told,
    }
