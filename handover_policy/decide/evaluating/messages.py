"""Messages: which go out with an event, which when a clock event reaches their day (contract "notices", 2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import MappingProxyType

from handover_policy.decide.casework import CaseWork, Occasion
from handover_policy.decide.evaluating.agendas import day_of, first_day, in_time, repeated
from handover_policy.decide.evaluating.choosing import suited
from handover_policy.decide.evaluating.identity import identity
from handover_policy.decide.evaluating.naming import recipient_of
from handover_policy.decide.evaluating.recipients import recipients, steps_meant
from handover_policy.decide.facts import because, rule_holds, surroundings
from handover_policy.decide.handover.anchors import days_of, is_missing, note_missing, record_of
from handover_policy.decide.sending.moments import sending_moment
from handover_policy.model.altered import altered
from handover_policy.model.case import Planned, Task
from handover_policy.model.effects import NoticeEffect, Subject
from handover_policy.model.words.messages import SHEET
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.policy_set import NoticeRule


def send_on_event(work: CaseWork, happened: Sequence[Occasion]) -> None:
    """Send, or plan, the messages that wait for what happened: event types and outcomes, in policy order."""
    waiting = [rule for occasion in happened for rule in work.book.notices_by_trigger.get(occasion.name, ())]
    if not waiting:
        return
    rules = {rule.id for rule in waiting}
    for rule in work.book.policy.notices:
        if rule.id in rules:
            for occasion in happened:
                if occasion.name in rule.on:
                    _on_event(work, rule, occasion)


def _on_event(work: CaseWork, rule: NoticeRule, occasion: Occasion) -> None:
    task, about = occasion.task, occasion.about
    if not _holds(work, rule, task, about):
        return
    if rule.at is None:
        ordinal = _count(work, rule.id, task, about)
        told: set[str | None] = set()
        for step in steps_meant(rule, task, occasion.step):
            part = f":{step.index}" if step is not None and step.group else ""
            for mark, to in recipients(work, rule, occasion, step):
                if to[1] not in told:
                    _send(work, rule, task, about, occurrence=f"#{ordinal}{part}{mark}", to=to)
                    told.add(to[1])
        return
    _plan_fixed(work, suited(work, rule, task), occasion)


def _holds(work: CaseWork, rule: NoticeRule, task: Task | None, about: Subject | None) -> bool:
    """Return whether the condition of a message holds at the moment it would go out."""
    holding, trouble = rule_holds("notices", rule.id, surroundings(work, task, about))
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    return holding


def _plan_fixed(work: CaseWork, rule: NoticeRule, occasion: Occasion) -> None:
    """Plan a dated message that an event calls for: it stays planned whatever becomes of the anchors."""
    task, about = occasion.task, occasion.about
    start, due = (task.start, task.due) if task else (None, None)
    record = record_of(work, task)
    anchors = days_of(work, last_day=work.case.last_day, event=work.day, start=start, due=due, record=record)
    current, first = task.current if task is not None else None, first_day(work, rule, task, anchors)
    if first is None:
        return
    if rule.at is not None and record is None and is_missing(rule.at.anchor, anchors):
        note_missing(work, rule.at.anchor, rule.id, rule.id, missing=True)
    step, hour = current.index if current is not None else 0, rule.at.hour if rule.at is not None else None
    kept = work.case.tasks.get(task.id) if task is not None else None
    agenda = kept.agenda if kept is not None else work.case.agenda
    name = _owner(kept, about)
    plan = _count(work, f"{rule.id}:plans", task, about)
    every = repeated(work.reckoner, rule, max(first, work.day))
    planned = (
        Planned(day=day, notice=rule.id, step=step, fixed=True, repeat=repeat, plan=plan, about=about, hour=hour)
        for repeat, day in enumerate(in_time(work, rule, every, anchors, work.day))
    )
    # What happened twice in a day plans its message once: an occurrence is a notice, a task, a step and a day.
    new = (item for item in planned if item not in agenda and (rule.id, name, step, item.day) not in work.case.sent)
    agenda = tuple(sorted((*agenda, *new), key=day_of))
    if kept is not None:
        work.put_task(altered(kept, agenda=agenda))
    else:
        work.change(agenda=agenda)


def _owner(task: Task | None, about: Subject | None) -> str:
    """Return what tells messages of one rule apart: the task, or the gate or claim, each is about."""
    if task is not None:
        return task.id
    return ":".join(about) if about is not None else ""


def _count(work: CaseWork, rule: str, task: Task | None, about: Subject | None) -> int:
    owner = _owner(task, about)
    name = f"{rule}:{owner}" if owner else rule
    number = work.case.counts.get(name, 0) + 1
    work.change(counts=MappingProxyType({**work.case.counts, name: number}))
    return number


def send_due(work: CaseWork) -> None:
    """Send what a clock event has reached; of several days of one message only the newest, the others are skipped."""
    for name in tuple(work.case.tasks):
        task = work.case.tasks[name]
        waiting = task.agenda and task.agenda[0].day <= work.day and task.state not in FINISHED
        if waiting and (due := _reached(work, task.agenda)):
            work.put_task(altered(task, agenda=tuple(item for item in task.agenda if item not in due)))
            _send_collapsed(work, due, task)
    due = _reached(work, work.case.agenda)
    if due and (work.before is None or work.before.state != "closed"):
        work.change(agenda=tuple(item for item in work.case.agenda if item not in due))
        _send_collapsed(work, due, None)


def moment_planned(work: CaseWork, item: Planned) -> datetime:
    """Return the moment from which a planned message may go out: at its own hour, or when dated messages go out."""
    return sending_moment(work.book, work.reckoner, item.notice, item.day, hour=item.hour, today=work.day)


def _reached(work: CaseWork, agenda: tuple[Planned, ...]) -> list[Planned]:
    return [item for item in agenda if item.day <= work.day and moment_planned(work, item) <= work.at]


def _send_collapsed(work: CaseWork, due: list[Planned], task: Task | None) -> None:
    side_by_side = {step.index: step for step in task.turns if step.group} if task is not None else {}
    days: dict[str, dict[tuple[Subject | None, int | None], list[Planned]]] = {}
    for item in due:
        index = item.step if item.step in side_by_side else None
        days.setdefault(item.notice, {}).setdefault((item.about, index), []).append(item)
    for rule in work.book.policy.notices:
        for (about, index), items in days.get(rule.id, {}).items():
            step = None if index is None else side_by_side[index]
            gone = {(rule.id, _owner(task, about), item.step, item.day) for item in items}
            work.change(sent=work.case.sent | gone)
            late = rule.at is not None and rule.at.anchor == "task.start" and task is not None and work.day > task.start
            if late or not _holds(work, rule, task, about):
                continue
            newest = items[-1]
            skipped = dict.fromkeys(item.day for item in items if item.day < newest.day)
            for mark, to in recipients(work, rule, Occasion(SHEET, task), step):
                day = f"{newest.day.isoformat()}{mark}"
                _send(work, rule, task, about, occurrence=day, to=to, planned=newest, skipped=skipped)


def _note_told(work: CaseWork, rule: NoticeRule, person: str, party: str) -> None:
    work.well("recipient-nobody", rule.id)
    if person not in work.case.told:
        work.change(told=MappingProxyType({**work.case.told, person: party}))


def _send(
    work: CaseWork,
    rule: NoticeRule,
    task: Task | None,
    about: Subject | None,
    *,
    occurrence: str,
    to: tuple[str, str | None],
    planned: Planned | None = None,
    skipped: Iterable[date] = (),
) -> None:
    party, person = to
    if person is None:
        work.problem("recipient-nobody", rule.id, notice=rule.id)
        return
    _note_told(work, rule, person, party)
    name, key = identity(work, rule, task, about, person=person, occurrence=occurrence, planned=planned)
    notice = NoticeEffect(
        case=work.case.id,
        id=name,
        notice=rule.id,
        to=person,
        party=party,
        channels=rule.channels,
        notification=rule.notification,
        task=task.id if task is not None else None,
        about=about,
        planned=planned.day if planned is not None else None,
        skipped=tuple(skipped),
        recipient=recipient_of(person, party, work.book, work.directory, work.day, here=work.here),
        key=key,
        because=because(rule.id, rule.location, rule.when, surroundings(work, task, about), rule.law),
    )
    if task is not None and "task.deemed" in rule.on:
        work.spoken_of[notice.id] = (task,)  # one silence may follow upon another in one event
    work.effect(notice)
