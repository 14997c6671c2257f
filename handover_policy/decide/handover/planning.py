"""Tasks of a case: which there are, who does which step, and by when (contract "tasks", 2.5, 2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.obligations import obligation_steps
from handover_policy.decide.departing.obliged import obligations_owed
from handover_policy.decide.evaluating.choosing import sketched, suited
from handover_policy.decide.facts import fired, surroundings
from handover_policy.decide.handover.anchors import day_told, record_of, step_anchors
from handover_policy.decide.handover.due_days import AboutTask, DueDay, due_day, planned_before
from handover_policy.decide.identifiers import task_id
from handover_policy.decide.people import everybody, named_by_case, resolve
from handover_policy.model.altered import altered
from handover_policy.model.case import Done, Step, Task
from handover_policy.model.employee import Record
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.policy_set import ObligationRule, StepRule, TaskRule
from handover_policy.texts.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """A step as the policy wants it: its place, its rule, and whether it stands in for the leaver."""

    index: int
    rule: StepRule
    instead_of_leaver: bool = False


def plan_tasks(work: CaseWork) -> frozenset[str]:
    """Add the tasks that the policy now asks for and the case does not have; none is taken away.

    Return the ids of those added: they are planned by what holds now.
    """
    policy = work.book.policy
    applying, trouble = fired("tasks", work.book, surroundings(work))
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    tasks = dict(work.case.tasks)
    known = frozenset(tasks)
    for rule in policy.tasks:
        if rule.list_id in applying:
            for key, record in _records(rule, work):
                name = task_id(work.case.id, rule.id, key)
                if name not in tasks:
                    tasks[name] = _new_task(work, rule, name, key, record)
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


def replan_task(work: CaseWork, task: Task) -> Task:
    """Return an unfinished task with its undone steps planned anew, done steps as they are."""
    if task.obligation:
        steps = obligation_steps(work, work.book.obligation_rules[task.rule], task.steps[0])
        return _with_steps(work, task, steps, task.start)
    start, steps = _steps(work, work.book.task_rules[task.rule], task)
    return _with_steps(work, task, steps, start)


def _with_steps(work: CaseWork, task: Task, steps: tuple[Step, ...], start: date) -> Task:
    if start == task.start and steps == task.steps and task.current is not None:
        return task
    before = task.current
    planned = altered(task, steps=steps, start=start)
    now = planned.current
    if before is not None and now is not None and before.person != now.person:
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
    done = sum(step.done is not None for step in task.steps)
    if done == 0:
        return "pending" if day < task.start else "open"
    return "submitted" if done == 1 else "confirmed"


def _records(rule: TaskRule, work: CaseWork) -> Iterator[tuple[str | None, Record | None]]:
    if rule.for_each is None:
        yield None, None
        return
    name = rule.for_each.removeprefix("profile.")
    section = work.employee.profile.get(name)
    keys = {section.id: section.key for section in work.book.policy.sections}
    if section is not None and name in keys:
        for record in section.records:
            yield str(record[keys[name]]), record


def _new_task(work: CaseWork, rule: TaskRule, name: str, key: str | None, record: Record | None) -> Task:
    start, steps = _steps(work, rule, None, name, record)
    title = rule.title if key is None else work.book.words.say("effects.task-of-record", title=rule.title, key=key)
    task = Task(
        id=name,
        rule=rule.id,
        title=title,
        state="pending",
        start=start,
        steps=steps,
        turn_since=work.day,
        record_key=key,
        record=record,
    )
    return altered(task, state=state_of(task, work.day))


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


def _intended(rule: TaskRule, work: CaseWork, done: tuple[Step, ...]) -> list[Intended]:
    """Return the steps a task should have: those of the policy, the leaver's replaced where the leaver is gone."""
    covered = {index for step in done for index in step.covers}
    steps: list[Intended] = []
    replaced = False
    for index, step in enumerate(rule.steps):
        of_leaver = step.party == "leaver" and work.case.leaver_gone and index not in covered
        if not of_leaver or rule.without_leaver is None:
            steps.append(Intended(index=index, rule=step))
        elif not replaced:
            replaced = True
            instead = rule.without_leaver
            kept = altered(instead, due=instead.due or step.due, where=instead.where or step.where)
            steps.append(Intended(index=index, rule=kept, instead_of_leaver=True))
    return steps


