"""Rulebook: one version of a policy set on one day, with its conditions compiled and its rules at hand by id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeAlias

from handover_policy.conditions.every import conditions_of
from handover_policy.conditions.meaning import unmet
from handover_policy.conditions.reading import OF_ONE_TASK, FactsNamed, asked_going_out, rules_without_condition
from handover_policy.decide.handover.places import Place, places_of
from handover_policy.engine.compile import compile_rules
from handover_policy.engine.memo import Memo
from handover_policy.engine.ruleset import EngineName, Rule, Ruleset
from handover_policy.model.case import Planned
from handover_policy.model.condition import ALWAYS, Condition, FactValue, Unmet, facts_read
from handover_policy.model.dates.calendar import Calendar, calendar_for
from handover_policy.model.dates.timeline import day_away
from handover_policy.model.words.anchors import room_of
from handover_policy.policy.cases.listed import CaseList
from handover_policy.policy.dated import breakpoints, resolve_dated
from handover_policy.policy.days.anchors_used import anchors_in
from handover_policy.policy.days.recurrences import recurring_rules
from handover_policy.policy.digest import policy_digest
from handover_policy.policy.names import RECORD
from handover_policy.policy.policy_set import ContactPerson, NoticeRule, ObligationRule, PolicySet, TaskRule
from handover_policy.policy.renamed import NO_NAMES, Names, names_here
from handover_policy.policy.versions import PolicyVersions
from handover_policy.texts.texts import Texts, texts

NO_PICKS: tuple[int, ...] = ()
Provisional: TypeAlias = frozenset[int]
"""The years without published working days that a day rests on."""


class Quoting(NamedTuple):
    """How another version would write a sheet: its number, and by our names of rules what it calls them."""

    version: str
    names: Names


class Rulebook:
    """A policy version as it counts on a day: numbers chosen by date, conditions compiled."""

    def __init__(
        self,
        policy: PolicySet,
        *,
        digest: str,
        calendar: Calendar,
        engine: EngineName,
        version_days: tuple[date, ...] = (),
        names: Names = NO_NAMES,
    ) -> None:
        """Compile the conditions of a policy with dated values resolved; others may follow on `version_days`.

        `names` gives by older and newer names of its rules what this version calls them.
        """
        self.policy, self.digest = policy, digest
        self.base, self.picks = self, NO_PICKS
        self.chosen: dict[tuple[int, ...], Rulebook] = {}
        self.calendar = calendar
        self.zone = policy.manifest.timezone
        self.version_days = version_days
        self.names = names
        self.quoting: Quoting | None = None
        self.conditions: Mapping[tuple[str, str], Condition] = {
            (stated.kind, stated.rule): stated.when for stated in conditions_of(policy)
        }
        self.named = FactsNamed(self.conditions, going_out=asked_going_out(policy))
        asked = (stated for stated in conditions_of(policy) if stated.when != ALWAYS)
        compiled = [Rule(id=stated.rule, kind=stated.kind, when=stated.when) for stated in asked]
        self.unconditional = rules_without_condition(policy)
        self.rules: Ruleset = compile_rules(compiled, engine=engine)
        self.answers: Memo[frozenset[str]] = Memo()
        self.held: Memo[Mapping[str, tuple[Unmet, ...]]] = Memo()
        self.places: Memo[tuple[Place, ...]] = Memo()
        self.release_days: Memo[tuple[tuple[date | None, ...], Provisional]] = Memo()
        self.task_plans: Memo[tuple[tuple[Planned, ...], Provisional]] = Memo()
        self.identity: Mapping[str, object] = {
            "id": policy.manifest.id,
            "version": policy.manifest.version,
            "digest": digest,
        }

    def why_held(self, facts: Mapping[str, FactValue]) -> Mapping[str, tuple[Unmet, ...]]:
        """Return by gate what keeps its condition from holding on the `gate_facts`; these answers are kept, too."""
        key = (*facts.values(), *map(type, facts.values()))
        found = self.held.get(key)
        if found is None:
            found = self.held.keep(key, {gate.id: unmet(gate.opens_when, facts) for gate in self.policy.gates})
        return found

    @cached_property
    def gate_facts(self) -> tuple[str, ...]:
        """Return the names of the facts that the conditions of gates read, by the policy rather than by the engine."""
        return tuple(dict.fromkeys(name for gate in self.policy.gates for name in facts_read(gate.opens_when)))

    def places_of(self, party: str | None) -> tuple[Place, ...]:
        """Return where a party is looked for, one place after the other; an unknown party nowhere."""
        if party is None:
            return ()
        found = self.places.get((party,))
        return self.places.keep((party,), places_of(self.policy, party)) if found is None else found

    @cached_property
    def task_rules(self) -> Mapping[str, TaskRule]:
        """Return the task rules by id."""
        return {rule.id: rule for rule in self.policy.tasks}

    @cached_property
    def tasks_with_conditions(self) -> frozenset[str]:
        """Return the ids of the tasks that have a condition of their own, for their records or for a step."""
        return frozenset(
            rule.id
            for rule in self.policy.tasks
            if any(when != ALWAYS for when in (rule.only_when, rule.record_when, *(step.when for step in rule.steps)))
        )

    @cached_property
    def judges_anew(self) -> bool:
        """Return whether a task may lose or gain steps, or things that are listed."""
        return bool(self.tasks_with_conditions) or any(rule.items_from for rule in self.policy.tasks)

    @cached_property
    def record_parties(self) -> Mapping[str, tuple[str, ...]]:
        """Return by the id of a task the parties of its steps that its record names."""
        found = {
            rule.id: tuple(dict.fromkeys(step.party for step in rule.steps if step.party.startswith(RECORD)))
            for rule in self.policy.tasks
        }
        return {name: parties for name, parties in found.items() if parties}

    @cached_property
    def dated_task_notices(self) -> tuple[NoticeRule, ...]:
        """Return the rules of messages that are planned for each task."""
        return tuple(rule for rule in self.policy.notices if rule.for_tasks and rule.at is not None and not rule.on)

    @cached_property
    def dated_case_notices(self) -> tuple[NoticeRule, ...]:
        """Return the rules of messages that are planned for each case."""
        return tuple(rule for rule in self.policy.notices if not rule.for_tasks and rule.at is not None and not rule.on)

    @cached_property
    def waiting_for_workdays(self) -> frozenset[str]:
        """Return the ids of the dated messages that wait for the next workday (contract, `send_on`)."""
        usual = self.policy.manifest.send_on
        return frozenset(rule.id for rule in self.policy.notices if (rule.send_on or usual) == "workday")

    @cached_property
    def told_together(self) -> frozenset[str]:
        """Return the ids of the notices whose occurrences for one person at one moment are one message."""
        return frozenset(rule.id for rule in self.policy.notices if rule.together)

    @cached_property
    def addressed(self) -> Mapping[str, tuple[str, ...]]:
        """Return whom each notice is for, by its id."""
        return {rule.id: rule.to for rule in self.policy.notices}

    @cached_property
    def obligation_rules(self) -> Mapping[str, ObligationRule]:
        """Return the employer's obligations by the id of the task each becomes."""
        once = {f"obligation.{rule.name}": rule for rule in self.policy.obligations}
        again = (each for rule in self.policy.recurring for each in recurring_rules(rule))
        return once | {f"obligation.{rule.name}": rule for rule in again}

    @cached_property
    def date_anchors(self) -> tuple[str, ...]:
        """Return the dates of employees and records from which a time expression of the policy counts."""
        return tuple(sorted({anchor for anchor in anchors_in(self.base.policy) if room_of(anchor) is not None}))

    @cached_property
    def notices_by_trigger(self) -> Mapping[str, tuple[NoticeRule, ...]]:
        """Return the rules of messages on an event, by the event type or trigger they wait for."""
        found: dict[str, list[NoticeRule]] = {}
        for rule in self.policy.notices:
            for trigger in rule.on:
                found.setdefault(trigger, []).append(rule)
        return {trigger: tuple(rules) for trigger, rules in found.items()}

    @cached_property
    def cases_of_tasks(self) -> Mapping[str, tuple[CaseList, ...]]:
        """Return by rule the lists of cases that read what is told of a single task or its record."""
        found: dict[str, tuple[CaseList, ...]] = {}
        for each in self.base.policy.cases:
            if any(name.startswith(OF_ONE_TASK) for row in each.rows for name in facts_read(row.when)):
                found[each.rule] = (*found.get(each.rule, ()), each)
        return found

    @cached_property
    def contact_people(self) -> Mapping[str, ContactPerson]:
        """Return everybody named in a contact by id."""
        return self.policy.manifest.contact_people

    @cached_property
    def words(self) -> Texts:
        """Return what the product says in the language of the policy."""
        return texts(self.policy.manifest.language)


