"""is_settled: whether what a message asked somebody for has been done since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handover_policy.app.asking.view import View
from handover_policy.model.case import Case, Task

SHEET = "sheet"
DROPPED = frozenset({"waived", "cancelled"})


def tasks_of(effect: Mapping[str, Any]) -> Sequence[str]:
    """Return the ids of the tasks that a message is about."""
    one = effect.get("task")
    return [one] if one else list(effect.get("tasks") or ())


def asks_to_sign(view: View, effect: Mapping[str, Any]) -> bool:
    """Return whether a message says that there is a sheet."""
    return any(each.id == effect.get("notice") and SHEET in each.on for each in view.policy.notices)


def takes_a_step(view: View, effect: Mapping[str, Any], name: str, person: str) -> bool:
    """Return whether a task that a message is about has a step of its reader."""
    case = view.state.case(str(effect["case"])) if effect.get("case") else None
    task = None if case is None else case.tasks.get(name)
    return task is not None and any(step.person == person for step in task.steps)


def is_settled(view: View, effect: Mapping[str, Any], person: str, at: datetime) -> bool:
    """Return whether what a message asked for was done after it: by its reader, or so that nobody is to do it any more.

    What only tells, that a task is done say, is never settled: it stays unread until it is read.
    """
    case = view.state.case(str(effect["case"])) if effect.get("case") else None
    if case is None:
        return False
    names = tasks_of(effect)
    if names:
        return all(_is_done(case.tasks.get(name), person, at) for name in names)
    return asks_to_sign(view, effect) and _has_signed(view, case, person, at)


def _is_done(task: Task | None, person: str, at: datetime) -> bool:
    if task is None or task.state in DROPPED:
        return True
    own = [step for step in task.steps if step.person == person]
    told = [step.done.at for step in own or task.steps if step.done is not None]
    return len(told) == len(own or task.steps) and max(told) > at


def _has_signed(view: View, case: Case, person: str, at: datetime) -> bool:
    """Return whether somebody has signed the sheet for each party they stand for, or it waits for nobody any more."""
    people = {party: lines.split("\n") for party, lines in case.people if lines}
    own = [
        party
        for party in view.policy.manifest.sheet_parties
        if ([case.employee] if party == "leaver" else people.get(party, []))[:1] == [person]
    ]
    sheet = case.sheet
    if sheet is None:
        return case.state != "open"
    signed = [sheet.signatures[party] for party in own if party in sheet.signatures]
    stands = bool(own) and all(sheet.stands_for(party) for party in own)
    return stands and (len(signed) < len(own) or max(each.at for each in signed) > at)
