"""Mutant: a policy set with one thing changed; Variation: the change, seen from the noun it was made in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.policy.policy_set import PolicySet

Kind: TypeAlias = Literal["number", "condition", "recipient", "channel", "time", "gate", "message", "task"]
Noun = TypeVar("Noun")
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A policy set in which one field of one rule was changed, told as a policy file would write it.

    `field` is a path into the rule (`steps[2].due`), `before` and `after` are what stood there and what stands now.
    """

    policy: PolicySet
    kind: Kind
    rule: str
    location: Location
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation(Generic[Noun]):
    """A noun with one thing changed; `place` is known where the part has a place of its own."""

    noun: Noun
    kind: Kind
    before: str
    after: str
    field: str = ""
    place: Location | None = None


def in_field(noun: Noun, name: str, varied: Iterator[Variation[Part]], label: str = "") -> Iterator[Variation[Noun]]:
    """Yield a noun for each variation of one of its fields; `label` is what policy files call the field."""
    for variation in varied:
        changed = altered(noun, **{name: variation.noun})
        yield _lifted(variation, changed, label or name)


def _lifted(variation: Variation[Part], noun: Noun, label: str) -> Variation[Noun]:
    dot = "." if variation.field and not variation.field.startswith("[") else ""
    return Variation(
        noun=noun,
        kind=variation.kind,
        before=variation.before,
        after=variation.after,
        field=f"{label}{dot}{variation.field}",
        place=variation.place,
    )


def mutant_of(policy: PolicySet, variation: Variation[Noun], rule: str, location: Location) -> Mutant:
    """Return the set with a variation of one of its rules; `location` is where the rule stands."""
    return Mutant(
        policy=policy,
        kind=variation.kind,
        rule=rule,
        location=variation.place or location,
        field=variation.field,
        before=variation.before,
        after=variation.after,
    )