class Rulebooks:
    """The versions of one policy set; gives the rulebook of a version on a day, compiled once for each dated span."""

    def __init__(self, versions: tuple[PolicySet, ...], *, engine: EngineName = "durable") -> None:
        """Take at least one version; raises ValueError for none, for two ids or for one version twice."""
        if not versions:
            raise ValueError("no policy version given")
        if len({policy.manifest.id for policy in versions}) > 1:
            raise ValueError("the versions given belong to different policy sets")
        if len({policy.manifest.version for policy in versions}) < len(versions):
            raise ValueError("one version is given twice")
        self._versions = PolicyVersions(versions=versions)
        self._in_force: dict[date, tuple[str, bool]] = {}
        self._by_version = {policy.manifest.version: policy for policy in versions}
        self._engine: EngineName = engine
        self._spans = {version: breakpoints(policy) for version, policy in self._by_version.items()}
        starts = {policy.manifest.effective_from for policy in versions}
        ends = {policy.manifest.effective_until for policy in versions}
        self._version_days = tuple(sorted(starts | {day_away(day, 1) for day in ends if day is not None}))
        self._names = {version: names_here(policy, versions) for version, policy in self._by_version.items()}
        self._digests: dict[str, str] = {}
        self._books: dict[tuple[str, int], Rulebook] = {}

    @property
    def words(self) -> Texts:
        """Return what the product says in the language of the newest version, for lines that are no event."""
        return texts(self.zone_owner.manifest.language)

    @property
    def newest_names(self) -> Names:
        """Return by every other name of a rule what the newest version calls it."""
        return self._names[self.zone_owner.manifest.version]

    def in_force(self, day: date) -> tuple[str, bool]:
        """Return the version in force on a day, or the nearest with False where none is."""
        found = self._in_force.get(day)
        if found is None:
            policy, exact = self._versions.in_force(day)
            found = self._in_force[day] = (policy.manifest.version, exact)
        return found

    def book(self, version: str, day: date) -> Rulebook:
        """Return a version as it counts on a day (the case's day of notice, contract "Dated values")."""
        span = sum(1 for since in self._spans[version] if since <= day)
        found = self._books.get((version, span))
        if found is None:
            policy = self._by_version[version]
            calendar = calendar_for(policy.manifest.calendar)
            found = Rulebook(
                resolve_dated(policy, day),
                digest=self._digest(version),
                calendar=calendar,
                engine=self._engine,
                version_days=self._version_days,
                names=self._names[version],
            )
            self._books[(version, span)] = found
        return found

    def on(self, day: date) -> Rulebook:
        """Return the rulebook that counts on a day for what belongs to no case."""
        return self.book(self.in_force(day)[0], day)

    def digests(self) -> Mapping[str, str]:
        """Return the digest of each version: what it says, and which calendar it counts by."""
        return {version: self._digest(version) for version in self._by_version}

    def _digest(self, version: str) -> str:
        if version not in self._digests:
            policy = self._by_version[version]
            self._digests[version] = policy_digest(policy, calendar_for(policy.manifest.calendar).version())
        return self._digests[version]

    @property
    def compiled(self) -> tuple[Rulebook, ...]:
        """Return the rulebooks that were asked for so far."""
        return tuple(self._books.values())

    @property
    def zone_owner(self) -> PolicySet:
        """Return the newest version: its time zone tells the local day of an event before a version is chosen."""
        return max(self._by_version.values(), key=lambda policy: policy.manifest.effective_from)
