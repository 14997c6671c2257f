"""Stages: what follows every change of a case, in one visible order, and what time alone does (contract 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, timedelta

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.away import count_absence
from handover_policy.decide.departing.lasting import next_of_closed, plan_recurring, settle_closed
from handover_policy.decide.departing.outdated import note_outdated
from handover_policy.decide.departing.recurring import is_recurring, next_day
from handover_policy.decide.departing.severance import let_be_paid
from handover_policy.decide.departing.unfitting import note_unfitting
from handover_policy.decide.departing.written import write_case
from handover_policy.decide.evaluating.agendas import plan_messages
from handover_policy.decide.evaluating.choosing import choose, note_undecided
from handover_policy.decide.evaluating.claims import evaluate_claims
from handover_policy.decide.evaluating.gates import evaluate_gates, release_days
from handover_policy.decide.evaluating.messages import moment_planned, send_due, send_on_event
from handover_policy.decide.evaluating.naming import employee_named, names_of
from handover_policy.decide.evaluating.standing import sheet_signed
from handover_policy.decide.evaluating.together import gather_messages
from handover_policy.decide.facts import because, surroundings
from handover_policy.decide.handover.acts import accept_silence, acceptance_day, hears_silence
from handover_policy.decide.handover.due_days import tell_hurry
from handover_policy.decide.handover.planning import free_waiting, replan, state_of
from handover_policy.decide.handover.sheet import renew_sheet
from handover_policy.decide.handover.signing import deem_signatures, deeming_day, tell_complete
from handover_policy.decide.state.outlook import Outlook
from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Gate, Task
from handover_policy.model.condition import ALWAYS, all_of
from handover_policy.model.effects import SheetEffect, TaskEffect
from handover_policy.model.words.controls import ONCE_OWED
from handover_policy.model.words.states import FINISHED
from handover_policy.model.written.task_json import task_json

ONE_DAY = timedelta(days=1)
NEVER = datetime(2999, 12, 31, tzinfo=UTC)


def settle(work: CaseWork) -> None:
    """Bring a case to its moment before an act is evaluated: silent acceptance, people who left, started tasks."""
    choose(work)
    if work.case.state == "withdrawn":
        return
    plan_recurring(work)
    if work.case.state == "closed":
        settle_closed(work)
        return
    _let_go(work)
    replan(work)
    # Time stands still while one event is decided: once all were looked at, only tasks put since then may move.
    names = list(work.case.tasks) if work.unsettled is None else work.in_order(work.unsettled)
    if not names:
        return
    accept_silence(work, names)
    _refresh_states(work, [*names, *free_waiting(work)])
    work.unsettled = set()


def _let_go(work: CaseWork) -> None:
    """Go on without a leaver whose day of leaving has come; a transfer's leaves by another case."""
    case = work.case
    if case.leaver_gone or work.still:
        return
    if case.away_since is not None and case.absence_opens is not None and work.day >= case.absence_opens:
        count_absence(work, case.away_since)
        return
    came = case.left_on is not None and work.day >= case.left_on
    if came or (case.cause == "transfer" and work.directory.has_left(case.employee, work.day)):
        work.change(leaver_gone=True)


def _refresh_states(work: CaseWork, names: list[str]) -> None:
    tasks, day = work.case.tasks, work.day
    for name in names:
        task = tasks[name]
        if task.state not in FINISHED and (state := state_of(task, day)) != task.state:
            work.put_task(altered(task, state=state))


def carry_on(work: CaseWork) -> None:
    """Let everything follow from a change, stage by stage, and gather the effects."""
    for stage in STAGES:
        stage(work)


def _close(work: CaseWork) -> None:
    """Close a case that has nothing left to wait for."""
    if _is_over(work):
        work.change(state="closed")
        work.trigger("case.closed")


def _is_over(work: CaseWork) -> bool:
    case = work.case
    if case.state != "open" or case.last_day is None or work.day <= case.last_day:
        return False
    if not all(task.finished or is_recurring(work, task) for task in case.tasks.values()):
        return False
    if any(_waits(case, gate) for gate in case.gates.values()):
        return False
    return case.sheet is None or sheet_signed(case, work.book.policy.manifest.sheet_parties, work.day)


def _waits(case: Case, gate: Gate) -> bool:
    """Return whether a case stays open for a gate: not for one that holds what nobody owes, or lacks but tasks."""
    if gate.controls in ONCE_OWED and not case.severance_owed:
        return False
    return gate.state == "held" and any(item.fact != "tasks.total" for item in gate.unmet)


def _write_tasks(work: CaseWork) -> None:
    before = work.before.tasks if work.before is not None else {}
    about = None
    tasks = [work.case.tasks[name] for name in work.in_order(work.moved)]
    for task in [task for task in tasks if _shows_change(before.get(task.id), task)]:
        about = about or surroundings(work)
        rule = work.book.task_rules.get(task.rule)
        if rule is not None:
            when = all_of(rule.when, rule.only_when, rule.record_when)
            why = because(rule.id, rule.location, when, about._replace(record=task.record), rule.law)
        else:
            obligation = work.book.obligation_rules.get(task.rule)
            place = obligation.location if obligation else Location("")
            when = work.book.conditions.get(("recurring", obligation.recurring or ""), ALWAYS) if obligation else ALWAYS
            why = because(task.rule, place, when, about, obligation.law if obligation else ())
        names, employee = names_of(task, work.book, work.directory, work.here), employee_named(work.employee)
        work.effect(TaskEffect(case=work.case.id, task=task, employee=employee, names=names, because=why))


