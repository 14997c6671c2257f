"""Declared: the attributes of employees that a set or the product knows, and whether a value is one of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from handover_policy.policy.names import EMPLOYEE_ATTRIBUTES, RESERVED
from handover_policy.policy.policy_set import Manifest

PREFIX = "employee."
Value: TypeAlias = str | int | float | bool
YES_AND_NO: Mapping[str, bool] = {"true": True, "false": False}


def attributes_known(manifest: Manifest) -> Mapping[str, str]:
    """Return the attributes that events may tell of employees and rules may read, by name without `employee.`.

    Beside each stands its title, or the name where it has none. Those that parties resolve to are among them.
    """
    names = dict.fromkeys((*EMPLOYEE_ATTRIBUTES, *RESERVED))
    told = (*manifest.vocabulary, *manifest.attributes, *(party.resolves_to for party in manifest.parties.values()))
    names |= dict.fromkeys(name.removeprefix(PREFIX) for name in told if name.startswith(PREFIX))
    return {name: manifest.titles.get(f"{PREFIX}{name}", name) for name in names}


def choices_of(attribute: str, manifest: Manifest) -> Mapping[str, str]:
    """Return the closed values of an attribute with their titles; none where any value may come."""
    return manifest.vocabulary.get(f"{PREFIX}{attribute}", {})


def is_value(attribute: str, value: object, manifest: Manifest) -> bool:
    """Return whether a value is one that the set knows for an attribute: by its id or title, or of its type."""
    choices, declared = choices_of(attribute, manifest), manifest.attributes.get(f"{PREFIX}{attribute}")
    if choices:
        return value in choices or list(choices.values()).count(str(value)) == 1
    return declared is None or declared.fits(value)


def read_value(attribute: str, written: str, manifest: Manifest) -> Value:
    """Return the value that a text stands for, by the type that the set declares; the text where it is of no type."""
    declared = manifest.attributes.get(f"{PREFIX}{attribute}")
    if declared is None:
        return written
    if declared.type == "boolean":
        return YES_AND_NO.get(written.lower(), written)
    if declared.type == "number":
        try:
            return int(written)
        except ValueError:
            pass
        try:
            return float(written)
        except ValueError:
            return written
    return written
