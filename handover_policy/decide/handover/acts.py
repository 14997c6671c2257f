"""Acts on tasks: who may submit, confirm, return, waive, reopen, and what follows (contract "tasks", 2.5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import takewhile

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.handover.authority import EMPLOYER, actor_among, called, entitled, speakers
from handover_policy.decide.handover.out_of_turn import no_such_task, out_of_turn
from handover_policy.decide.handover.planning import replan_task, state_of
from handover_policy.model.altered import altered, write_into
from handover_policy.model.case import Done, Step, Task
from handover_policy.model.dates.expression import Period
from handover_policy.model.events_of_cases import (
    TaskAct,
    TaskConfirmed,
    TaskReopened,
    TaskReturned,
    TaskSubmitted,
    TaskWaived,
)
from handover_policy.model.words.states import AWAITING_RECEIVER

ONE_DAY = Period(count=1, unit="day")
"""States of a task of which a step is done: only then can a receiver be silent."""


def find_task(work: CaseWork, told: TaskAct) -> Task:
    """Return the task the event names; refuses `unknown-task`."""
    task = work.case.tasks.get(told.task)
    if task is None:
        raise no_such_task(work.case, told.task)
    return task


def submit_or_confirm(work: CaseWork, told: TaskSubmitted | TaskConfirmed) -> None:
    """Do the current step: the first one by `task.submitted`, every later one by `task.confirmed`."""
    task = find_task(work, told)
    step = _current(task, work)
    first = step is task.steps[0]
    if first != isinstance(told, TaskSubmitted):
        raise out_of_turn(work, task)
    by, principal = _actor(work, told, step)
    if not first:
        _is_another(work, task, by, principal)
    missing = [kind for kind in step.evidence if kind not in {item["kind"] for item in told.evidence}]
    if missing:
        raise Refused("evidence-missing", kinds=tuple(missing))
    done = Done(at=work.event.time, by=by, on_behalf_of=principal, evidence=told.evidence, remark=told.remark)
    finish_step(work, task, step, done)


def finish_step(work: CaseWork, task: Task, step: Step, done: Done) -> None:
    """Mark a step done, give the turn to the next, and note what messages may wait for."""
    steps = tuple(altered(other, done=done) if other is step else other for other in task.steps)
    # Whoever comes next is told today, and has the whole time from then on, however late the act is told.
    changed = altered(task, steps=steps, returned=False, turn_since=work.today)
    if changed.current is None:
        changed = altered(changed, state="done", done_for=work.case.last_day)
    elif not _as_planned(work, step, done):
        changed = replan_task(work, changed)
    state = state_of(changed, work.day)
    if state != changed.state:
        write_into(changed, {"state": state})  # nobody else holds it yet
    work.put_task(changed)
    if changed.state == "done":
        work.trigger("task.done", changed)


def _as_planned(work: CaseWork, step: Step, done: Done) -> bool:
    """Return whether a step was done just as it was planned, so that those behind it stand as they would be planned."""
    return work.planned and not work.case.leaver_gone and done.by == step.person and done.on_behalf_of is None


def send_back(work: CaseWork, told: TaskReturned) -> None:
    """Return a task: the first step, or the one that `to` names, is due again, with all behind it."""
    task = find_task(work, told)
    step = _current(task, work)
    if step is task.steps[0]:
        raise out_of_turn(work, task)
    by, principal = _actor(work, told, step)
    _is_another(work, task, by, principal)
    target = _target(work, told, task, step)
    steps = tuple(altered(other, done=None) if other.index >= target.index else other for other in task.steps)
    reason = told.reason or told.remark or ""
    changed = altered(task, steps=steps, returned=True, reason=reason, turn_since=work.day)
    changed = replan_task(work, changed)
    work.put_task(altered(changed, state=state_of(changed, work.day)))


def _target(work: CaseWork, told: TaskReturned, task: Task, current: Step) -> Step:
    named = told.to
    if named is None:
        return task.steps[0]
    earlier = tuple(takewhile(lambda step: step is not current, task.steps))
    for step in earlier:
        if named in step.parties or named == step.person:
            return step
    title = work.book.policy.manifest.parties
    known = tuple(f"{step.party} {title[step.party].title}" for step in earlier if step.party in title)
    raise Refused("wrong-state", reason="no-earlier-step", to=named[:100], known=known)


def waive(work: CaseWork, told: TaskWaived) -> None:
    """Waive a task: by the manager or hr, never by the leaver; the employer's own duties cannot be waived."""
    task = find_task(work, told)
    if task.finished or task.obligation:
        raise out_of_turn(work, task)
    by, _ = actor_among(work, told, speakers(work, EMPLOYER))
    reason = told.reason or told.remark or None
    work.put_task(altered(task, state="waived", waived_by=by, reason=reason, returned=False))