def _submitters(done: tuple[Step, ...]) -> set[str]:
    if not done or done[0].done is None:
        return set()
    first: Done = done[0].done
    return {person for person in (first.by, first.on_behalf_of) if person}


def _substitute(work: CaseWork, rule: TaskRule, done: tuple[Step, ...]) -> str | None:
    """Return who has handed over in the leaver's place already; None where nobody has."""
    for step in done:
        of_leaver = any(rule.steps[index].party == "leaver" for index in step.covers)
        if of_leaver and step.party != "leaver" and step.person != work.case.employee:
            return step.person
    return None


def _steps(
    work: CaseWork, rule: TaskRule, task: Task | None, name: str = "", record: Record | None = None
) -> tuple[date, tuple[Step, ...]]:
    """Return the start and the steps of a task: done ones kept, undone ones resolved, dated, merged."""
    name = task.id if task is not None else name
    rule = suited(work, rule, task if task is not None else sketched(work, rule, name, record))
    record = record if task is None else record_of(work, task)
    done = tuple(step for step in task.steps if step.done is not None) if task is not None else ()
    covered = {index for step in done for index in step.covers}
    start = _start(work, rule, name, record)
    submitters = _submitters(done)
    first_party = done[0].party if done else None
    substitute = _substitute(work, rule, done)
    planned: list[Step] = []
    before = planned_before(task)
    for intended in _intended(rule, work, done):
        if intended.index in covered:
            continue
        party = intended.rule.party
        first = first_party is None
        if substitute is not None and resolve(work, party, task=name, rule=rule.id) == substitute:
            continue  # what the substitute handed over himself he does not confirm; his later step falls away
        passed = () if first or party == first_party else submitters
        person = resolve(work, party, excluded=passed, task=name, rule=rule.id)
        if person is None:
            work.problem("party-missing", f"{name}:{party}", what=rule.title, party=work.party_title(party))
        else:
            work.well("party-missing", f"{name}:{party}")
        if first:
            first_party = party
            submitters = {person} if person else set()
        if intended.instead_of_leaver:
            substitute = person
        known = before.get(intended.index)
        earlier = (*done, *planned)
        about = AboutTask(id=name, title=rule.title, start=start, record=record)
        day = due_day(work, intended.rule, known, intended.index, earlier, about)
        _append(planned, _step(rule, intended, person, day), work.book.words)
    steps = (*done, *planned)
    return min(start, steps[0].due), steps


def _step(rule: TaskRule, intended: Intended, person: str | None, day: DueDay) -> Step:
    step = intended.rule
    return Step(
        index=intended.index,
        party=step.party,
        parties=(step.party,),
        covers=(intended.index,),
        person=person,
        do=step.do,
        due=day.due,
        wanted=day.wanted,
        set_on=day.set_on,
        due_time=step.due.hour if step.due is not None else None,
        evidence=step.evidence,
        accepted_after=step.accepted_after,
        where=step.where or rule.where,
    )


def _append(planned: list[Step], step: Step, words: Texts) -> None:
    """Add a step, merged into the one before where one person would do both (contract 2.5)."""
    before = planned[-1] if planned else None
    if before is None or before.person is None or before.person != step.person:
        planned.append(step)
        return
    planned[-1] = altered(
        before,
        parties=tuple(dict.fromkeys((*before.parties, *step.parties))),
        covers=(*before.covers, *step.covers),
        do=words.say("effects.steps-of-one-person", first=before.do, second=step.do),
        due=step.due,
        wanted=step.wanted,
        set_on=step.set_on,
        due_time=step.due_time,
        evidence=tuple(dict.fromkeys((*before.evidence, *step.evidence))),
        accepted_after=step.accepted_after,  # silence completes the merged step only where it would complete the last
        where=before.where or step.where,
    )


def _start(work: CaseWork, rule: TaskRule, name: str, record: Record | None) -> date:
    day = day_told(work, rule.start, step_anchors(work, work.case.arrival, record), subject=name, title=rule.title)
    return max(day or work.case.arrival, work.case.arrival)
