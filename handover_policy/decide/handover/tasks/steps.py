"""plan_steps: who does what of a task by when, as things stand now (contract "tasks", 2.5, 2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.choosing import sketched, suited
from handover_policy.decide.handover.anchors import day_told, record_of, step_anchors
from handover_policy.decide.handover.due_days import AboutTask, DueDay, due_day
from handover_policy.decide.people import resolve
from handover_policy.model.altered import altered
from handover_policy.model.case import Step, Task
from handover_policy.model.employee import Record
from handover_policy.policy.policy_set import StepRule, TaskRule
from handover_policy.texts.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """A step as the policy wants it: its place, its rule, and whether it stands in for the leaver."""

    index: int
    rule: StepRule
    instead_of_leaver: bool = False

    @property
    def group(self) -> int:
        """Return the group of steps it is done side by side with, 0 for none."""
        return self.rule.group


def plan_steps(
    work: CaseWork, rule: TaskRule, task: Task, *, known: Mapping[int, Step]
) -> tuple[date, tuple[Step, ...]]:
    """Return the start and the steps of a task: done ones kept, undone ones resolved, dated, merged.

    `known` holds the steps as they were planned before, by each place in the policy; what is not there is new.
    """
    rule = suited(work, rule, task if task.steps else sketched(work, rule, task.id, task.record))
    planning, record = _Planning(work, rule, task), record_of(work, task)
    start = _start(work, rule, task, record)
    about = AboutTask(id=task.id, title=rule.title, start=start, record=record)
    for intended in planning.resolved():
        before = known.get(intended.index)
        day = due_day(work, intended.rule, before, intended.index, planning.earlier, about)
        planning.add(intended, day)
    steps = planning.steps
    return min(start, steps[0].due), steps


class _Planning:
    """The steps of a task as they are put together, the first one first."""

    def __init__(self, work: CaseWork, rule: TaskRule, task: Task) -> None:
        self._work, self._rule, self._task = work, rule, task
        self._done = tuple(step for step in task.steps if step.done is not None)
        self._planned: list[Step] = []
        self._people: dict[int, str | None] = {}

    @property
    def earlier(self) -> tuple[Step, ...]:
        """Return what stands before the step to be planned next, done ones first."""
        return (*self._done, *self._planned)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return all steps in the order of the policy."""
        return tuple(sorted(self.earlier, key=lambda step: step.index))

    def resolved(self) -> Iterable[Intended]:
        """Return the undone steps there are, with the person of each known; steps of one person stand in no group."""
        found: list[Intended] = []
        substitute = _substitute(self._work, self._rule, self._done)
        first = self._done[0] if self._done else None
        first_party, first_group = (first.party, first.group) if first is not None else (None, 0)
        submitters = _submitters(self._done)
        for intended in self._intended():
            party = intended.rule.party
            if substitute is not None and self._resolve(party, ()) == substitute:
                continue  # what the substitute handed over himself he does not confirm; his later step falls away
            begins = first_party is None or (intended.group > 0 and intended.group == first_group)
            person = self._resolve(party, () if begins or party == first_party else submitters)
            self._note(party, person)
            if begins:
                first_party, first_group = first_party or party, intended.group
                submitters |= {person} if person else set()
            if intended.instead_of_leaver:
                substitute = person
            self._people[intended.index] = person
            found.append(intended)
        return [self._alone(intended, found) for intended in found]

    def add(self, intended: Intended, day: DueDay) -> None:
        """Add a step, merged into another where one person would do both one after the other (contract 2.5)."""
        step = self._step(intended, day)
        place = next(iter(self._mergeable(step)), None)
        if place is None:
            self._planned.append(step)
        else:
            self._planned[place] = _merged(self._planned[place], step, self._work.book.words)

    def _mergeable(self, step: Step) -> list[int]:
        """Return the place of the planned step of the same person that a step goes with: beside it, or just before."""
        last = len(self._planned) - 1
        return [
            place
            for place, other in enumerate(self._planned)
            if other.person is not None
            and other.person == step.person
            and other.group == step.group
            and (step.group or place == last)
        ]

    def _intended(self) -> list[Intended]:
        """Return the undone steps a task should have, the leaver's replaced where the leaver is gone."""
        covered = {index for step in self._done for index in step.covers}
        steps: list[Intended] = []
        replaced = False
        for index, step in enumerate(self._rule.steps):
            if index in covered or index in self._task.left_out:
                continue
            instead = self._rule.without_leaver
            if step.party != "leaver" or not self._work.case.leaver_gone or instead is None:
                steps.append(Intended(index=index, rule=step))
            elif not replaced:
                replaced = True
                kept = altered(
                    instead, due=instead.due or step.due, where=instead.where or step.where, group=step.group
                )
                steps.append(Intended(index=index, rule=kept, instead_of_leaver=True))
        return steps

    def _alone(self, intended: Intended, found: list[Intended]) -> Intended:
        """Return a step outside of its group where one person does what is left of it, and nobody did the rest."""
        if not intended.group or any(step.group == intended.group for step in self._done):
            return intended
        people = [self._people[each.index] for each in found if each.group == intended.group]
        several = None in people or len(set(people)) > 1
        return intended if several and len(people) > 1 else altered(intended, rule=altered(intended.rule, group=0))

    def _resolve(self, party: str, passed: Iterable[str]) -> str | None:
        task = self._task
        record = record_of(self._work, task)
        return resolve(self._work, party, excluded=frozenset(passed), task=task.id, rule=self._rule.id, record=record)

    def _note(self, party: str, person: str | None) -> None:
        subject = f"{self._task.id}:{party}"
        if person is None:
            title = self._work.party_title(party)
            self._work.problem("party-missing", subject, what=self._rule.title, party=title)
        else:
            self._work.well("party-missing", subject)

    def _step(self, intended: Intended, day: DueDay) -> Step:
        step = intended.rule
        return Step(
            index=intended.index,
            party=step.party,
            parties=(step.party,),
            covers=(intended.index,),
            person=self._people[intended.index],
            do=step.do,
            due=day.due,
            wanted=day.wanted,
            set_on=day.set_on,
            due_time=step.due.hour if step.due is not None else None,
            evidence=step.evidence,
            accepted_after=step.accepted_after,
            never_silent=step.never_silent,
            where=step.where or self._rule.where,
            group=step.group,
        )


