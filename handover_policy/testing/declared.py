"""Declared, check_declared: the attributes of people that a set knows, and what a test tells that nobody declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.suggestion import nearest
from handover_policy.model.attribute import Attribute
from handover_policy.policy.declared import PREFIX, attributes_known
from handover_policy.policy.meant.choices import choice_meant, choices_told
from handover_policy.policy.meant.spoken import word_meant
from handover_policy.policy.names import RECORD
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import Entry, ScalarNode

ID = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The attributes that a set knows, the titles of values where a list is closed, and types where one is declared.

    `receivers` are the fields of records that name who does a step (`party: record.receiver`).
    """

    attributes: Collection[str]
    values: Mapping[str, Mapping[str, str]]
    types: Mapping[str, Attribute] = field(default_factory=lambda: MappingProxyType({}))
    receivers: tuple[str, ...] = ()


def declared_by(policy: PolicySet) -> Declared:
    """Return what a set declares of people: by vocabulary and attributes, and by whom its parties stand for."""
    manifest = policy.manifest
    steps = (step for task in policy.tasks for step in (*task.steps, task.without_leaver) if step is not None)
    parties = dict.fromkeys(step.party for step in steps)
    return Declared(
        receivers=tuple(party.removeprefix(RECORD) for party in parties if party.startswith(RECORD)),
        attributes=frozenset({ID, *attributes_known(manifest)}),
        types={name.removeprefix(PREFIX): kind for name, kind in manifest.attributes.items()},
        values={name.removeprefix(PREFIX): titles for name, titles in manifest.vocabulary.items()},
    )


def check_declared(told: Iterable[Entry], declared: Declared, found: Collected) -> None:
    """Note each attribute that the set does not declare, and each value that its list or type does not hold."""
    for entry in told:
        name, node = entry.key, entry.value
        if name not in declared.attributes:
            near = attribute_meant(name, declared)
            found.error("attribute-unknown", entry.key_location, subject=name, suggestion=near)
        if isinstance(node, ScalarNode) and node.value is not None:
            _check_value(name, node, declared, found)


def _check_value(name: str, node: ScalarNode, declared: Declared, found: Collected) -> None:
    titles, kind, fact = declared.values.get(name), declared.types.get(name), f"{PREFIX}{name}"
    if titles is not None:
        subject = str(node.value)
        if node.value not in titles and not choice_meant(subject, titles, titles):  # a title may be told, too
            details = {"fact": fact, **choices_told(titles, titles)}
            found.error("value-unknown", node.location, subject=subject, known=titles, **details)
    elif kind is not None and not kind.fits(node.value):
        shown = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
        found.error("value-unfit", node.location, subject=shown, fact=fact, expected=kind.type)


def attribute_meant(name: str, declared: Declared) -> str:
    """Return the attribute that is meant by a name that nobody declared; empty where none is near."""
    said = word_meant(name, "facts", {f"{PREFIX}{each}" for each in declared.attributes})
    return said.removeprefix(PREFIX) or nearest(name, declared.attributes)
