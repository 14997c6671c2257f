"""Declared, check_declared: the attributes of people that a set knows, and what a test tells that nobody declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.meant.choices import choice_meant, choices_told
from handover_policy.policy.meant.spoken import word_meant
from handover_policy.policy.names import EMPLOYEE_ATTRIBUTES
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import Entry, ScalarNode

EMPLOYEE = "employee."
ALWAYS_KNOWN = frozenset({"id", "title", "contract_until", "known_since", "addresses", *EMPLOYEE_ATTRIBUTES})
"""What may be told of everybody; a party may resolve to any of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The attributes that a set knows, the titles of values where a list is closed, and types where one is declared."""

    attributes: Collection[str]
    values: Mapping[str, Mapping[str, str]]
    types: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def declared_by(policy: PolicySet) -> Declared:
    """Return what a set declares of people: by vocabulary and attributes, and by whom its parties stand for."""
    manifest = policy.manifest
    written = policy.document.get("policy")
    attributes = written.get("attributes", {}) if isinstance(written, Mapping) else {}
    resolved = [party.resolves_to for party in manifest.parties.values()]
    named = (*manifest.vocabulary, *(attributes if isinstance(attributes, Mapping) else ()), *resolved)
    return Declared(
        attributes=ALWAYS_KNOWN | {name.removeprefix(EMPLOYEE) for name in named if name.startswith(EMPLOYEE)},
        types={
            name.removeprefix(EMPLOYEE): str(rule.get("type", ""))
            for name, rule in (attributes.items() if isinstance(attributes, Mapping) else ())
            if isinstance(rule, Mapping)
        },
        values={name.removeprefix(EMPLOYEE): titles for name, titles in manifest.vocabulary.items()},
    )


def check_declared(told: Iterable[Entry], declared: Declared, found: Collected) -> None:
    """Note each attribute that the set does not declare, and each value that its list does not hold."""
    for entry in told:
        name, node = entry.key, entry.value
        if name not in declared.attributes:
            near = attribute_meant(name, declared)
            found.error("attribute-unknown", entry.key_location, subject=name, suggestion=near)
        titles = declared.values.get(name)
        if titles is None or not isinstance(node, ScalarNode) or node.value is None or node.value in titles:
            continue
        subject = str(node.value)
        if not choice_meant(subject, titles, titles):  # an event may tell a value by its title
            details = {"fact": f"{EMPLOYEE}{name}", **choices_told(titles, titles)}
            found.error("value-unknown", node.location, subject=subject, known=titles, **details)


def attribute_meant(name: str, declared: Declared) -> str:
    """Return the attribute that is meant by a name that nobody declared; empty where none is near."""
    said = word_meant(name, "facts", {f"{EMPLOYEE}{each}" for each in declared.attributes})
    return said.removeprefix(EMPLOYEE) or nearest(name, declared.attributes)
