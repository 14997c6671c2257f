"""mutants: every number, condition, recipient, channel, time and message of a policy set, changed one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from handover_policy.conditions.domains import Domains, domains_of
from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.model.words.anchors import Speaker, anchors_for
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.counting import SENDING_DAYS
from handover_policy.model.words.messages import ABOUT_TASKS, STEP_PARTY, TRIGGERS
from handover_policy.policy.clauses import Clause
from handover_policy.policy.days.recurring import RecurringRule
from handover_policy.policy.policy_set import (
    GateRule,
    NoticeDays,
    NoticeRule,
    ObligationRule,
    PolicySet,
    Repeat,
    SectionRule,
    StepRule,
    TaskRule,
    UploadRule,
)
from handover_policy.policy.rows.items import PROFILE
from handover_policy.policy.rows.tasks import OF_THE_CASE
from handover_policy.testing.mutating.cases import case_mutants
from handover_policy.testing.mutating.clauses import clause_variations
from handover_policy.testing.mutating.conditions import conditions
from handover_policy.testing.mutating.duties import (
    obligation_variations,
    recurring_variations,
    section_variations,
    upload_variations,
)
from handover_policy.testing.mutating.manifest import manifest_mutants
from handover_policy.testing.mutating.mutant import Mutant, Variation, in_field, mutant_of
from handover_policy.testing.mutating.notice_table import notice_table_mutants
from handover_policy.testing.mutating.steps import OF_SILENCE, step_variations, substitute_is_heard
from handover_policy.testing.mutating.tasks import in_steps, one_after_the_other, things
from handover_policy.testing.mutating.values import (
    dropped,
    names,
    numbers,
    periods,
    receivers,
    shorter,
    times,
    turned,
)

Rule = TypeVar("Rule")

MOST_REPEATS = 365


def mutants(
    policy: PolicySet, *, notifications: Sequence[str], lays_down: Callable[[Location], bool]
) -> Iterator[Mutant]:
    """Yield the policy set with one thing changed at a time, in the order of its rules.

    Laws and texts stay as they are. Changes that mean the same as what stood there are left out (`conditions`).
    `notifications` are the messages there are; `lays_down` tells whether a place belongs to the set itself rather than
    to one it extends, whose own tests protect what it lays down.
    """
    cased = tuple((each.rule, each.field) for each in policy.cases)
    for mutant in (*_all(policy, tuple(notifications)), *case_mutants(policy)):
        if lays_down(mutant.location) and not _is_told_by_cases(mutant, cased):
            yield mutant


def _is_told_by_cases(mutant: Mutant, cased: tuple[tuple[str, str], ...]) -> bool:
    """Return whether a list of cases stands where a field was changed, so that the change shows nowhere."""
    return any(mutant.rule == rule and mutant.field == field for rule, field in cased)


def _all(policy: PolicySet, notifications: tuple[str, ...]) -> Iterator[Mutant]:
    vary = _Variations(policy, notifications)
    yield from manifest_mutants(policy, vary.domains_of_people)
    yield from notice_table_mutants(policy, vary.domains)
    yield from _lists(policy, vary)
    yield from _each(policy, "clauses", policy.clauses, vary.clause, _identified)
    yield from _each(policy, "tasks", policy.tasks, vary.task, _identified)
    yield from _each(policy, "notices", policy.notices, vary.notice, _identified)
    yield from _each(policy, "gates", policy.gates, vary.gate, _identified)
    yield from _each(policy, "obligations", policy.obligations, obligation_variations, _owed)
    yield from _each(policy, "recurring", policy.recurring, vary.recurring, lambda rule: rule.id)
    yield from _each(policy, "sections", policy.sections, vary.section, lambda rule: f"archive.{rule.id}")
    yield from _each(policy, "uploads", policy.uploads, vary.upload, _identified)


def _owed(rule: ObligationRule) -> str:
    return f"obligation.{rule.name}"


def _identified(rule: Clause | TaskRule | NoticeRule | GateRule | UploadRule | NoticeDays) -> str:
    return rule.id


def _each(
    policy: PolicySet,
    field: str,
    rules: tuple[Rule, ...],
    vary: Callable[[Rule], Iterator[Variation[Rule]]],
    named: Callable[[Rule], str],
) -> Iterator[Mutant]:
    for place, rule in enumerate(rules):
        location: Location = rule.location  # type: ignore[attr-defined] # every rule stands somewhere
        for variation in vary(rule):
            changed = altered(policy, **{field: (*rules[:place], variation.noun, *rules[place + 1 :])})
            yield mutant_of(changed, variation, named(rule), location)


def _lists(policy: PolicySet, vary: _Variations) -> Iterator[Mutant]:
    """Yield the set with another condition of a task list, which holds for all its tasks."""
    first = {rule.list_id: rule for rule in reversed(policy.tasks)}
    for name in dict.fromkeys(rule.list_id for rule in policy.tasks):
        rule = first[name]
        for variation in in_field(rule, "when", conditions(rule.when, vary.domains)):
            tasks = tuple(
                altered(other, when=variation.noun.when) if other.list_id == name else other for other in policy.tasks
            )
            yield mutant_of(altered(policy, tasks=tasks), variation, name, rule.location)


class _Variations:
    """The variations of each kind of rule, within the closed lists of one policy set."""

    def __init__(self, policy: PolicySet, notifications: tuple[str, ...]) -> None:
        self.parties = tuple(policy.manifest.parties)
        self.domains: Domains = domains_of(policy, in_case=True)
        self.domains_of_people: Domains = domains_of(policy, in_case=False)
        self.notifications = notifications
        self.declared: dict[str, tuple[str, ...]] = {}
        for name, attribute in policy.manifest.attributes.items():
            self.declared[attribute.type] = (*self.declared.get(attribute.type, ()), name)
        self.controls = (*CONTROLS, *policy.manifest.controls)
        self.sections = tuple(f"{PROFILE}{section.id}" for section in policy.sections)
        self.told_apart = {task.for_each.removeprefix(PROFILE) for task in policy.tasks if task.for_each is not None}
        self.with_cases = {each.rule for each in policy.cases}

    def clause(self, clause: Clause) -> Iterator[Variation[Clause]]:
        return clause_variations(clause, self.domains, self.domains_of_people, self.declared)

    def recurring(self, rule: RecurringRule) -> Iterator[Variation[RecurringRule]]:
        return recurring_variations(rule, self.domains)

    def section(self, section: SectionRule) -> Iterator[Variation[SectionRule]]:
        return section_variations(section, self.domains_of_people, is_told_apart=section.id in self.told_apart)

    def upload(self, upload: UploadRule) -> Iterator[Variation[UploadRule]]:
        return upload_variations(upload, self.domains_of_people)

    def task(self, task: TaskRule) -> Iterator[Variation[TaskRule]]:
        for variation in times(task.start, OF_THE_CASE):
            # A task begins on the day of arrival at the earliest, so before it means on it.
            early = task.start.anchor == "arrival" and task.start.offset.count <= 0
            if not (early and variation.noun.anchor == "arrival" and variation.noun.offset.count < 0):
                yield from in_field(task, "start", iter((variation,)))
        yield from in_field(task, "only_when", conditions(task.only_when, self.domains), "when")
        yield from in_field(task, "record_when", conditions(task.record_when, self.domains), "for_each.when")
        yield from in_field(task, "for_each", self._other_records(task))
        yield from in_field(task, "after", shorter(task.after, "task"))
        if not task.handover:
            yield from in_field(task, "handover", turned(task.handover, "task"))
        yield from in_steps(task, self.step, by_cases=task.id in self.with_cases)
        yield from one_after_the_other(task)
        yield from in_field(task, "items_when", conditions(task.items_when, self.domains), "items.from.when")
        yield from in_field(task, "items_from", dropped(task.items_from, "task", task.items_from or ""), "items.from")
        if task.items is not None:
            yield from in_field(task, "items", things(task.items, further=task.items_from is not None))
        # Without a step of the leaver nothing is ever replaced, so no change of the substitute can show.
        if task.without_leaver is not None and any(step.party == "leaver" for step in task.steps):
            instead = step_variations(task.without_leaver, self.parties, self.domains, replaces=True)
            yield from in_field(task, "without_leaver", (each for each in instead if _shows(task, each.field)))

    def step(self, step: StepRule) -> Iterator[Variation[StepRule]]:
        return step_variations(step, self.parties, self.domains)

    def _other_records(self, task: TaskRule) -> Iterator[Variation[str]]:
        """Yield the records of another section in the place of those that a task is for."""
        if task.for_each is not None:
            yield from names(task.for_each, self.sections, "task")

    def notice(self, notice: NoticeRule) -> Iterator[Variation[NoticeRule]]:
        parties = (*self.parties, STEP_PARTY) if notice.for_tasks else self.parties
        yield from in_field(notice, "to", receivers(notice.to, parties))
        yield from in_field(notice, "channels", shorter(notice.channels, "channel"))
        yield from in_field(notice, "notification", names(notice.notification, self.notifications, "message"))
        yield from in_field(notice, "on", self._other_events(notice))
        if notice.at is not None and notice.send_on:
            yield from in_field(notice, "send_on", names(notice.send_on, tuple(SENDING_DAYS), "time"))
        yield from in_field(notice, "at", times(notice.at, _anchors(notice)))
        if notice.repeat is not None:
            yield from in_field(notice, "repeat", self.repeat(notice.repeat))
        if notice.together:
            yield from in_field(notice, "together", turned(notice.together, "message"))
        yield from in_field(notice, "when", conditions(notice.when, self.domains_of_people))

    def _other_events(self, notice: NoticeRule) -> Iterator[Variation[tuple[str, ...]]]:
        """Yield what a message waits for without each of it in turn; where it is one thing, another in its place."""
        if len(notice.on) > 1:
            yield from shorter(notice.on, "message")
        for name in notice.on if len(notice.on) == 1 else ():
            alike = [each for each in TRIGGERS if (each in ABOUT_TASKS) == (name in ABOUT_TASKS)]
            for each in names(name, alike, "message"):
                yield Variation(noun=(each.noun,), kind=each.kind, before=each.before, after=each.after)

    def repeat(self, repeat: Repeat) -> Iterator[Variation[Repeat]]:
        yield from in_field(repeat, "every", periods(repeat.every, least=1))
        yield from in_field(repeat, "times", numbers(repeat.times, most=MOST_REPEATS))

    def gate(self, gate: GateRule) -> Iterator[Variation[GateRule]]:
        yield from in_field(gate, "controls", names(gate.controls, self.controls, "gate"))
        yield from in_field(gate, "opens_when", conditions(gate.opens_when, self.domains))
        yield from in_field(gate, "when", conditions(gate.when, self.domains))
        yield from in_field(gate, "release_by", times(gate.release_by, OF_THE_CASE))
        written = gate.release_by.text if gate.release_by is not None else ""
        yield from in_field(gate, "release_by", dropped(gate.release_by, "gate", written))


def _shows(task: TaskRule, field: str) -> bool:
    """Return whether a change of who acts in the leaver's place can show."""
    return field not in OF_SILENCE or substitute_is_heard(task)


def _anchors(notice: NoticeRule) -> tuple[str, ...]:
    """Return from what a message may be timed: a task where it is for tasks, an event where it waits for one."""
    speakers: list[Speaker] = ["case"]
    if notice.for_tasks:
        speakers.append("task message")
    if notice.on:
        speakers.append("event message")
    return anchors_for(*speakers)
