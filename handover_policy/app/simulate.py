"""simulate_departure: one imagined departure played under a policy, and what differs under two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from handover_policy.app.load import Opened
from handover_policy.app.run import Decide, Run, deciding
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.declared import Value, attributes_known, choices_of, is_value, read_value
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import names_here
from handover_policy.simulate.compare import TimelineDifference, differences
from handover_policy.simulate.play import play
from handover_policy.simulate.scenario import Scenario
from handover_policy.simulate.timeline import Timeline

REGULAR = "regular"
"""The stage of an employee where none is asked for and the policy knows it."""


class ValueUnknown(ValueError):
    """A policy does not know a value of the closed vocabulary; `words` are those it knows, with their titles."""

    def __init__(self, fact: str, asked: str, near: str | None, words: Mapping[str, str]) -> None:
        """Take the fact, what was asked for, the nearest word or title, and the words."""
        super().__init__(f"{fact}: {asked}; one of: {', '.join(words)}")
        self.fact, self.asked, self.near, self.words = fact, asked, near, words


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
        ValueUnknown: the policy does not know the role or stage, or an attribute or its value.
        DepartureRefused: the departure itself is refused.

    """
    policy = opened.policies[0]
    filled = replace(
        scenario,
        role=_known(policy, "employee.role", role),
        stage=_known(policy, "employee.stage", stage, REGULAR),
        attributes=_attributes(policy, scenario.attributes),
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


def _attributes(policy: PolicySet, told: Mapping[str, object]) -> Mapping[str, Value]:
    """Return attributes as events tell them: values by id and of their type, attributes that the set knows only."""
    manifest, found = policy.manifest, dict[str, Value]()
    known = attributes_known(manifest)
    for name, written in told.items():
        if name not in known:
            raise ValueUnknown("employee.employee", name, nearest(name, known), known)
        value = read_value(name, written, manifest) if isinstance(written, str) else written
        choices = choices_of(name, manifest)
        if choices:
            value = _known(policy, f"employee.{name}", str(value))
        elif not is_value(name, value, manifest):
            asked = manifest.attributes[f"employee.{name}"].type
            raise ValueUnknown(f"employee.employee {name}", str(value), None, {asked: asked})
        found[name] = value  # type: ignore[assignment] # what was told is a scalar
    return MappingProxyType(found)


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
