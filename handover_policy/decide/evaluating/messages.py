"""Messages: which go out with an event, which when a clock event reaches their day (contract "notices", 2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import MappingProxyType

from handover_policy.decide.casework import CaseWork, Occasion
from handover_policy.decide.evaluating.agendas import day_of, first_day, in_time, repeated
from handover_policy.decide.evaluating.choosing import suited
from handover_policy.decide.evaluating.naming import message_key, recipient_of
from handover_policy.decide.facts import because, rule_holds, surroundings
from handover_policy.decide.handover.anchors import days_of, record_of
from handover_policy.decide.identifiers import encoded
from handover_policy.decide.people import resolve
from handover_policy.model.altered import altered
from handover_policy.model.case import Planned, Step, Task
from handover_policy.model.effects import NoticeEffect, Subject
from handover_policy.model.words.messages import EVERYBODY_TOLD
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.policy_set import NoticeRule

OWED = frozenset({"severance.owed", "severance.payable"})
"""What is told to the leaver even when they are gone: what is theirs."""


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
        if rule.to == EVERYBODY_TOLD:
            for person, party in _everybody(work).items():
                _send(work, rule, task, about, occurrence=f"#{ordinal}:{encoded(person)}", to=(party, person))
        else:
            to = _recipient(work, rule, task, occasion.person)
            _send(work, rule, task, about, occurrence=f"#{ordinal}", to=to)
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
    step, hour = current.index if current is not None else 0, rule.at.hour if rule.at is not None else None
    kept = work.case.tasks.get(task.id) if task is not None else None
    agenda = kept.agenda if kept is not None else work.case.agenda
    name = _owner(kept, about)
    plan = _count(work, f"{rule.id}:plans", task, about)
    planned = (
        Planned(day=day, notice=rule.id, step=step, fixed=True, repeat=repeat, plan=plan, about=about, hour=hour)
        for repeat, day in enumerate(in_time(work, rule, repeated(work, rule, max(first, work.day)), anchors, work.day))
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
    if work.case.state != "withdrawn":
        for name in tuple(work.case.tasks):
            task = work.case.tasks[name]
            waiting = task.agenda and task.agenda[0].day <= work.day and task.state not in FINISHED
            if waiting and (due := _reached(work, task.agenda)):
                work.put_task(altered(task, agenda=tuple(item for item in task.agenda if item not in due)))
                _send_collapsed(work, due, task)
    due = _reached(work, work.case.agenda)
    if due and work.case.state != "withdrawn" and (work.before is None or work.before.state != "closed"):
        work.change(agenda=tuple(item for item in work.case.agenda if item not in due))
        _send_collapsed(work, due, None)


def sending_moment(work: CaseWork, item: Planned) -> datetime:
    """Return the moment from which a planned message may go out: at its own hour, or when dated messages go out."""
    hour = item.hour or work.book.policy.manifest.send_at
    return datetime.combine(sending_day(work, item), hour, tzinfo=work.book.zone)


def _reached(work: CaseWork, agenda: tuple[Planned, ...]) -> list[Planned]:
    return [item for item in agenda if item.day <= work.day and sending_moment(work, item) <= work.at]


def sending_day(work: CaseWork, item: Planned) -> date:
    """Return the day on which a planned message may go out: its own, or the next workday where it waits for one."""
    return work.reckoner.roll(item.day, "workday") if item.notice in work.book.waiting_for_workdays else item.day


def _send_collapsed(work: CaseWork, due: list[Planned], task: Task | None) -> None:
    days: dict[str, dict[Subject | None, list[Planned]]] = {}
    for item in due:
        days.setdefault(item.notice, {}).setdefault(item.about, []).append(item)
    for rule in work.book.policy.notices:
        for about, items in days.get(rule.id, {}).items():
            gone = {(rule.id, _owner(task, about), item.step, item.day) for item in items}
            work.change(sent=work.case.sent | gone)
            late = rule.at is not None and rule.at.anchor == "task.start" and task is not None and work.day > task.start
            if late or not _holds(work, rule, task, about):
                continue
            newest = items[-1]
            skipped = dict.fromkeys(item.day for item in items if item.day < newest.day)
            to, day = _recipient(work, rule, task, None), newest.day.isoformat()
            _send(work, rule, task, about, occurrence=day, to=to, planned=newest, skipped=skipped)


def _recipient(work: CaseWork, rule: NoticeRule, task: Task | None, named: str | None) -> tuple[str, str | None] | None:
    """Return the party and person a message goes to; `named` is the successor named by the event, or replaced.

    None where it is for a leaver who is gone (what is owed to them they are told all the same, but for a death), or
    reminds somebody of a signature that is there.
    """
    party, sheet = rule.to, work.case.sheet
    if rule.at is not None and "sheet" in rule.on and (sheet is None or sheet.stands_for(party)):
        return None
    if task is not None and task.obligation and rule.at is not None:
        # A reminder of the employer's own duty, or its escalation; that it is done may well be told to the leaver.
        party = "hr"
    if named is not None and _is_successor(work, party) and _may_be_told(work, named):
        return party, named
    if party == "step_party":
        step = _step_meant(rule, task) if task is not None else None
        if step is None:
            return "hr", resolve(work, "hr")
        party = step.party
        if step.person is not None:
            return party, step.person
    if party == "leaver":
        to_be_told = not work.case.leaver_gone or (work.case.cause != "death" and not OWED.isdisjoint(rule.on))
        return ("leaver", work.case.employee) if to_be_told else None
    person = resolve(work, party)
    if person is None and party != "hr":
        person = resolve(work, "hr")
        if person is not None:  # else there is nobody at all, which is a problem of its own
            work.problem("recipient-missing", f"{rule.id}:{party}", notice=rule.id, party=work.party_title(party))
        party = "hr"
    else:
        work.well("recipient-missing", f"{rule.id}:{party}")
    return party, person


def _everybody(work: CaseWork) -> dict[str, str]:
    """Return who hears of something that ends or changes a case for all, with the party each stands for."""
    case, found = work.case, {}
    if not case.leaver_gone:
        found[case.employee] = "leaver"
    for party in ("manager", "hr"):
        person = resolve(work, party)
        if person is not None:
            found.setdefault(person, party)
    for person, party in case.told.items():
        if person != case.employee and not work.directory.has_left(person, work.day):
            found.setdefault(person, party)
    return found


def _is_successor(work: CaseWork, party: str) -> bool:
    rule = work.book.policy.manifest.parties.get(party)
    return rule is not None and rule.resolves_to == "case.successor"


def _may_be_told(work: CaseWork, person: str) -> bool:
    return person != work.case.employee and not work.directory.has_left(person, work.today)


def _step_meant(rule: NoticeRule, task: Task) -> Step:
    """Return the step whose person a message is for: whose turn it is, or whose silence was taken as acceptance."""
    if "task.deemed" in rule.on:
        silent = [step for step in task.steps if step.done is not None and step.done.deemed]
        if silent:
            return silent[-1]
    return task.current or task.steps[-1]


def _note_told(work: CaseWork, rule: NoticeRule, person: str, party: str) -> None:
    work.well("recipient-nobody", rule.id)
    if person not in work.case.told:
        work.change(told=MappingProxyType({**work.case.told, person: party}))


def _numbers(work: CaseWork, rule: NoticeRule, planned: Planned, owner: str, person: str) -> list[str | int]:
    """Return what numbers a dated message by plan and repeat, so that its key does not depend on a calendar's days.

    A plan may move one message more than once; the last number tells these apart.
    """
    plan = f"event {planned.plan}" if planned.fixed else f"case {work.case.plans}"
    numbers: list[str | int] = [owner, rule.id, person, planned.step, plan, planned.repeat]
    name = ":".join(map(str, numbers))
    again = work.case.counts.get(name, 0)
    work.change(counts=MappingProxyType({**work.case.counts, name: again + 1}))
    return [*numbers, again]


def _identity(
    work: CaseWork,
    rule: NoticeRule,
    task: Task | None,
    about: Subject | None,
    *,
    person: str,
    occurrence: str,
    planned: Planned | None,
) -> tuple[str, str]:
    """Return the id of a message, which names the day it was planned for, and its key, which does not."""
    owner = task.id if task is not None else work.case.id
    if task is None and about is not None:
        owner = f"{owner}:{encoded(about[1])}"
    part = f":{planned.step}" if task is not None and planned is not None else ""
    numbers: list[str | int] = [owner, rule.id, person, occurrence]
    if planned is not None:
        numbers = _numbers(work, rule, planned, owner, person)
    return f"{owner}:{encoded(rule.id)}{part}:{occurrence}", message_key(*numbers)


def _send(
    work: CaseWork,
    rule: NoticeRule,
    task: Task | None,
    about: Subject | None,
    *,
    occurrence: str,
    to: tuple[str, str | None] | None,
    planned: Planned | None = None,
    skipped: Iterable[date] = (),
) -> None:
    if to is None:
        return
    party, person = to
    if person is None:
        work.problem("recipient-nobody", rule.id, notice=rule.id)
        return
    _note_told(work, rule, person, party)
    name, key = _identity(work, rule, task, about, person=person, occurrence=occurrence, planned=planned)
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
        recipient=recipient_of(person, party, work.book, work.directory),
        key=key,
        because=because(rule.id, rule.location, rule.when, surroundings(work, task, about), rule.law),
    )
    if task is not None and "task.deemed" in rule.on:
        work.spoken_of[notice.id] = (task,)  # one silence may follow upon another in one event
    work.effect(notice)
