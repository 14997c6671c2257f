"""Resolves dated numbers: a policy set for one day, and the days on which its numbers change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from types import MappingProxyType

from handover_policy.model.dated import Dated
from handover_policy.policy.policy_set import PolicySet

UNTYPED = "document"  # the written content, which keeps its dates


def resolve_dated(policy: PolicySet, day: date) -> PolicySet:
    """Return the set with every dated number replaced by the one that counts on `day` (contract, "Dated values").

    Where every date of a number lies after `day`, its oldest value counts.
    """
    resolved = _resolved(policy, day)
    return resolved if isinstance(resolved, PolicySet) else policy


def breakpoints(policy: PolicySet) -> tuple[date, ...]:
    """Return the days, in order, from which a dated number of the set has another value."""
    return tuple(sorted({day for dated in _dated_in(policy) for day, _ in dated.values}))


def _resolved(value: object, day: date) -> object:
    if isinstance(value, Dated):
        number = value.on(day)
        return value.values[0][1] if number is None else number
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for each in fields(value):
            before = getattr(value, each.name)
            after = before if each.name == UNTYPED else _resolved(before, day)
            if after is not before:
                changed[each.name] = after
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        members = tuple(_resolved(member, day) for member in value)
        return value if all(new is old for new, old in zip(members, value, strict=True)) else members
    if isinstance(value, Mapping):
        entries = {key: _resolved(member, day) for key, member in value.items()}
        return value if all(entries[key] is value[key] for key in value) else MappingProxyType(entries)
    return value


def _dated_in(value: object) -> Iterator[Dated]:
    if isinstance(value, Dated):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if each.name != UNTYPED:
                yield from _dated_in(getattr(value, each.name))
    elif isinstance(value, tuple):
        for member in value:
            yield from _dated_in(member)
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _dated_in(member)
