"""Blocking: for whom a case waits, with what, since when, and what becomes of it where nobody does anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.overview.looking import LEAVER, CaseLook
from handover_policy.model.case import NOT_YET, Case, Step, Task

Waiting: TypeAlias = Literal["task", "sign", "successor"]
SUCCESSOR = "successor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """Somebody a case waits for.

    Args:
        waits: for what: `task`, a signature (`sign`), or that a `successor` is named.
        person: who; None where nobody stands for the party.
        party: as the policy calls who is to do it.
        task: what is waited for first; None for a signature.
        tasks: of how many tasks.
        since: the day on which the turn came to them.
        late: by how many days the first is late; 0 where none is.
        due: its due day; None where it has none yet.
        then: the day on which silence counts as acceptance, or as a signature; None where it never does.

    """

    waits: Waiting
    person: str | None
    party: str
    task: Task | None = None
    tasks: int = 1
    since: date
    late: int = 0
    due: date | None = None
    then: date | None = None


def blockers_of(view: View, case: Case) -> Sequence[Blocker]:
    """Return for whom an open case waits, whoever is late longest first."""
    if case.state != "open":
        return ()
    look = CaseLook(view, case)
    found = sorted(_of_tasks(view, case, look), key=_latest_first)
    return found or list(_of_sheet(view, case, look))


def lacks_successor(case: Case) -> bool:
    """Return whether nobody was named who takes over what a successor is to receive."""
    if case.successor is not None:
        return False
    open_steps = (step for task in case.handover_tasks if not task.finished for step in task.steps)
    return any(step.done is None and SUCCESSOR in step.parties for step in open_steps)


def _of_tasks(view: View, case: Case, look: CaseLook) -> Iterator[Blocker]:
    turns: dict[tuple[str | None, str], list[tuple[Task, Step]]] = {}
    for task in case.tasks.values():
        late = not task.finished and task.due < view.today
        if task.waits_for or (task.obligation and not late) or (task.start > view.today and not late):
            continue
        for step in task.turns:
            turns.setdefault((step.person, step.party), []).append((task, step))
    for (person, party), told in turns.items():
        task, step = min(told, key=lambda each: (each[1].due, each[0].id))
        yield Blocker(
            waits="successor" if party == SUCCESSOR and lacks_successor(case) else "task",
            person=person,
            party=_title(view, party),
            task=task,
            tasks=len(told),
            since=max(task.turn_since, task.start),
            late=max((view.today - step.due).days, 0) if step.due != NOT_YET else 0,
            due=None if step.due == NOT_YET else step.due,
            then=look.accepted_on(task),
        )


def _of_sheet(view: View, case: Case, look: CaseLook) -> Iterator[Blocker]:
    sheet = case.sheet
    if sheet is None:
        return
    since = sheet.asked_on or sheet.since
    for party in look.unsigned():
        then = None if party == LEAVER else look.deemed_on()
        yield Blocker(waits="sign", person=look.signer(party), party=_title(view, party), since=since, then=then)


def _latest_first(told: Blocker) -> tuple[int, date, int, str]:
    return -told.late, told.due or NOT_YET, -told.tasks, told.person or ""


def _title(view: View, party: str) -> str:
    found = view.policy.manifest.parties.get(party)
    return party if found is None else found.title
