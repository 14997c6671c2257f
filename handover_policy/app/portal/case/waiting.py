"""waiting_of: the one person and step that a case waits for, since when, and what happens if nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.acts import acceptance_day
from handover_policy.decide.handover.signing import deeming_day
from handover_policy.decide.handover.turns import is_excused, turn
from handover_policy.decide.people import resolve
from handover_policy.model.case import NOT_YET, Case, Step, Task
from handover_policy.policy.called import party_title

LEAVER = "leaver"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWaiting:
    """Who is waited for: the person, or the party nobody stands for, for what, since and until when.

    `others` are further people whose turn it is; `otherwise` says what happens if nothing happens.
    """

    who: object
    party: str
    what: Saying
    task: str | None
    since: date
    days: int
    due: date | None
    late: int
    otherwise: Saying
    others: tuple[object, ...] = ()


def waiting_of(view: View, case: Case, work: CaseWork) -> CaseWaiting | None:
    """Return who an open case waits for; None where it waits for nobody."""
    if case.state != "open":
        return None
    turns = sorted(_turns(case), key=lambda each: (each[1].due, each[0].id))
    if turns:
        return _task(view, case, work, turns)
    if case.sheet is not None and (parties := unsigned(case, work)):
        return _sheet(view, case, work, parties)
    return _obligation(view, case)


def unsigned(case: Case, work: CaseWork) -> tuple[str, ...]:
    """Return the parties whose signature the sheet of a case waits for, in their order; of a strict one the first."""
    sheet = case.sheet
    if sheet is None:
        return ()
    now = turn(work, sheet)
    listed = work.book.policy.manifest.sheet_parties if now is None else (now,)
    return tuple(party for party in listed if not sheet.stands_for(party) and not is_excused(work, party))


def signer(case: Case, work: CaseWork, party: str) -> str | None:
    """Return who signs for a party."""
    return case.employee if party == LEAVER else resolve(work, party)


def _turns(case: Case) -> Iterator[tuple[Task, Step]]:
    for task in case.handover_tasks:
        if not task.finished and not task.waits_for:
            yield from ((task, step) for step in task.turns)


def _task(view: View, case: Case, work: CaseWork, turns: list[tuple[Task, Step]]) -> CaseWaiting:
    task, step = turns[0]
    others = dict.fromkeys(each.person for _, each in turns if each.person not in {step.person, None})
    since = max(task.turn_since, min(task.start, view.today))
    accepted = acceptance_day(work, task)
    who = person(view, step.person)
    if accepted is not None:
        otherwise = saying("otherwise.deemed", who=who, day=accepted)
    elif step.person == case.employee:
        otherwise = saying("otherwise.leaver", who=who)
    else:
        otherwise = saying("otherwise.never", who=who)
    return CaseWaiting(
        who=_called(view, step.person, step.party),
        party=party_title(view.policy, step.party),
        what=saying("waiting.task", task=task.title, do=step.do),
        task=task.id,
        since=since,
        days=max(0, (view.today - since).days),
        due=None if step.due == NOT_YET else step.due,
        late=max(0, (view.today - step.due).days) if step.due != NOT_YET else 0,
        otherwise=otherwise,
        others=tuple(person(view, each) for each in others),
    )


def _sheet(view: View, case: Case, work: CaseWork, parties: tuple[str, ...]) -> CaseWaiting | None:
    sheet = case.sheet
    if sheet is None:
        return None
    first = parties[0]
    who, day = signer(case, work, first), deeming_day(work)
    if first == LEAVER:
        otherwise = saying("otherwise.leaver-sheet")
    elif day is not None:
        otherwise = saying("otherwise.sheet-deemed", day=day)
    else:
        otherwise = saying("otherwise.never", who=person(view, who))
    since = sheet.asked_on or sheet.since
    others = dict.fromkeys(signer(case, work, party) for party in parties[1:])
    return CaseWaiting(
        who=_called(view, who, first),
        party=party_title(view.policy, first),
        what=saying("waiting.sheet", version=sheet.version),
        task=None,
        since=since,
        days=max(0, (view.today - since).days),
        due=None,
        late=0,
        otherwise=otherwise,
        others=tuple(person(view, each) for each in others if each not in {None, who}),
    )


def _obligation(view: View, case: Case) -> CaseWaiting | None:
    """Return the employer's own duty that is due next, once the handover waits for nobody."""
    left = [(task.due, task) for task in case.tasks.values() if task.obligation and not task.finished and task.turns]
    if not left:
        return None
    due, task = min(left, key=lambda each: (each[0], each[1].id))
    step = task.turns[0]
    since = max(task.turn_since, min(task.start, view.today))
    return CaseWaiting(
        who=_called(view, step.person, step.party),
        party=party_title(view.policy, step.party),
        what=saying("waiting.task", task=task.title, do=step.do),
        task=task.id,
        since=since,
        days=max(0, (view.today - since).days),
        due=None if due == NOT_YET else due,
        late=max(0, (view.today - due).days) if due != NOT_YET else 0,
        otherwise=saying("otherwise.duty"),
    )


def _called(view: View, who: str | None, party: str) -> object:
    return party_title(view.policy, party) if who is None else person(view, who)
