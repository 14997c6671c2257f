"""Acts on tasks: who may submit, confirm, return, waive, reopen, and what follows (contract "tasks", 2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import takewhile
from operator import itemgetter

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.handover.authority import EMPLOYER, actor_among, called, entitled, speakers
from handover_policy.decide.handover.out_of_turn import no_such_task, out_of_turn
from handover_policy.decide.handover.planning import replan_task, state_of
from handover_policy.decide.handover.tasks.things import filled_in, ticked
from handover_policy.decide.handover.tasks.waiting import must_not_wait
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
from handover_policy.policy.policy_set import TaskRule

ONE_DAY = Period(count=1, unit="day")
LEAVER = "leaver"
NOT_BEGUN = frozenset({"pending", "open"})
"""States of a task of which no step is done."""


def find_task(work: CaseWork, told: TaskAct) -> Task:
    """Return the task the event names; refuses `unknown-task`."""
    task = work.case.tasks.get(told.task)
    if task is None:
        raise no_such_task(work.case, told.task)
    return task


def submit_or_confirm(work: CaseWork, told: TaskSubmitted | TaskConfirmed) -> None:
    """Do the current step: the first one by `task.submitted`, every later one by `task.confirmed`."""
    task = find_task(work, told)
    must_not_wait(work, task)
    turns = _turns(task, work)
    first = task.begins_with(turns[0])
    if first != isinstance(told, TaskSubmitted):
        raise out_of_turn(work, task)
    step, by, principal = _acting(work, told, turns)
    if not first:
        _is_another(work, task, by, principal)
    missing = [kind for kind in step.evidence if kind not in {item["kind"] for item in told.evidence}]
    if missing:
        raise Refused("evidence-missing", reason="kinds", kinds=tuple(missing))
    items = filled_in(task, told.items) if first and task.giver.done is None else ticked(task, told.items)
    done = Done(
        at=work.event.time, by=by, on_behalf_of=principal, evidence=told.evidence, remark=told.remark, items=items
    )
    finish_step(work, task, step, done)


def finish_step(work: CaseWork, task: Task, step: Step, done: Done) -> None:
    """Mark a step done, give the turn to the next, and note what messages may wait for."""
    steps = tuple(altered(other, done=done) if other is step else other for other in task.steps)
    over = all(other is step or other.done is not None for other in task.beside(step))
    # Whoever comes next is told today, and has the whole time from then on, however late the act is told.
    since = work.today if over else task.turn_since
    changed = altered(task, steps=steps, returned=False, turn_since=since)
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
    turns = _turns(task, work)
    if task.begins_with(turns[0]):
        raise out_of_turn(work, task)
    step, by, principal = _acting(work, told, turns)
    _is_another(work, task, by, principal)
    target = _target(work, told, task, step)
    beside = {other.index for other in task.beside(target)} - {target.index}
    steps = tuple(
        altered(other, done=None) if other.index >= target.index and other.index not in beside else other
        for other in task.steps
    )
    reason = told.reason or told.remark or ""
    changed = altered(task, steps=steps, returned=True, reason=reason, turn_since=work.day, rounds=task.rounds + 1)
    changed = replan_task(work, changed)
    work.put_task(altered(changed, state=state_of(changed, work.day)))


def _target(work: CaseWork, told: TaskReturned, task: Task, current: Step) -> Step:
    named = told.to
    if named is None:
        return task.steps[0]
    beside = task.beside(current)
    earlier = tuple(takewhile(lambda step: step not in beside, task.steps))
    for step in earlier:
        if named in step.parties or named == step.person:
            return step
    known = tuple(f"{step.party} {work.party_title(step.party)}" for step in earlier)
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
    named: list[str | None] = []
    for last in task.beside(task.steps[-1]):
        named += [*entitled(work, last.parties, last.person), last.done.by if last.done else None]
    named += speakers(work, ("hr",))
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
        task,
        state="open",
        steps=steps,
        returned=False,
        reason=reason,
        waived_by=None,
        turn_since=work.day,
        rounds=task.rounds + 1,
    )
    changed = replan_task(work, changed)
    return altered(changed, state=state_of(changed, work.day))


def accept_silence(work: CaseWork, names: Iterable[str]) -> None:
    """Do the steps of these tasks whose receiver let the time of `accepted_after` pass (contract "tasks").

    The receiver has the whole last day; the step is done as the next day begins, and the turn passes on with it.
    """
    for name in names:
        task = work.case.tasks[name]
        while hears_silence(task):
            following, step = min(_silent_turns(work, task), key=itemgetter(0), default=(None, None))
            if step is None or following is None or work.day < following:
                break
            finish_step(work, task, step, Done(at=work.midnight(following), by=None, deemed=True))
            task = work.case.tasks[name]
            work.trigger("task.deemed", task)


def hears_silence(task: Task) -> bool:
    """Return whether silence may complete a step: a receiver's, or that of whoever begins where nobody hands over."""
    return task.state in AWAITING_RECEIVER or (task.state in NOT_BEGUN and not task.waits_for)


