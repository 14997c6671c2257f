"""StatutePack, StatuteRule, Check, Law: a jurisdiction's rules as data, with what each reads and requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from handover_policy.findings.finding import Location, Severity

Words: TypeAlias = Mapping[str, str]
"""A sentence by language (`zh`, `en`)."""

NONE: Mapping[str, object] = MappingProxyType({})
MISSING = ("ok", "warn", "fail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing a rule looks at: which readings, limited by traits, and what their values must satisfy.

    `requires` maps operators of `evaluate.OPERATORS` to operands; `missing` says what an absent setting means. `mend`
    is what `lint --fix` writes, empty where a person has to decide.
    """

    reads: str
    requires: Mapping[str, object]
    where: Mapping[str, object] = field(default_factory=lambda: NONE)
    unless: Mapping[str, object] = field(default_factory=lambda: NONE)
    missing: str = "ok"
    mend: Mapping[str, object] = field(default_factory=lambda: NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatuteRule:
    """A rule of law; without checks, `untold` says why it cannot be told from a policy set."""

    id: str
    cite: str
    text: Words
    severity: Severity
    grade: str
    message: Words
    fix: Words
    in_force_from: date | None = None
    in_force_until: date | None = None
    in_force: str = ""
    bound: str = ""
    source: str = ""
    checks: tuple[Check, ...] = ()
    untold: Words = field(default_factory=lambda: MappingProxyType({}))
    note: Words = field(default_factory=lambda: MappingProxyType({}))
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """An article that policies may name under `law:`."""

    id: str
    cite: str
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutePack:
    """The rules of one jurisdiction; an overlay `extends` another pack and patches some of its rules."""

    id: str
    title: Words
    version: str
    as_of: str
    jurisdiction: str
    reviewed_by: str
    extends: str = ""
    laws: Mapping[str, Law] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[StatuteRule, ...] = ()
    patches: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: MappingProxyType({}))
    location: Location
