"""Laws of what is owed to the employee: dates bring it, and no silence of the employer's side keeps it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from handover_policy.decide.handover.signing import OBJECTION
from handover_policy.decide.moment import local_day
from handover_policy.decide.rulebook import Rulebook
from handover_policy.model.case import Case, Task
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.sheet import Sheet
from tests.laws.judging import must
from tests.laws.settings import Trial

ONE_DAY = Period(count=1, unit="day")


def hold_owed(trial: Trial, event: Mapping[str, Any]) -> None:
    """Raise LawBroken where, after a clock event, something owed waits for somebody of the employer who is silent."""
    if event["type"] != "clock.ticked":
        return
    for case in trial.register.open_cases():
        book = trial.books.book(case.policy, case.arrival)
        day = local_day(trial.register, trial.register.reached(case))
        for task in case.handover_tasks:
            _receiver(book, task, day)
        _signatures(book, case, day)
        if book.policy.manifest.id == "default":
            _certificate(case, day)
            _severance(book, case, day)


def _receiver(book: Rulebook, task: Task, day: date) -> None:
    """A receiver who has a time to answer holds nobody up beyond it."""
    step = task.current
    if step is None or step is task.steps[0] or step.accepted_after is None or step.person is None:
        return
    last = DayReckoner(book.calendar).shift(max(task.turn_since, task.start), step.accepted_after)
    must(day <= last, "silence of a receiver is acceptance in time", task.id, step.party, last, day)


def _signatures(book: Rulebook, case: Case, day: date) -> None:
    """Receivers and superiors who have a time to object hold nobody up beyond it, objections and all."""
    sheet, time = case.sheet, book.policy.manifest.sheet_accepted_after
    if sheet is None or time is None or any(not task.finished for task in case.handover_tasks):
        return
    if day > _latest(book, sheet, time):
        parties = [party for party in book.policy.manifest.sheet_parties if party != "leaver"]
        silent = [party for party in parties if not sheet.stands_for(party)]
        must(not silent, "silence about a sheet is a signature in time", case.id, silent, sheet.since, day)


def _latest(book: Rulebook, sheet: Sheet, time: Period) -> date:
    """Return the last day on which somebody may still object: the time, and as much again as objections may stop it."""
    reckoner = DayReckoner(book.calendar)
    last = reckoner.shift(sheet.since, time)
    return reckoner.shift(last, OBJECTION)


def _certificate(case: Case, day: date) -> None:
    if case.last_day is None or day < case.last_day or case.cause in {"death", "transfer"}:
        return
    gate = case.gates["gate.certificate"]
    must(gate.state == "open", "the certificate is free from the last day on", case.id)


def _severance(book: Rulebook, case: Case, day: date) -> None:
    """What is owed is payable once the handover is done and nobody can still object, the leaver being past asking."""
    time, sheet = book.policy.manifest.sheet_accepted_after, case.sheet
    if not case.severance_owed or sheet is None or time is None or case.cause == "transfer":
        return
    if any(not task.finished for task in case.handover_tasks):
        return
    asked = not case.leaver_gone and (case.last_day is None or day <= case.last_day)
    if not asked and day > _latest(book, sheet, time):
        must(case.severance_payable is not None, "severance waits for nobody's silence", case.id, sheet.since, day)
        paid = case.tasks.get(f"{case.id}:obligation.severance")
        must(
            paid is not None and (paid.finished or paid.due < date.max), "severance that is payable has a day", case.id
        )