def acceptance_day(work: CaseWork, task: Task) -> date | None:
    """Return the day on which silence next becomes acceptance of a step; None where it never does."""
    return min((day for day, _ in _silent_turns(work, task)), default=None)


def _silent_turns(work: CaseWork, task: Task) -> Iterator[tuple[date, Step]]:
    """Yield the steps whose turn it is that silence completes, and the day on which it does."""
    since = max(task.turn_since, task.start)
    for step in task.turns:
        rule = work.book.task_rules.get(task.rule)
        if step.accepted_after is not None and step.person is not None and silence_counts(rule, task, step):
            yield work.reckoner.shift(work.reckoner.shift(since, step.accepted_after), ONE_DAY), step


def silence_counts(rule: TaskRule | None, task: Task, step: Step) -> bool:
    """Return whether silence completes a step: any but a first one by which somebody hands something over.

    A department that only says whether anything is open begins its task itself: there is no giver, it is asked. Who
    stands in for the leaver gives, as does whoever fills in a list, brings evidence, or does a later step with it.
    """
    if not task.begins_with(step):
        return True
    gives = rule is None or rule.steps[step.index].party == LEAVER or task.items is not None or bool(step.evidence)
    return not gives and not task.returned and len(step.covers) == 1


def cancel_all(work: CaseWork) -> None:
    """Cancel what is unfinished, obligations included (contract 2.4, withdrawal)."""
    work.put_tasks(
        {
            name: task if task.finished else altered(task, state="cancelled", returned=False)
            for name, task in work.case.tasks.items()
        }
    )


def _turns(task: Task, work: CaseWork) -> tuple[Step, ...]:
    """Return the steps whose turn it is, at least one."""
    turns = task.turns
    if not turns:
        raise out_of_turn(work, task)
    return turns


def _submitters(task: Task) -> set[str | None]:
    done = [step.done for step in task.beside(task.steps[0]) if step.done is not None]
    return {person for first in done for person in (first.by, first.on_behalf_of) if person}


def _acting(work: CaseWork, told: TaskAct, turns: tuple[Step, ...]) -> tuple[Step, str, str | None]:
    """Return the step that is acted on, who acts and for whom; of several side by side the actor's own.

    Refuses `wrong-party` unless it is a step's person, or a delegate. Everybody named in the contact of the step's
    party may act for it.
    """
    may = {step.index: entitled(work, step.parties, step.person) for step in turns}
    by, principal = actor_among(work, told, dict.fromkeys(person for people in may.values() for person in people))
    person = principal or by
    own = [step for step in turns if step.person == person] or [step for step in turns if person in may[step.index]]
    return own[0], by, principal


def _is_another(work: CaseWork, task: Task, by: str, principal: str | None) -> None:
    """Refuse `same-person` where somebody would confirm or send back what they submitted themselves."""
    if {by, principal} & _submitters(task):
        raise Refused("same-person", reason="task", by=called(by, work.here, work.directory))
