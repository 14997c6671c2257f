"""SettingReading: one value a policy set gives for something that statutes ask about, with its place and its traits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.node import MappingNode

NEVER = "never"
"""The value of a deadline that does not come by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingReading:
    """A value (None where the setting is missing) of `path`, said by the rule `subject`.

    `traits` tell what it is about (`controls`, `kind`, `employee.stage` …), so that a check may pick. `day` is the
    first day it counts from, where it changes by date. A value as it is written stands in `holder`, a row or a file,
    under `key`.
    """

    path: str
    value: object
    location: Location
    subject: str
    traits: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    day: date | None = None
    holder: MappingNode | None = None
    key: str = ""


def fits(traits: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    """Return whether a reading has the traits asked for; a policy that does not tell people apart speaks of all."""
    return all(_trait_fits(name, traits, value) for name, value in wanted.items())


def excluded(traits: Mapping[str, object], unless: Mapping[str, object]) -> bool:
    """Return whether a reading has one of the traits that take it out."""
    return any(name in traits and _is_one(traits[name], value) for name, value in unless.items())


def _trait_fits(name: str, traits: Mapping[str, object], value: object) -> bool:
    if name not in traits:
        return name.startswith("employee.")
    return _is_one(traits[name], value)


def _is_one(trait: object, value: object) -> bool:
    return trait in value if isinstance(value, list | tuple) else trait == value
