"""simulate_departure: one imagined departure played under a policy, and what differs under two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from handover_policy.app.load import Opened
from handover_policy.app.run import Decide, Run, deciding
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.meant.values import day_meant, flag_meant, number_meant
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import names_here
from handover_policy.policy.yaml_source.scalars import resolve
from handover_policy.simulate.compare import TimelineDifference, differences
from handover_policy.simulate.play import play
from handover_policy.simulate.scenario import Scenario
from handover_policy.simulate.timeline import Timeline
from handover_policy.testing.declared import attribute_meant, declared_by

REGULAR = "regular"
"""The stage of an employee where none is asked for and the policy knows it."""


class ValueUnknown(ValueError):
    """A policy does not know a value of the closed vocabulary; `words` are those it knows, with their titles."""

    def __init__(self, fact: str, asked: str, near: str | None, words: Mapping[str, str]) -> None:
        """Take the fact, what was asked for, the nearest word or title, and the words."""
        super().__init__(f"{fact}: {asked}; one of: {', '.join(words)}")
        self.fact, self.asked, self.near, self.words = fact, asked, near, words


class AttributeUnknown(ValueError):
    """A policy declares no such attribute of employees; `near` is the one that was probably meant."""

    def __init__(self, name: str, near: str) -> None:
        """Take what was asked for, and the nearest attribute."""
        super().__init__(name)
        self.name, self.near = name, near


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """One departure under one policy: the scenario as it was played, the policy, and what came of it."""

    scenario: Scenario
    policy: PolicySet
    timeline: Timeline


def simulate_departure(
    scenario: Scenario, opened: Opened, *, role: str | None = None, stage: str | None = None
) -> Simulated:
    """Return what an imagined departure brings under the policy that was opened.

    Args:
        scenario: who leaves, when and how.
        opened: the policy, of which there is one version.
        role: a role or its title; the policy's first where None.
        stage: a stage of employment or its title; regular employment where None, or the policy's first.

    Raises:
        ValueUnknown: the policy does not know the role, the stage or the value of another attribute.
        AttributeUnknown: nobody declared an attribute.
        DepartureRefused: the departure itself is refused.

    """
    policy = opened.policies[0]
    filled = replace(
        scenario,
        role=_known(policy, "employee.role", role),
        stage=_known(policy, "employee.stage", stage, REGULAR),
        attributes=MappingProxyType(
            {name: _attribute(policy, name, told) for name, told in scenario.attributes.items()}
        ),
    )
    timeline = play(filled, policy, starting_over(opened)())
    return Simulated(scenario=filled, policy=policy, timeline=timeline)


def differences_of(played: Sequence[Simulated]) -> tuple[TimelineDifference, ...]:
    """Return what differs between a departure under one policy and under another; raises ValueError unless two."""
    one, other = played
    names = names_here(other.policy, (one.policy, other.policy))
    return differences(one.timeline, other.timeline, names)


def starting_over(opened: Opened, *, engine: EngineName = "durable") -> Callable[[], Decide]:
    """Return a maker of callables that decide one event at a time, each knowing nobody at first."""
    first = Run(opened, engine=engine)
    return lambda: deciding(first.again())


def _attribute(policy: PolicySet, name: str, told: object) -> object:
    """Return the value of an attribute as events tell it: its id where its title is written, of the type declared.

    Raises:
        AttributeUnknown: nobody declared it.
        ValueUnknown: its closed list does not hold the value, or it is not of its type.

    """
    declared = declared_by(policy)
    if name not in declared.attributes:
        raise AttributeUnknown(name, attribute_meant(name, declared))
    if name in declared.values:
        return _known(policy, f"employee.{name}", str(told))
    kind = declared.types.get(name)
    if kind is None:
        return told
    readers = {"number": lambda text: number_meant(text, "counted"), "boolean": flag_meant, "date": day_meant}
    value = resolve(readers[kind.type](str(told)) or str(told)).value if kind.type in readers else told
    value = value.isoformat() if isinstance(value, date) else value
    if not kind.fits(value):
        raise ValueUnknown(f"employee.{name}", str(told), None, {kind.type: kind.type})
    return value


def _known(policy: PolicySet, fact: str, asked: str | None, preferred: str = "") -> str:
    """Return a value of the closed vocabulary: the one asked for, the preferred one, or the first there is."""
    words = policy.manifest.vocabulary.get(fact, {})
    if asked is None:
        return preferred if preferred in words or not words else next(iter(words))
    by_title = {title: value for value, title in words.items()}
    value = by_title.get(asked, asked)
    if not words or value in words:
        return value
    raise ValueUnknown(fact, asked, nearest(asked, (*words, *by_title)), words)
