"""Stages: what follows every change of a case, in one visible order, and what time alone does (contract 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.agendas import plan_messages
from handover_policy.decide.evaluating.claims import evaluate_claims
from handover_policy.decide.evaluating.gates import evaluate_gates, release_days
from handover_policy.decide.evaluating.messages import send_due, send_on_event, sending_moment
from handover_policy.decide.facts import because, surroundings
from handover_policy.decide.handover.acts import accept_silence, acceptance_day
from handover_policy.decide.handover.planning import replan, state_of
from handover_policy.decide.handover.sheet import renew_sheet
from handover_policy.decide.state.outlook import Outlook
from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Task
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.effect_json import task_json
from handover_policy.model.effects import Because, CaseEffect, SheetEffect, TaskEffect
from handover_policy.model.words.states import AWAITING_RECEIVER, FINISHED

CASE_FIELDS = (
    "state",
    "cause",
    "arrival",
    "notice_days",
    "notice_end",
    "last_day",
    "shortfall_days",
    "absent",
    "successor",
)

ONE_DAY = timedelta(days=1)
NEVER = datetime(2999, 12, 31, tzinfo=UTC)


def settle(work: CaseWork) -> None:
    """Bring a case to its moment before an act is evaluated: silent acceptance, people who left, started tasks."""
    if work.case.state != "open":
        return
    replan(work)
    # Time stands still while one event is decided: once all were looked at, only tasks put since then may move.
    names = list(work.case.tasks) if work.unsettled is None else work.in_order(work.unsettled)
    if not names:
        return
    accept_silence(work, names)
    _refresh_states(work, names)
    work.unsettled = set()


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
    return all(task.finished for task in case.tasks.values()) and all(
        gate.state == "open" for gate in case.gates.values()
    )


def _write_case(work: CaseWork) -> None:
    case, before = work.case, work.before
    if before is not None and all(getattr(case, name) == getattr(before, name) for name in CASE_FIELDS):
        return
    rows = {row.id: row for row in work.book.policy.notice_table.rows}
    row = rows.get(case.notice_row or "")
    table = work.book.policy.notice_table
    rule, place = (row.id, row.location) if row else ("notice_days", table.location)
    condition: Condition = row.when if row else ALWAYS
    law = row.law if row else ()
    if case.opened_by != "resignation.submitted":
        rule, place, law = case.opened_by, Location(work.book.policy.manifest.location.file), ()
    why = because(rule, place, condition, surroundings(work), law)
    work.effect(case_effect(case, why))


def case_effect(case: Case, because: Because) -> CaseEffect:
    """Return a case as it stands, as an effect."""
    return CaseEffect(case=case.id, because=because, **{name: getattr(case, name) for name in CASE_FIELDS})


def _write_tasks(work: CaseWork) -> None:
    before = work.before.tasks if work.before is not None else {}
    about = None
    tasks = [work.case.tasks[name] for name in work.in_order(work.moved)]
    for task in [task for task in tasks if _shows_change(before.get(task.id), task)]:
        about = about or surroundings(work)
        rule = work.book.task_rules.get(task.rule)
        if rule is not None:
            why = because(rule.id, rule.location, rule.when, about, rule.law)
        else:
            obligation = work.book.obligation_rules.get(task.rule)
            place = obligation.location if obligation else Location("")
            why = because(task.rule, place, ALWAYS, about, obligation.law if obligation else ())
        work.effect(TaskEffect(case=work.case.id, task=task, because=why))


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


def _miss_tasks(work: CaseWork) -> None:
    """Note that a sheet stands for nothing."""
    if any(isinstance(effect, SheetEffect) for effect in work.effects) and not work.total:
        work.problem("no-tasks")


STAGES: tuple[Callable[[CaseWork], None], ...] = (
    settle,
    renew_sheet,
    evaluate_gates,
    evaluate_claims,
    _close,
    _write_tasks,
    _write_case,
    plan_messages,
    _send_on_event,
    _send_dated,
    _miss_tasks,
    CaseWork.tell_problems,
)
"""What follows every change of a case, in its order; conditions see what came before (contract 2.3)."""


def next_look(work: CaseWork) -> tuple[datetime | None, Outlook | None]:
    """Return when a clock event next has something to do in a case (None: nothing waits for one), and its outlook.

    Only tasks that were put have their days worked out again.
    """
    case = work.case
    if case.state != "open":
        return None, None
    moving, sending = _task_days(work)
    days = [day for day in (*_case_days(work), *moving.values()) if day > work.day]
    if work.book.changes_daily:
        days.append(work.day + ONE_DAY)
    until = work.midnight(min(days)) if days else NEVER
    sent = [item.day for item in case.agenda]
    next_sent = min((*sent, *sending.values()), default=None)
    outlook = Outlook(
        case=case,
        book=work.book,
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
    moments += [sending_moment(work, next_sent)] if next_sent is not None else []
    # A case that is over but for its last day, or whose messages are all sent, sleeps until something is told of it.
    return min(moments, default=None), outlook


def _case_days(work: CaseWork) -> Iterator[date]:
    """Yield the days on which time alone changes something of a case beside its tasks."""
    case = work.case
    yield from (day for day in release_days(work) if day is not None)
    if case.last_day is not None:
        yield case.last_day
        yield case.last_day + ONE_DAY
    for person in work.watched:
        other = work.directory.open_case(person) if person != case.employee else None
        if other is not None and other.last_day is not None:
            yield other.last_day + ONE_DAY


def _task_days(work: CaseWork) -> tuple[dict[str, date], dict[str, date]]:
    """Return by task the day on which time alone moves it, and the day of its next message."""
    known = work.outlook
    moving, sending = (known.moving, known.sending) if known is not None else ({}, {})
    for name in work.moved if known is not None else work.case.tasks:
        task = work.case.tasks[name]
        moved = _moving_day(work, task)
        if moved is not None:
            moving[name] = moved
        else:
            moving.pop(name, None)
        if task.agenda and task.state not in FINISHED:
            sending[name] = task.agenda[0].day
        else:
            sending.pop(name, None)
    return moving, sending


def _moving_day(work: CaseWork, task: Task) -> date | None:
    if task.state in AWAITING_RECEIVER:
        return acceptance_day(work, task)
    return task.start if task.state == "pending" else None