def _merged(before: Step, step: Step, words: Texts) -> Step:
    """Return two steps of one person as one."""
    same = before.do == step.do
    never_silent = before.never_silent or step.never_silent
    return altered(
        before,
        parties=tuple(dict.fromkeys((*before.parties, *step.parties))),
        covers=(*before.covers, *step.covers),
        do=step.do if same else words.say("effects.steps-of-one-person", first=before.do, second=step.do),
        due=step.due,
        wanted=step.wanted,
        set_on=step.set_on,
        due_time=step.due_time,
        evidence=tuple(dict.fromkeys((*before.evidence, *step.evidence))),
        # Silence completes the merged step only where it would complete the last, and none that must never be silent.
        accepted_after=None if never_silent else step.accepted_after,
        never_silent=never_silent,
        where=before.where or step.where,
    )


def _submitters(done: tuple[Step, ...]) -> set[str]:
    """Return who has done the first step, and what is done side by side with it."""
    first = [step for step in done if step is done[0] or (step.group and step.group == done[0].group)]
    return {
        person for step in first if step.done is not None for person in (step.done.by, step.done.on_behalf_of) if person
    }


def _substitute(work: CaseWork, rule: TaskRule, done: tuple[Step, ...]) -> str | None:
    """Return who has handed over in the leaver's place already; None where nobody has."""
    for step in done:
        of_leaver = any(rule.steps[index].party == "leaver" for index in step.covers)
        if of_leaver and step.party != "leaver" and step.person != work.case.employee:
            return step.person
    return None


def _start(work: CaseWork, rule: TaskRule, task: Task, record: Record | None) -> date:
    """Return the day on which a task begins: not before the arrival, nor before what it has waited for was finished."""
    arrival = work.case.arrival
    day = day_told(work, rule.start, step_anchors(work, arrival, record), subject=task.id, title=rule.title)
    return max(day or arrival, arrival, task.released_on or arrival)
