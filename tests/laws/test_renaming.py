"""Renaming every id of a set changes no decision but the ids, whatever events call them; a plan finds nothing."""

from __future__ import annotations

from random import Random

import pytest

from handover_policy.decide.rulebook import Rulebooks
from handover_policy.plan.migrating import MigratedBooks
from handover_policy.plan.pinning import pinning
from handover_policy.plan.plan import MIGRATED, plan_of
from handover_policy.plan.replay import Replay
from handover_policy.plan.side import PlanSide
from handover_policy.policy.renamed import kinds_of_ids
from tests.laws.planning import Pair, sequence
from tests.laws.renaming import Decided, hold_same, later, renamed, told_otherwise, without_digests
from tests.laws.settings import opened, reader
from tests.volume import volume

pytestmark = pytest.mark.volume

SETS = ("default", "nasty")
SEEDS = volume(10, 40)


def story(setting: str, seed: int) -> list[bytes]:
    policy = opened(setting).policies[0]
    return sequence(Pair(setting=setting, base=policy, head=policy), seed)


@pytest.mark.parametrize("setting", SETS)
def test_events_with_old_ids_are_decided_as_before(setting):
    policy = opened(setting).policies[0]
    after, applied = renamed(policy), 0
    for seed in range(SEEDS):
        lines = [without_digests(line) for line in story(setting, seed)]
        applied += hold_same(Decided(setting, policy), Decided(setting, after), lines, lines)
    assert applied > 10 * SEEDS


@pytest.mark.parametrize("setting", SETS)
def test_two_versions_take_each_others_ids(setting):
    policy = opened(setting).policies[0]
    same, after = later(policy, 60, "9.0.0"), later(renamed(policy), 60, "9.0.0")
    for seed in range(SEEDS):
        lines = [without_digests(line) for line in story(setting, seed)]
        chance = Random(seed)  # noqa: S311 - nothing here is secret
        others = [told_otherwise(line, policy, chance) for line in lines]
        one, other = Decided(setting, policy, same), Decided(setting, policy, after)
        # Told twice under another name it is another content under the same id, which no renaming mends.
        kept = [place for place, line in enumerate(lines) if line not in lines[:place] and _new_id(lines, place)]
        hold_same(one, other, [lines[place] for place in kept], [others[place] for place in kept])


def _new_id(lines: list[bytes], place: int) -> bool:
    return all(line.split(b'"type"')[0] != lines[place].split(b'"type"')[0] for line in lines[:place])


@pytest.mark.parametrize("setting", SETS)
@pytest.mark.parametrize("number", ["1.0.0", "1.0.1"])
def test_a_plan_of_a_renaming_and_of_a_new_number_finds_nothing(setting, number):
    policy = opened(setting).policies[0]
    head = later(renamed(policy), 0, number)
    cases = signed = 0
    for seed in range(SEEDS):
        lines = story(setting, seed)
        pinned = pinning((policy,), (head,))
        base = PlanSide(Rulebooks((policy,), engine="compiled"))
        others = {MIGRATED: PlanSide(MigratedBooks(pinned, (policy,), engine="compiled"))}
        templates = Pair(setting=setting, base=policy, head=head).templates
        replay = Replay(reader(setting), templates, base, others)
        for place, line in enumerate(lines):
            replay.tell(place, line)
        moment = replay.tick()
        plan = plan_of(replay, pinned, base=(policy,), migrate=True, moment=moment)
        assert [(case.id, case.changes) for case in plan.cases if case.changes] == []
        assert len(plan.renamed) == len(kinds_of_ids(policy))
        cases += len(plan.cases)
        signed += sum(bool(case.sheet and case.sheet.signatures) for case in base.register.open_cases())
    assert cases > SEEDS // 2
    assert signed > 0 or setting == "nasty" or SEEDS < 40  # where hardly anybody comes to sign
