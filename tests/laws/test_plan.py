"""A plan equals full re-evaluation of every case under both versions; benchmarks/plan.py holds the same at volume."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.laws.planning import Pair, changed_once, hold, sequence
from tests.laws.settings import opened
from tests.volume import volume

pytestmark = pytest.mark.volume

OTHERS = {"nasty": ("versions", 1), "daily": ("nasty", 0), "default": ("nasty", 0)}


@pytest.mark.parametrize("setting", OTHERS)
def test_a_plan_between_sets_that_differ_in_much_equals_full_re_evaluation(setting):
    other, place = OTHERS[setting]
    pair = Pair(setting=setting, base=opened(setting).policies[0], head=opened(other).policies[place])
    cases = sum(len(hold(pair, sequence(pair, seed)).cases) for seed in range(volume(10, 40)))
    assert cases > volume(5, 20)


@pytest.mark.parametrize("setting", ["default", "nasty"])
def test_a_plan_of_a_single_change_equals_full_re_evaluation(setting):
    seen: Counter[bool] = Counter()
    heads = changed_once(setting)
    for number, head in enumerate(heads[:: max(1, len(heads) // volume(16, 60))]):
        pair = Pair(setting=setting, base=opened(setting).policies[0], head=head)
        plan = hold(pair, sequence(pair, 500 + number))
        seen.update(bool(case.changes) for case in plan.cases)
    assert min(seen[True], seen[False]) > volume(2, 10)


def test_a_plan_between_a_set_and_itself_is_empty():
    policy = opened("nasty").policies[0]
    pair = Pair(setting="nasty", base=policy, head=policy)
    for seed in range(volume(8, 30)):
        assert all(case.changes == () for case in hold(pair, sequence(pair, seed)).cases)
