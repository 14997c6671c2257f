"""Laws of whoever is asked for something: nobody who is gone, dead or unknown, and nobody before the day he is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.decided import Decided
from handover_policy.decide.evaluating.recipients import OWED
from handover_policy.decide.moment import local_day
from handover_policy.decide.people import is_known
from handover_policy.decide.rulebook import Rulebook
from handover_policy.model.case import Case
from tests.laws.judging import must
from tests.laws.settings import Trial


def hold_asked(trial: Trial, decided: Decided, event: Mapping[str, Any]) -> None:
    """Raise LawBroken where somebody is asked for a step, or written to, who is not there to do or read it."""
    for work in decided.works.values():
        _steps(trial, work.case, work.here, work.today)
        _days_set(work)
    if event["type"] == "clock.ticked":
        for case in trial.register.open_cases():
            day = local_day(trial.register, trial.register.reached(case))
            _steps(trial, case, trial.books.on(day), day)
    _messages(trial, decided)


def _steps(trial: Trial, case: Case, here: Rulebook, day: date) -> None:
    if case.state != "open":
        return
    register = trial.register
    for task in case.tasks.values():
        for step in task.steps if not task.finished else ():
            person = step.person
            if step.done is not None or person is None:
                continue
            if person == case.employee:
                must(step.party == "leaver", "the leaver does no other party's step", task.id, step.party)
                must(not case.leaver_gone, "a leaver who is gone is asked for nothing", task.id)
                continue
            must(is_known(person, here, register), "nobody unknown is asked for a step", task.id, person)
            must(not register.has_left(person, day), "nobody who has left is asked for a step", task.id, person, day)


def _days_set(work: CaseWork) -> None:
    """No due day of a handover task that is set by an event lies before the day of it, nor before the arrival."""
    case, before = work.case, work.before
    if case.state != "open":
        return
    moved = before is None or (before.arrival, before.last_day) != (case.arrival, case.last_day)
    for task in case.handover_tasks:
        old = before.tasks.get(task.id) if before is not None else None
        days = {index: step.due for step in old.steps for index in step.covers} if old is not None else {}
        for step in task.steps if task is not old and not task.finished else ():
            if step.done is not None:
                continue
            must(step.due >= case.arrival, "nothing is due before the arrival", task.id, step.due, case.arrival)
            fresh = old is None or (moved and step.due != days.get(step.covers[-1]))
            must(not fresh or step.due >= work.day, "no day before the day it is set on", task.id, step.due, work.day)


def _messages(trial: Trial, decided: Decided) -> None:
    register = trial.register
    told: Iterable[Any] = (effect for effect in decided.decision.effects if effect.kind == "notice")
    for notice in told:
        work = decided.works.get(notice.case) if notice.case is not None else None
        case = work.case if work is not None else None
        if case is not None and notice.to == case.employee and notice.party == "leaver":
            owed = _rule_tells_owed(work, notice.notice) and case.cause != "death"
            must(not case.leaver_gone or owed, "a leaver who is gone hears of what is owed only", notice.id)
            continue
        if work is None or case is None:
            known = register.employee(notice.to)
            gone = known is not None and known.left
            must(not (gone and notice.party == "leaver"), "nobody who is gone hears of what they missed", notice.id)
            continue
        must(is_known(notice.to, work.here, register), "nobody unknown is written to", notice.id, notice.to)
        must(not register.has_left(notice.to, work.today), "nobody who has left is written to", notice.id, notice.to)


def _rule_tells_owed(work: CaseWork | None, name: str) -> bool:
    return work is not None and any(
        rule.id == name and not OWED.isdisjoint(rule.on) for rule in work.book.policy.notices
    )
