"""Stages: what follows every change of a case, in one visible order, and what time alone does (contract 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import because, surroundings
from handover_policy.decide.handover.acts import accept_silence, acceptance_day
from handover_policy.decide.handover.planning import replan, state_of
from handover_policy.decide.handover.sheet import renew_sheet
from handover_policy.decide.judging.claims import judge_claims
from handover_policy.decide.judging.gates import judge_gates, release_day
from handover_policy.decide.judging.messages import plan_messages, send_due, send_on_event, sending_moment
from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.effect_json import task_json
from handover_policy.model.effects import Because, CaseEffect, SheetEffect, TaskEffect
from handover_policy.model.words.states import AWAITING_RECEIVER

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


def settle(work: CaseWork) -> None:
    """Bring a case to its moment before an act is judged: silent acceptance, people who left, started tasks."""
    if work.case.state != "open":
        return
    replan(work)
    if work.case.tasks is work.settled:
        return  # time stands still while one event is judged: only tasks put since then may move
    accept_silence(work)
    _refresh_states(work)
    work.settled = work.case.tasks


def _refresh_states(work: CaseWork) -> None:
    moved = {
        name: altered(task, state=state)
        for name, task in work.case.tasks.items()
        if not task.finished and (state := state_of(task, work.day)) != task.state
    }
    if moved:
        work.put_tasks({**work.case.tasks, **moved})


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
    for name, task in work.case.tasks.items():
        old = before.get(name)
        if old is task:
            continue
        if old is not None and task_json(old) == task_json(task):
            continue
        about = about or surroundings(work)
        rule = work.book.task_rules.get(task.rule)
        if rule is not None:
            why = because(rule.id, rule.location, rule.when, about, rule.law)
        else:
            obligation = work.book.obligation_rules.get(task.rule)
            place = obligation.location if obligation else Location("")
            why = because(task.rule, place, ALWAYS, about, obligation.law if obligation else ())
        work.effect(TaskEffect(case=work.case.id, task=task, because=why))


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
    if any(isinstance(effect, SheetEffect) for effect in work.effects) and not work.case.handover_tasks:
        work.problem("no-tasks")


STAGES: tuple[Callable[[CaseWork], None], ...] = (
    settle,
    renew_sheet,
    judge_gates,
    judge_claims,
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


def next_look(work: CaseWork) -> datetime | None:
    """Return when a clock event next has something to do in a case; None where nothing waits for one."""
    case = work.case
    if case.state != "open":
        return None
    sending = [item.day for item in case.agenda]
    days = [release_day(work, rule) for rule in work.book.policy.gates]
    if case.last_day is not None:
        days += [case.last_day, case.last_day + ONE_DAY]
    for task in case.tasks.values():
        if task.finished:
            continue
        sending += [item.day for item in task.agenda[:1]]
        if task.state in AWAITING_RECEIVER:
            days.append(acceptance_day(work, task))
        if task.state == "pending":
            days.append(task.start)
    for person in work.watched:
        other = work.directory.case_of(person) if person != case.employee else None
        if other is not None and other.state == "open" and other.last_day is not None:
            days.append(other.last_day + ONE_DAY)
    ahead = [day for day in days if day is not None and day > work.day]
    if work.book.changes_daily:
        ahead.append(work.day + ONE_DAY)
    moments = [work.midnight(min(ahead))] if ahead else []
    moments += [sending_moment(work, min(sending))] if sending else []
    # A case that is over but for its last day, or whose messages are all sent, sleeps until something is told of it.
    return min(moments, default=None)
