"""Tasks of a case: which there are, who does which step, and by when (contract "tasks", 2.5, 2.6)."""

from __future__ import annotations

from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.obligations import obligation_steps
from handover_policy.decide.departing.obliged import obligations_owed
from handover_policy.decide.handover.due_days import planned_before
from handover_policy.decide.handover.tasks.matching import Match, judged_anew, matching_tasks
from handover_policy.decide.handover.tasks.steps import plan_steps
from handover_policy.decide.handover.tasks.things import listed_things
from handover_policy.decide.handover.tasks.waiting import freed, waiting
from handover_policy.decide.identifiers import task_id
from handover_policy.decide.people import everybody, named_by_case
from handover_policy.model.altered import altered
from handover_policy.model.case import Step, Task
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.policy_set import ObligationRule


def plan_tasks(work: CaseWork) -> frozenset[str]:
    """Add the tasks that the policy now asks for and the case does not have; none is taken away.

    Return the ids of those added: they are planned by what holds now.
    """
    policy = work.book.policy
    _judge_anew(work)
    tasks = dict(work.case.tasks)
    known = frozenset(tasks)
    for match in matching_tasks(work):
        if match.name not in tasks:
            tasks[match.name] = _new_task(work, match)
    for name, task in waiting(work, tasks, [each for each in tasks if each not in known]).items():
        again = replan_task(work, task)
        tasks[name] = altered(again, state=state_of(again, work.day))
    for name, obligation in obligations_owed(work).items():
        if task_id(work.case.id, name) not in tasks:
            tasks[task_id(work.case.id, name)] = new_obligation(work, name, obligation)
    if len(tasks) > len(known):
        order = {rule.id: place for place, rule in enumerate(policy.tasks)}
        ordered = sorted(tasks.values(), key=lambda task: (task.obligation, order.get(task.rule, -1)))
        work.put_tasks({task.id: task for task in ordered})
    if not work.total:
        work.problem("no-tasks")
    return frozenset(tasks) - known


def replan(work: CaseWork, *, always: bool = False, planned: frozenset[str] = frozenset()) -> None:
    """Plan the undone steps anew where the people changed, or in any case (dates moved).

    Tasks that were planned a moment ago need not be planned again; what comes out equal stays the same task.
    """
    always = always or work.case.choices != work.book.picks
    if not always and work.still and _same_people(work):
        return
    if always:
        _judge_anew(work)
    people = everybody(work)
    if not always and people == work.case.people:
        return
    if people != work.case.people:
        work.change(people=people)
    if work.case.choices != work.book.picks:
        work.change(choices=work.book.picks)
    for name, task in tuple(work.case.tasks.items()):
        if task.state not in FINISHED and name not in planned:
            again = replan_task(work, task)
            if again is not task:
                work.put_task(again)
            if again.finished:  # all that was left fell away with the people
                work.trigger("task.done", again)
    work.planned = work.replanned = True


def _same_people(work: CaseWork) -> bool:
    """Return whether the case itself names the people it did when the event met it."""
    case, before = work.case, work.before
    return before is not None and named_by_case(case) == named_by_case(before)


def _judge_anew(work: CaseWork) -> None:
    """Judge again what falls away of the unfinished tasks, and plan those anew of which something has changed."""
    if not work.book.judges_anew:
        return
    for task in tuple(work.case.tasks.values()):
        judged = judged_anew(work, task)
        if judged is not task:
            again = replan_task(work, judged)
            work.put_task(again)
            if again.finished:
                work.trigger("task.done", again)


def free_waiting(work: CaseWork) -> frozenset[str]:
    """Let the tasks begin that have waited for what is finished now; return the ids of all that changed.

    Their days are set today: nobody is late with what could not be begun.
    """
    changed = freed(work)
    for task in changed:
        again = task
        if not task.waits_for:
            rule = work.book.task_rules[task.rule]
            start, steps = plan_steps(work, rule, task, known={})
            again = altered(task, start=start, steps=steps, turn_since=work.today)
        work.put_task(altered(again, state=state_of(again, work.day)))
    return frozenset(task.id for task in changed)


def replan_task(work: CaseWork, task: Task) -> Task:
    """Return an unfinished task with its undone steps planned anew, done steps as they are."""
    owed = work.book.obligation_rules.get(task.rule) if task.obligation else None
    if owed is not None:
        steps = obligation_steps(work, owed, task.steps[0])
        return _with_steps(work, task, steps, task.start)
    start, steps = plan_steps(work, work.book.task_rules[task.rule], task, known=planned_before(task))
    return _with_steps(work, task, steps, start)


def _with_steps(work: CaseWork, task: Task, steps: tuple[Step, ...], start: date) -> Task:
    if start == task.start and steps == task.steps and task.current is not None:
        return task
    before = task.current
    planned = altered(task, steps=steps, start=start)
    now = planned.current
    if before is not None and not {step.person for step in planned.turns} <= {step.person for step in task.turns}:
        planned = altered(planned, turn_since=work.today)  # the silence of whoever was before counts for nothing
    if now is None:
        return altered(planned, state="done", returned=False)
    return planned


def state_of(task: Task, day: date) -> str:
    """Return the state of a task on a local day by what is done of it (contract "tasks")."""
    if task.finished:
        return task.state
    if task.returned:
        return "returned"
    if task.waits_for:
        return "pending"
    current = task.current
    if current is None or task.begins_with(current):
        return "pending" if day < task.start else "open"
    second = next(step for step in task.steps if not task.begins_with(step))
    return "submitted" if current in task.beside(second) else "confirmed"


def _new_task(work: CaseWork, match: Match) -> Task:
    rule, key = match.rule, match.key
    draft = _without_steps(work, match)
    start, steps = plan_steps(work, rule, draft, known={})
    title = rule.title if key is None else work.book.words.say("effects.task-of-record", title=rule.title, key=key)
    task = altered(draft, title=title, start=start, steps=steps)
    return altered(task, state=state_of(task, work.day))


def _without_steps(work: CaseWork, match: Match) -> Task:
    return Task(
        id=match.name,
        rule=match.rule.id,
        title=match.rule.title,
        state="pending",
        start=work.case.arrival,
        steps=(),
        turn_since=work.day,
        record_key=match.key,
        record=match.record,
        items=listed_things(work, match.rule),
        left_out=match.left_out,
        obligation=not match.rule.handover,
    )


def new_obligation(work: CaseWork, name: str, rule: ObligationRule) -> Task:
    """Return the task that an obligation becomes, as it is planned now."""
    task = Task(
        id=task_id(work.case.id, name),
        rule=name,
        title=rule.title,
        state="pending",
        start=work.case.arrival,
        steps=obligation_steps(work, rule),
        turn_since=work.day,
        obligation=True,
    )
    return altered(task, state=state_of(task, work.day))