def _shows_change(old: Task | None, task: Task) -> bool:
    """Return whether a decision has something to write of a task that was put."""
    return old is None or old.state != task.state or task_json(old) != task_json(task)


def _send_on_event(work: CaseWork) -> None:
    """Send what waits for the event, in its own case, and for the outcomes, in every case."""
    others = (occasion for occasion in work.occasions if work.own or occasion.name != work.event.type)
    send_on_event(work, tuple(others))


def _send_dated(work: CaseWork) -> None:
    """Send what a clock event has reached; no other event does."""
    if work.tick:
        send_due(work)


def _pass_turns(work: CaseWork) -> None:
    """Note who has become the person of a step whose turn it is: they are told that day (contract 2.5)."""
    if work.case.state == "withdrawn":
        return
    before = work.before.tasks if work.before is not None else {}
    for name in work.in_order(work.moved):
        task = work.case.tasks[name]
        old = before.get(name)
        if task.waits_for:
            continue
        turns = old.turns if old is not None and not old.waits_for else ()
        known = {(then.index, then.person) for then in turns}
        for now in task.turns:
            if now.person is not None and (now.index, now.person) not in known:
                work.trigger("step.turn", task, step=now.index)


def _miss_tasks(work: CaseWork) -> None:
    """Note that a sheet stands for nothing."""
    if any(isinstance(effect, SheetEffect) and not effect.deemed for effect in work.effects) and not work.total:
        work.problem("no-tasks")


STAGES: tuple[Callable[[CaseWork], None], ...] = (
    settle,
    renew_sheet,
    deem_signatures,
    tell_complete,
    evaluate_gates,
    let_be_paid,
    evaluate_claims,
    _close,
    _write_tasks,
    write_case,
    plan_messages,
    _pass_turns,
    _send_on_event,
    _send_dated,
    gather_messages,
    _miss_tasks,
    note_outdated,
    note_unfitting,
    tell_hurry,
    note_undecided,
    CaseWork.tell_problems,
)
"""What follows every change of a case, in its order; conditions see what came before (contract 2.3)."""


def next_look(work: CaseWork) -> tuple[datetime | None, Outlook | None]:
    """Return when a clock event next has something to do in a case (None: nothing waits for one), and its outlook.

    Only tasks that were put have their days worked out again.
    """
    case = work.case
    if case.state != "open":
        return (next_of_closed(work) if case.state == "closed" else None), None
    moving, sending = _task_days(work)
    days = [day for day in (*_case_days(work), *moving.values()) if day > work.day]
    if work.book.named.days:
        days.append(work.day + ONE_DAY)
    until = work.midnight(min(days)) if days else NEVER
    sent = [moment_planned(work, item) for item in case.agenda]
    next_sent = min((*sent, *sending.values()), default=None)
    outlook = Outlook(
        case=case,
        book=work.book,
        here=work.here,
        employee=work.employee,
        until=None if case.absent else until,
        planned=work.planned,
        gates=work.gates,
        unfinished=work.unfinished,
        total=work.total,
        moving=moving,
        sending=sending,
    )
    moments = [until] if days else []
    moments += [next_sent] if next_sent is not None else []
    # A case that is over but for its last day, or whose messages are all sent, sleeps until something is told of it.
    return min(moments, default=None), outlook


def _case_days(work: CaseWork) -> Iterator[date]:
    """Yield the days on which time alone changes something of a case beside its tasks."""
    case = work.case
    yield from (day for day in release_days(work) if day is not None)
    yield from (day for day in (case.left_on, case.absence_opens) if day is not None)
    further = next_day(work)
    if further is not None:
        yield further
    yield from work.book.version_days  # other contacts may count from then on
    if case.last_day is not None:
        yield case.last_day
        yield case.last_day + ONE_DAY
        yield from _counted_days(case.last_day, work.book.named.last_day_counts)
    deeming = deeming_day(work)
    if deeming is not None:
        yield deeming
    for person in work.watched:
        other = work.directory.open_case(person)
        if other is not None and other.id != case.id and (away := other.away_from) is not None:
            yield away


def _counted_days(last_day: date, counts: Collection[int]) -> Iterator[date]:
    """Yield for each count the day on which so many days are left to the last day, and the one on which fewer are."""
    for ordinal in (last_day.toordinal() - count for count in counts):
        if date.min.toordinal() <= ordinal < date.max.toordinal():
            yield date.fromordinal(ordinal)
            yield date.fromordinal(ordinal + 1)


def _task_days(work: CaseWork) -> tuple[dict[str, date], dict[str, datetime]]:
    """Return by task the day on which time alone moves it, and the moment of its next message.

    A message whose moment has come, and that has not gone out, may have to wait once more: for the next workday.
    """
    known = work.outlook
    moving, sending = (known.moving, known.sending) if known is not None else ({}, {})
    waiting = {name for name, moment in sending.items() if moment <= work.at}
    for name in work.moved | waiting if known is not None else work.case.tasks:
        task = work.case.tasks[name]
        moved = _moving_day(work, task)
        if moved is not None:
            moving[name] = moved
        else:
            moving.pop(name, None)
        if task.agenda and task.state not in FINISHED:
            sending[name] = min(moment_planned(work, item) for item in task.agenda)
        else:
            sending.pop(name, None)
    return moving, sending


def _moving_day(work: CaseWork, task: Task) -> date | None:
    accepted = acceptance_day(work, task) if hears_silence(task) else None
    if task.state == "pending" and not task.waits_for:
        return task.start if accepted is None else min(task.start, accepted)
    return accepted
