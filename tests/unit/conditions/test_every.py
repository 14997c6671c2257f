"""Every condition of a set is found once, whoever asks."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from itertools import groupby

import pytest

from handover_policy.app.load import open_policies
from handover_policy.conditions.every import KINDS, conditions_of
from handover_policy.model.condition import AllOf, AnyOf, Comparison, Condition, Negation
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.shipped import policy_place, shipped_sets


def written(noun: object) -> set[Condition]:
    """Return every condition that stands anywhere in a set, not counting the parts of another one."""
    if isinstance(noun, Comparison | AllOf | AnyOf | Negation):
        return {noun}
    if isinstance(noun, tuple):
        return {each for member in noun for each in written(member)}
    if is_dataclass(noun):
        return {each for field in fields(noun) for each in written(getattr(noun, field.name))}
    return set()


def shipped(name: str) -> PolicySet:
    return open_policies([policy_place(f"builtin:{name}")]).policies[0]


@pytest.mark.parametrize("name", shipped_sets())
def test_no_condition_of_a_set_is_passed_over(name: str) -> None:
    policy = shipped(name)
    assert {stated.when for stated in conditions_of(policy)} == written(policy)


@pytest.mark.parametrize("name", shipped_sets())
def test_each_condition_stands_once_under_its_kind(name: str) -> None:
    stated = list(conditions_of(shipped(name)))
    assert len({(each.kind, each.rule, each.field) for each in stated}) == len(stated)
    assert [kind for kind, _ in groupby(stated, key=lambda each: each.kind)] == [
        kind for kind in KINDS if any(each.kind == kind for each in stated)
    ]
