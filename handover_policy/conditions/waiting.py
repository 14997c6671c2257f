"""Waiting: which gates may stay held for the handover, and which of the set's conditions speak of it at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from handover_policy.conditions.situations import can_fail
from handover_policy.model.condition import Condition, FactValue, facts_read
from handover_policy.policy.policy_set import GateRule

Vocabulary = Mapping[str, Mapping[str, str]]

LAST_DAY_CAME: Mapping[str, FactValue] = MappingProxyType({"case.last_day_reached": True, "case.days_to_last_day": 0})
"""What holds on the last day, whatever else does."""

OF_HANDOVER = ("tasks.", "sheet.", "case.handover", "profile.", "case.successor_assigned")
"""How the facts begin that tell how far the handover has come."""


def speaks_of_handover(condition: Condition) -> bool:
    """Return whether a condition reads how far the handover has come."""
    return any(name.startswith(OF_HANDOVER) for name in facts_read(condition))


def may_stay_held(gate: GateRule, vocabulary: Vocabulary) -> bool:
    """Return whether a gate can be held on the last day and has no day that opens it."""
    return gate.release_by is None and can_be_held_on_the_last_day(gate.opens_when, vocabulary)


def waits_for_handover(gate: GateRule, vocabulary: Vocabulary) -> bool:
    """Return whether a gate may be held on the last day because of the handover, and is not released by a day."""
    return speaks_of_handover(gate.opens_when) and may_stay_held(gate, vocabulary)


def can_be_held_on_the_last_day(condition: Condition, vocabulary: Vocabulary) -> bool:
    """Return whether a condition can fail on the last day, whatever the other facts are."""
    words = tuple((name, tuple(vocabulary[name])) for name in facts_read(condition) if name in vocabulary)
    return _can_fail(condition, words)


@lru_cache(maxsize=1024)  # every message of a case asks the same of the same few gates
def _can_fail(condition: Condition, words: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    return can_fail(condition, LAST_DAY_CAME, {name: dict.fromkeys(values, "") for name, values in words})
