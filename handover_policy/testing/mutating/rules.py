"""mutants: every number, condition, recipient, channel, time and message of a policy set, changed one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import TypeVar

from handover_policy.conditions.domains import Domains, domains_of
from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.model.words.anchors import Speaker, anchors_for
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.counting import LENGTHS
from handover_policy.model.words.messages import STEP_PARTY
from handover_policy.policy.clauses import Clause, Consequence
from handover_policy.policy.days.recurring import RecurringRule
from handover_policy.policy.policy_set import (
    GateRule,
    Manifest,
    NoticeDays,
    NoticeRule,
    NoticeTable,
    ObligationRule,
    Party,
    PolicySet,
    Repeat,
    SectionRule,
    StepRule,
    TaskRule,
    UploadRule,
)
from handover_policy.policy.rows.manifest import MOST_DAYS_AWAY
from handover_policy.policy.rows.notice_row import MOST
from handover_policy.policy.rows.steps import OF_A_STEP
from handover_policy.policy.rows.tasks import OF_THE_CASE
from handover_policy.testing.mutating.cases import case_mutants
from handover_policy.testing.mutating.conditions import conditions
from handover_policy.testing.mutating.mutant import Mutant, Variation, in_field
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

MOST_PERCENT, MOST_REPEATS = 100, 365
ANY_ORDER = "any"


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
    yield from _manifest(policy, vary)
    yield from _table(policy, vary)
    yield from _lists(policy, vary)
    yield from _each(policy, "clauses", policy.clauses, vary.clause, _identified)
    yield from _each(policy, "tasks", policy.tasks, vary.task, _identified)
    yield from _each(policy, "notices", policy.notices, vary.notice, _identified)
    yield from _each(policy, "gates", policy.gates, vary.gate, _identified)
    yield from _each(policy, "obligations", policy.obligations, vary.obligation, lambda rule: f"obligation.{rule.name}")
    yield from _each(policy, "recurring", policy.recurring, vary.recurring, lambda rule: rule.id)
    yield from _each(policy, "sections", policy.sections, vary.section, lambda rule: f"archive.{rule.id}")
    yield from _each(policy, "uploads", policy.uploads, vary.upload, _identified)


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
            yield _mutant(changed, variation, named(rule), location)


def _mutant(policy: PolicySet, variation: Variation[Rule], rule: str, location: Location) -> Mutant:
    return Mutant(
        policy=policy,
        kind=variation.kind,
        rule=rule,
        location=variation.place or location,
        field=variation.field,
        before=variation.before,
        after=variation.after,
    )


def _manifest(policy: PolicySet, vary: _Variations) -> Iterator[Mutant]:
    """Yield the set with other absences, another stand-in for a party, a sheet in any order, plain for others."""
    parties, days = policy.manifest.parties, policy.manifest.absence_days
    if days is not None:
        for away in in_field(
            policy.manifest, "absence_days", numbers(days, least=1, most=MOST_DAYS_AWAY), "absence.days"
        ):
            yield _mutant(altered(policy, manifest=away.noun), away, "absence", policy.manifest.location)
    for laid_down in vary.manifest(policy.manifest):
        yield _mutant(altered(policy, manifest=laid_down.noun), laid_down, "policy", policy.manifest.location)
    for name, party in parties.items():
        for variation in vary.party(party):
            manifest: Manifest = altered(policy.manifest, parties=MappingProxyType({**parties, name: variation.noun}))
            yield _mutant(altered(policy, manifest=manifest), variation, f"parties.{name}", party.location)


def _table(policy: PolicySet, vary: _Variations) -> Iterator[Mutant]:
    table = policy.notice_table

    def put(changed: NoticeTable) -> PolicySet:
        return altered(policy, notice_table=changed)

    for fallback in in_field(table, "fallback_days", numbers(table.fallback_days, most=MOST["days"])):
        yield _mutant(put(fallback.noun), fallback, "notice_days", table.location)
    for place, row in enumerate(table.rows):
        for variation in vary.row(row):
            rows = (*table.rows[:place], variation.noun, *table.rows[place + 1 :])
            yield _mutant(put(altered(table, rows=rows)), variation, row.id, row.location)


def _lists(policy: PolicySet, vary: _Variations) -> Iterator[Mutant]:
    """Yield the set with another condition of a task list, which holds for all its tasks."""
    first = {rule.list_id: rule for rule in reversed(policy.tasks)}
    for name in dict.fromkeys(rule.list_id for rule in policy.tasks):
        rule = first[name]
        for variation in in_field(rule, "when", conditions(rule.when, vary.domains)):
            tasks = tuple(
                altered(other, when=variation.noun.when) if other.list_id == name else other for other in policy.tasks
            )
            yield _mutant(altered(policy, tasks=tasks), variation, name, rule.location)


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

    def manifest(self, manifest: Manifest) -> Iterator[Variation[Manifest]]:
        if manifest.sheet_order != ANY_ORDER:
            yield from in_field(
                manifest, "sheet_order", names(manifest.sheet_order, (ANY_ORDER,), "gate"), "sheet.order"
            )
        if manifest.plain is not None:
            yield from in_field(manifest, "plain", conditions(manifest.plain, self.domains_of_people))

    def party(self, party: Party) -> Iterator[Variation[Party]]:
        others = dropped(party.otherwise, "recipient", party.otherwise or "")
        yield from in_field(party, "otherwise", others, "else")

    def row(self, row: NoticeDays) -> Iterator[Variation[NoticeDays]]:
        yield from in_field(row, "when", conditions(row.when, self.domains))
        length = next(name for name, each in LENGTHS.items() if each.unit == row.unit)
        yield from in_field(row, "days", numbers(row.days, most=MOST[length]), length)
        for place, target in enumerate(row.ends_on):
            left = (*row.ends_on[:place], *row.ends_on[place + 1 :])
            written = str(target.number or target.kind)
            yield Variation(noun=altered(row, ends_on=left), kind="time", field="ends_on", before=written, after="null")
        if not row.binding:
            yield from in_field(row, "binding", turned(row.binding, "condition"))

    def clause(self, clause: Clause) -> Iterator[Variation[Clause]]:
        yield from in_field(clause, "when", conditions(clause.when, self.domains_of_people))
        if clause.consequence is not None:
            yield from in_field(clause, "consequence", self.consequence(clause.consequence))

    def consequence(self, rule: Consequence) -> Iterator[Variation[Consequence]]:
        yield from in_field(rule, "when", conditions(rule.when, self.domains))
        yield from in_field(rule, "amount", numbers(rule.amount))
        yield from in_field(rule, "percent", numbers(rule.percent))
        if rule.served is not None:
            for name, key, kind in (("begins", "from", "date"), ("ends", "until", "date"), ("cost", "cost", "number")):
                others = names(getattr(rule.served, name), self.declared.get(kind, ()), "number")
                varied = in_field(rule.served, name, others, key)
                yield from in_field(rule, "served", varied)
        yield from in_field(rule, "exclude", shorter(rule.exclude, "condition"))
        yield from in_field(rule, "persons", shorter(rule.persons, "condition"))
        yield from in_field(rule, "cap_percent_of_month", numbers(rule.cap_percent_of_month, most=MOST_PERCENT))

    def task(self, task: TaskRule) -> Iterator[Variation[TaskRule]]:
        for variation in times(task.start, OF_THE_CASE):
            # A task begins on the day of arrival at the earliest, so before it means on it.
            early = task.start.anchor == "arrival" and task.start.offset.count <= 0
            if not (early and variation.noun.anchor == "arrival" and variation.noun.offset.count < 0):
                yield from in_field(task, "start", iter((variation,)))
        yield from in_field(task, "only_when", conditions(task.only_when, self.domains), "when")
        yield from in_field(task, "record_when", conditions(task.record_when, self.domains), "for_each.when")
        yield from in_field(task, "after", shorter(task.after, "task"))
        yield from in_steps(task, self.step)
        yield from one_after_the_other(task)
        yield from in_field(task, "items_when", conditions(task.items_when, self.domains), "items.from.when")
        if task.items is not None:
            yield from in_field(task, "items", things(task.items))
        # Without a step of the leaver nothing is ever replaced, so no change of the substitute can show.
        if task.without_leaver is not None and any(step.party == "leaver" for step in task.steps):
            yield from in_field(task, "without_leaver", self.step(task.without_leaver, replaces=True))

    def step(self, step: StepRule, *, replaces: bool = False) -> Iterator[Variation[StepRule]]:
        for variation in self._fields_of_a_step(step, replaces=replaces):
            yield altered(variation, place=step.location)

    def _fields_of_a_step(self, step: StepRule, *, replaces: bool) -> Iterator[Variation[StepRule]]:
        others = tuple(party for party in self.parties if not (replaces and party == "leaver"))
        yield from in_field(step, "party", names(step.party, others, "recipient"))
        yield from in_field(step, "due", times(step.due, OF_A_STEP))
        yield from in_field(step, "accepted_after", periods(step.accepted_after))
        yield from in_field(step, "when", conditions(step.when, self.domains))

    def notice(self, notice: NoticeRule) -> Iterator[Variation[NoticeRule]]:
        parties = (*self.parties, STEP_PARTY) if notice.for_tasks else self.parties
        yield from in_field(notice, "to", receivers(notice.to, parties))
        yield from in_field(notice, "channels", shorter(notice.channels, "channel"))
        yield from in_field(notice, "notification", names(notice.notification, self.notifications, "message"))
        yield from in_field(notice, "at", times(notice.at, _anchors(notice)))
        if notice.repeat is not None:
            yield from in_field(notice, "repeat", self.repeat(notice.repeat))
        if notice.together:
            yield from in_field(notice, "together", turned(notice.together, "message"))
        yield from in_field(notice, "when", conditions(notice.when, self.domains_of_people))

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

    def obligation(self, rule: ObligationRule) -> Iterator[Variation[ObligationRule]]:
        yield from in_field(rule, "due", times(rule.due, OF_THE_CASE))

    def recurring(self, rule: RecurringRule) -> Iterator[Variation[RecurringRule]]:
        yield from in_field(rule, "when", conditions(rule.when, self.domains))
        if rule.times != 1:  # what comes once has nothing between
            yield from in_field(rule, "every", periods(rule.every, least=1))
        yield from in_field(rule, "times", numbers(rule.times, least=1, most=MOST_REPEATS))
        yield from in_field(rule, "first", times(rule.first, OF_THE_CASE))
        yield from in_field(rule, "until", dropped(rule.until, "condition", rule.until or ""))

    def section(self, section: SectionRule) -> Iterator[Variation[SectionRule]]:
        yield from in_field(section, "when", conditions(section.when, self.domains_of_people))
        yield from in_field(section, "update_every", periods(section.update_every, least=1))

    def upload(self, upload: UploadRule) -> Iterator[Variation[UploadRule]]:
        yield from in_field(upload, "when", conditions(upload.when, self.domains_of_people))
        yield from in_field(upload, "every", periods(upload.every, least=1))


def _anchors(notice: NoticeRule) -> tuple[str, ...]:
    """Return from what a message may be timed: a task where it is for tasks, an event where it waits for one."""
    speakers: list[Speaker] = ["case"]
    if notice.for_tasks:
        speakers.append("task message")
    if notice.on:
        speakers.append("event message")
    return anchors_for(*speakers)