def reopen(work: CaseWork, told: TaskReopened) -> None:
    """Open a done or waived task again, from its first step: by the last step's person or hr."""
    task = find_task(work, told)
    if task.state not in {"done", "waived"} or work.case.state == "withdrawn":
        raise out_of_turn(work, task)
    last = task.steps[-1]
    named = [*entitled(work, last.parties, last.person), last.done.by if last.done else None, *speakers(work, ("hr",))]
    own = not task.obligation and len(task.steps) == 1  # what the leaver alone has done he may also begin anew
    allowed = [person for person in dict.fromkeys(named) if person and (own or person != work.case.employee)]
    actor_among(work, told, allowed)
    work.put_task(begin_again(work, task, told.reason or ""))
    if work.case.state == "closed":
        work.change(state="open")


def begin_again(work: CaseWork, task: Task, reason: str = "") -> Task:
    """Return a finished task as it stands when it is to be done anew, from its first step."""
    steps = tuple(altered(step, done=None) for step in task.steps)
    changed = altered(
        task, state="open", steps=steps, returned=False, reason=reason, waived_by=None, turn_since=work.day
    )
    changed = replan_task(work, changed)
    return altered(changed, state=state_of(changed, work.day))


def accept_silence(work: CaseWork, names: Iterable[str]) -> None:
    """Do the steps of these tasks whose receiver let the time of `accepted_after` pass (contract "tasks").

    The receiver has the whole last day; the step is done as the next day begins, and the turn passes on with it.
    """
    for name in names:
        task = work.case.tasks[name]
        while task.state in AWAITING_RECEIVER:
            step, following = task.current, acceptance_day(work, task)
            if step is None or following is None or work.day < following:
                break
            finish_step(work, task, step, Done(at=work.midnight(following), by=None, deemed=True))
            task = work.case.tasks[name]
            work.trigger("task.deemed", task)


def acceptance_day(work: CaseWork, task: Task) -> date | None:
    """Return the day on which silence becomes acceptance of the current step; None where it never does."""
    step = task.current
    if step is None or step.accepted_after is None or step.person is None or step is task.steps[0]:
        return None
    return work.reckoner.shift(work.reckoner.shift(max(task.turn_since, task.start), step.accepted_after), ONE_DAY)


def cancel_all(work: CaseWork) -> None:
    """Cancel what is unfinished, obligations included (contract 2.4, withdrawal)."""
    work.put_tasks(
        {
            name: task if task.finished else altered(task, state="cancelled", returned=False)
            for name, task in work.case.tasks.items()
        }
    )


def _current(task: Task, work: CaseWork) -> Step:
    step = task.current
    if step is None:
        raise out_of_turn(work, task)
    return step


def _submitters(task: Task) -> set[str | None]:
    first = task.steps[0].done
    return {person for person in (first.by, first.on_behalf_of) if person} if first else set()


def _actor(work: CaseWork, told: TaskAct, step: Step) -> tuple[str, str | None]:
    """Return who acts and for whom; refuses `wrong-party` unless it is the step's person, or a delegate.

    Everybody named in the contact of the step's party may act for it.
    """
    return actor_among(work, told, entitled(work, step.parties, step.person))


def _is_another(work: CaseWork, task: Task, by: str, principal: str | None) -> None:
    """Refuse `same-person` where somebody would confirm or send back what they submitted themselves."""
    if {by, principal} & _submitters(task):
        raise Refused("same-person", reason="task", by=called(by, work.here, work.directory))
