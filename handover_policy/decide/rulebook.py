"""Rulebook: one version of a policy set on one day, with its conditions compiled and its rules at hand by id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from handover_policy.conditions.every import conditions_of
from handover_policy.conditions.meaning import unmet
from handover_policy.engine.compile import compile_rules
from handover_policy.engine.ruleset import EngineName, Rule, Ruleset
from handover_policy.model.condition import ALWAYS, Condition, FactValue, Unmet, facts_read
from handover_policy.model.dates.calendar import Calendar, calendar_for
from handover_policy.model.dates.timeline import day_away
from handover_policy.policy.dated import breakpoints, resolve_dated
from handover_policy.policy.digest import policy_digest
from handover_policy.policy.policy_set import NoticeRule, ObligationRule, PolicySet, TaskRule
from handover_policy.policy.renamed import NO_NAMES, Names, names_here
from handover_policy.policy.versions import PolicyVersions
from handover_policy.texts.texts import Texts, texts

CHANGES_DAILY = frozenset(
    {
        "case.days_to_last_day",
        "tasks.overdue",
        "task.overdue_days",
        "profile.stale_sections",
        "employee.tenure_months",
    }
)
"""Facts that change with the date alone, so that a clock event has to look at every open case."""


MOST_ANSWERS = 10_000


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
        self.policy = policy
        self.digest = digest
        self.calendar = calendar
        self.zone = policy.manifest.timezone
        self.version_days = version_days
        self.names = names
        self.quoting: Quoting | None = None
        self.conditions: Mapping[tuple[str, str], Condition] = {
            (stated.kind, stated.rule): stated.when for stated in conditions_of(policy)
        }
        compiled = [
            Rule(id=stated.rule, kind=stated.kind, when=stated.when)
            for stated in conditions_of(policy)
            if stated.when != ALWAYS
        ]
        self.unconditional = _without_condition(policy)
        self.rules: Ruleset = compile_rules(compiled, engine=engine)
        self.answers: dict[tuple[object, ...], frozenset[str]] = {}
        self.held: dict[tuple[object, ...], Mapping[str, tuple[Unmet, ...]]] = {}
        self.identity: Mapping[str, object] = {
            "id": policy.manifest.id,
            "version": policy.manifest.version,
            "digest": digest,
        }

    def remember(self, key: tuple[object, ...], fired: frozenset[str]) -> None:
        """Keep an answer of the engine: few facts are read, with few values, so the same question comes again."""
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.clear()
        self.answers[key] = fired

    def why_held(self, facts: Mapping[str, FactValue]) -> Mapping[str, tuple[Unmet, ...]]:
        """Return by gate what keeps its condition from holding on the `gate_facts`; these answers are kept, too."""
        key = (*facts.values(), *map(type, facts.values()))
        found = self.held.get(key)
        if found is None:
            if len(self.held) >= MOST_ANSWERS:
                self.held.clear()
            found = self.held[key] = {gate.id: unmet(gate.opens_when, facts) for gate in self.policy.gates}
        return found

    @cached_property
    def gate_facts(self) -> tuple[str, ...]:
        """Return the names of the facts that the conditions of gates read, by the policy rather than by the engine."""
        return tuple(dict.fromkeys(name for gate in self.policy.gates for name in facts_read(gate.opens_when)))

    @cached_property
    def task_rules(self) -> Mapping[str, TaskRule]:
        """Return the task rules by id."""
        return {rule.id: rule for rule in self.policy.tasks}

    @cached_property
    def dated_task_notices(self) -> tuple[NoticeRule, ...]:
        """Return the rules of messages that are planned for each task."""
        return tuple(rule for rule in self.policy.notices if rule.for_tasks and rule.at is not None and not rule.on)

    @cached_property
    def dated_case_notices(self) -> tuple[NoticeRule, ...]:
        """Return the rules of messages that are planned for each case."""
        return tuple(rule for rule in self.policy.notices if not rule.for_tasks and rule.at is not None and not rule.on)

    @cached_property
    def obligation_rules(self) -> Mapping[str, ObligationRule]:
        """Return the employer's obligations by the id of the task each becomes."""
        return {f"obligation.{rule.name}": rule for rule in self.policy.obligations}

    @cached_property
    def notices_by_trigger(self) -> Mapping[str, tuple[NoticeRule, ...]]:
        """Return the rules of messages on an event, by the event type or trigger they wait for."""
        found: dict[str, list[NoticeRule]] = {}
        for rule in self.policy.notices:
            for trigger in rule.on:
                found.setdefault(trigger, []).append(rule)
        return {trigger: tuple(rules) for trigger, rules in found.items()}

    @cached_property
    def changes_daily(self) -> bool:
        """Return whether a condition reads a fact that changes with the date alone."""
        return any(CHANGES_DAILY & set(facts_read(condition)) for condition in self.conditions.values())

    @cached_property
    def duties_change_daily(self) -> bool:
        """Return whether a duty's condition reads a fact that changes with the date alone."""
        kinds = {"uploads", "sections"}
        return any(
            CHANGES_DAILY & set(facts_read(rule)) for (kind, _), rule in self.conditions.items() if kind in kinds
        )

    @cached_property
    def words(self) -> Texts:
        """Return what the product says in the language of the policy."""
        return texts(self.policy.manifest.language)


def _without_condition(policy: PolicySet) -> Mapping[str, frozenset[str]]:
    """Return by kind the rules that hold whatever the facts are."""
    found: dict[str, set[str]] = {}
    for stated in conditions_of(policy):
        if stated.when == ALWAYS:
            found.setdefault(stated.kind, set()).add(stated.rule)
    return {kind: frozenset(ids) for kind, ids in found.items()}


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
