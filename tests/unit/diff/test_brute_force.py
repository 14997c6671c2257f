"""Of random pairs of sets, what diff says of every person is what the engine does with that person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from random import Random

import pytest

from handover_policy.diff.change import Change, Direction
from tests.unit.diff.random_sets import DAYS, SITUATIONS, Decided, decided, persons
from tests.unit.diff.reading import changes, includes
from tests.volume import volume

VERSIONS, PAIRS, SEED = volume(20, 60), volume(100, 1_000), 5
PEOPLE = persons()


@cache
def versions() -> tuple[Decided, ...]:
    return tuple(decided(SEED * 1_000 + number) for number in range(VERSIONS))


def including(found: Iterable[Change], person: int, *kinds: str) -> list[Change]:
    return [change for change in found if change.id in kinds and includes(change.people, PEOPLE[person])]


def check_days(found: Sequence[Change], before: Decided, after: Decided) -> int:
    for person in range(len(PEOPLE)):
        pairs = {(before.days[person, day], after.days[person, day]) for day in DAYS}
        told = including(found, person, "notice-days-increased", "notice-days-decreased")
        assert {(float(change.old), float(change.new)) for change in told} == {
            (old, new) for old, new in pairs if old != new
        }
        for change in told:
            worse = float(change.new) > float(change.old)
            assert change.direction is (Direction.WORSE if worse else Direction.BETTER)
            since = change.since.isoformat() if change.since else DAYS[0]
            assert (before.days[person, since], after.days[person, since]) == (float(change.old), float(change.new))
    return sum(change.id.startswith("notice-days") for change in found)


def check_tasks(found: Sequence[Change], before: Decided, after: Decided) -> int:
    for person in range(len(PEOPLE)):
        gained = after.tasks[person] - before.tasks[person]
        lost = before.tasks[person] - after.tasks[person]
        for names, kinds, direction in (
            (gained, ("task-added", "task-people-added"), Direction.WORSE),
            (lost, ("task-removed", "task-people-removed"), Direction.BETTER),
        ):
            told = including(found, person, *kinds)
            assert {change.subject.replace("list.", "task.") for change in told} == names
            assert {change.direction for change in told} <= {direction}
    return sum(change.id.startswith("task-") for change in found)


def check_gates(found: Sequence[Change], before: Decided, after: Decided) -> int:
    for person in range(len(PEOPLE)):
        held = [(before.held[person, each], after.held[person, each]) for each in range(len(SITUATIONS))]
        longer = {name for old, new in held for name in new - old}
        shorter = {name for old, new in held for name in old - new}
        for names, kinds, direction in (
            (longer, ("gate-added", "gate-requirement-added"), Direction.WORSE),
            (shorter, ("gate-removed", "gate-requirement-removed"), Direction.BETTER),
        ):
            told = including(found, person, *kinds)
            mixed = including(found, person, "gate-requirement-changed")
            assert {change.subject for change in told} | {change.subject for change in mixed} >= names
            assert {change.subject for change in told} <= names
            assert {change.direction for change in told} <= {direction}
            assert {change.direction for change in mixed} <= {Direction.UNCLEAR}
            assert {change.subject for change in mixed} <= names
    return sum(change.id.startswith("gate-") for change in found)


@pytest.mark.volume
def test_random_pairs_agree_with_the_engine_over_all_people() -> None:
    chance = Random(SEED)  # noqa: S311 - a seed makes the trial repeatable
    counts = [0, 0, 0]
    for _ in range(PAIRS):
        before, after = chance.sample(versions(), 2)
        found = changes(before.version, after.version)
        for place, check in enumerate((check_days, check_tasks, check_gates)):
            counts[place] += check(found, before, after)
    assert min(counts) > PAIRS


def test_a_version_compared_with_itself_has_not_changed() -> None:
    assert [changes(each.version, each.version) for each in versions()] == [()] * VERSIONS
