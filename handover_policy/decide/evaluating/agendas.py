"""Agendas: the dated messages of a case and its tasks, planned for their days (contract "notices", 2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.choosing import picks_of, suited
from handover_policy.decide.facts import rule_holds, surroundings
from handover_policy.decide.handover.anchors import RECORD, days_of, is_missing, note_missing, reckoned, record_of
from handover_policy.model.altered import altered
from handover_policy.model.case import NOT_YET, Planned, Step, Task
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.words.anchors import is_stood_in
from handover_policy.model.words.messages import STEP_PARTY
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.policy_set import NoticeRule

MOST_REPEATS = 1000
day_of = attrgetter("day")


def plan_messages(work: CaseWork) -> None:
    """Plan the dated messages of every task that changed or was planned again, and those of the case.

    A task planned again that has not changed keeps its agenda where neither the days of the case nor the rules have
    changed; an agenda that comes out equal leaves its task as it is.
    """
    case, names, before = work.case, work.in_order(work.moved), work.before
    if before is not None and (before.arrival, before.last_day) != (case.arrival, case.last_day):
        work.change(plans=before.plans + 1)
    if work.replanned and not _same_days(work):
        names = [name for name, task in case.tasks.items() if task.state not in FINISHED or name in work.moved]
    for name in names:
        task = case.tasks[name]
        agenda = _task_agenda(work, task)
        if agenda != task.agenda:
            work.put_task(altered(task, agenda=agenda))
    note_missing_dates(work)
    if not work.book.dated_case_notices:
        return
    agenda = tuple(item for item in case.agenda if item.fixed)
    planned = (item for rule in work.book.dated_case_notices for item in _occurrences(work, rule, None, None))
    work.change(agenda=tuple(sorted((*agenda, *(item for item in planned if _unsent(work, "", item))), key=day_of)))


def note_missing_dates(work: CaseWork) -> None:
    """Note the dates that dated messages count from and that are missing, so that the last day stands in.

    A message that does not concern the case, as its condition says, lacks nothing; one that waits for something to
    happen lacks it once that has happened.
    """
    for rule in work.book.policy.notices:
        anchor = rule.at.anchor if rule.at is not None else ""
        if anchor and is_stood_in(anchor) and not anchor.startswith(RECORD):
            missing = is_missing(anchor, days_of(work, last_day=work.case.last_day))
            if not (missing and rule.on):
                note_missing(work, anchor, rule.id, rule.id, missing=missing and _concerns(work, rule))


def _concerns(work: CaseWork, rule: NoticeRule) -> bool:
    """Return whether the condition of a dated message holds for the case, or for one of its tasks."""
    tasks: list[Task | None] = [task for task in work.case.tasks.values() if task.state not in FINISHED]
    about = (surroundings(work, task) for task in (tasks if rule.for_tasks else (None,)))
    return any(rule_holds("notices", rule.id, each)[0] for each in about)


def _same_days(work: CaseWork) -> bool:
    case, before = work.case, work.before
    if before is None or work.outlook is None or not work.outlook.planned:
        return False
    same_dates = not work.book.date_anchors or work.employee is work.outlook.employee
    same_dates = same_dates and before.severance_since == case.severance_since
    return same_dates and (before.arrival, before.last_day, before.notice_end) == (
        case.arrival,
        case.last_day,
        case.notice_end,
    )


def _task_agenda(work: CaseWork, task: Task) -> tuple[Planned, ...]:
    if task.state in FINISHED or task.due == NOT_YET:
        return ()
    fixed = [item for item in task.agenda if item.fixed]
    if task.waits_for:
        return tuple(fixed)  # nobody is reminded of what cannot be begun
    planned: Iterable[Planned] = _task_plan(work, task)
    if work.case.sent:
        planned = [item for item in planned if _unsent(work, task.id, item)]
    return tuple(sorted((*fixed, *planned), key=day_of)) if fixed else tuple(planned)


def _task_plan(work: CaseWork, task: Task) -> tuple[Planned, ...]:
    """Return all dated messages of a task, sent or not, by day; they depend on few days, which come again and again."""
    book, turns = work.book, task.turns
    first = bool(turns) and task.begins_with(turns[0])
    told = [(step.index, _set_on(work, step), *_anchors(work, task, step).values()) for step in turns]
    picks = [pick for name in book.cases_of_tasks for pick in picks_of(work, name, task)]
    apart = _anchors(work, task, None).values()
    days = (*picks, *apart, task.start, first, tuple(told), _set_on(work, None), _lead(task))
    known = book.task_plans.get(days)
    if known is None:
        reckoner, usual = DayReckoner(book.calendar), work.reckoner
        work.reckoner = reckoner
        rules = [suited(work, rule, task) for rule in book.dated_task_notices]
        items = [item for rule in rules for item in _of_task(work, rule, task)]
        work.reckoner = usual
        known = book.task_plans.keep(days, (tuple(sorted(items, key=day_of)), frozenset(reckoner.provisional)))
    planned, provisional = known
    work.reckoner.provisional |= provisional
    return planned


def _lead(task: Task) -> int:
    """Return the index by which messages about all steps whose turn it is are told apart from earlier ones."""
    current = task.current
    return task.beside(current)[0].index if current is not None else 0


def _of_task(work: CaseWork, rule: NoticeRule, task: Task) -> Iterator[Planned]:
    """Yield the occurrences of a dated message of a task: one to the person of each step whose turn it is, or one."""
    if STEP_PARTY in rule.to:
        for step in task.turns:
            yield from _occurrences(work, rule, task, step, index=step.index)
    else:
        yield from _occurrences(work, rule, task, task.current, index=_lead(task))


def _unsent(work: CaseWork, task: str, item: Planned) -> bool:
    return (item.notice, task, item.step, item.day) not in work.case.sent


def _anchors(work: CaseWork, task: Task | None, step: Step | None) -> dict[str, date | None]:
    if task is None or step is None:
        return days_of(work, last_day=work.case.last_day)
    record, due = record_of(work, task) if work.book.date_anchors else None, _counted_from(work, task, step)
    return days_of(work, last_day=work.case.last_day, start=task.start, due=due, record=record)


def _occurrences(
    work: CaseWork, rule: NoticeRule, task: Task | None, step: Step | None, *, index: int = 0
) -> Iterator[Planned]:
    """Yield the occurrences of a dated message, oldest first; days before the arrival are dropped."""
    anchors = _anchors(work, task, step)
    first = first_day(work, rule, task, anchors)
    if first is None:
        return
    begun = task is not None and (step is None or not task.begins_with(step))
    if begun and rule.at is not None and rule.at.anchor == "task.start":
        return  # a task that somebody has begun is no longer about to start
    set_on, seen = _set_on(work, step), set[date]()
    every = list(repeated(work.reckoner, rule, first))
    days = in_time(work, rule, (max(planned, set_on) for planned in every), anchors, set_on)
    for repeat, (planned, day) in enumerate(zip(every, days, strict=True)):
        if planned >= work.case.arrival and day not in seen:
            seen.add(day)
            yield Planned(day=day, notice=rule.id, step=index, repeat=repeat, hour=rule.at.hour if rule.at else None)


def first_day(work: CaseWork, rule: NoticeRule, task: Task | None, anchors: Mapping[str, date | None]) -> date | None:
    """Return the first day of a dated message; None where its anchor has none, as a record's of a task for no record.

    For a date that is missing the last day stands in.
    """
    if rule.at is None or (rule.at.anchor.startswith(RECORD) and (task is None or task.record is None)):
        return None
    return reckoned(work.reckoner, rule.at, anchors)[0]


def _counted_from(work: CaseWork, task: Task, step: Step) -> date:
    """Return the day from which the messages of a step are counted: its due day, or the one on which its turn came.

    Whoever gets a step after its due day, or gets it back, is reminded from then on, and of nothing before.
    """
    return max(step.due, task.turn_since) if task.turn_since > _set_on(work, step) else step.due


def _set_on(work: CaseWork, step: Step | None) -> date:
    """Return the day on which the days of a message were set: no message is planned for a day before it."""
    return (step.set_on if step is not None else work.case.moved_on) or work.case.arrival


def in_time(
    work: CaseWork, rule: NoticeRule, days: Iterable[date], anchors: Mapping[str, date | None], first: date
) -> Iterator[date]:
    """Yield the days of a message that counts down to another day, so that none comes only when that is past.

    Where it waits for workdays, falls on a day off, and the next workday lies behind the day it counts down to, it is
    planned for the workday before, but for none before `first`, on which its days were set.
    """
    waits = rule.at is not None and rule.at.offset.count < 0 and rule.id in work.book.waiting_for_workdays
    until = anchors.get(rule.at.anchor) if rule.at is not None and waits else None
    for day in days:
        if until is not None and day <= until < work.reckoner.roll(day, "workday"):
            before = work.reckoner.roll(day, "previous_workday")
            yield before if before >= first else day
        else:
            yield day


def repeated(reckoner: DayReckoner, rule: NoticeRule, first: date) -> Iterator[date]:
    """Yield the days of a dated message that is sent first on a day."""
    yield first
    if rule.repeat is None or not isinstance(rule.repeat.times, int | float):
        return
    every = rule.repeat.every
    for place in range(1, min(int(rule.repeat.times), MOST_REPEATS) + 1):
        yield reckoner.shift(first, Period(count=every.count * place, unit=every.unit))
