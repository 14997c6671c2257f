"""The laws hold over random sequences; benchmarks/laws.py tells the same sequences at volume."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from handover_policy.decide.decided import Decided
from handover_policy.model.words.causes import CAUSES
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.outcomes import OUTCOMES, REFUSALS
from tests.laws.judging import LawBroken
from tests.laws.keys import hold_keys
from tests.laws.laws import Watch
from tests.laws.settings import SETTINGS, Line, Trial
from tests.laws.shapes import STATES
from tests.laws.trials import tell, tell_again, tell_twice, tell_watchfully

SEQUENCES = 50
everywhere = pytest.mark.parametrize("setting", SETTINGS)


@pytest.fixture(scope="module")
def told() -> dict[str, list[list[Line]]]:
    return {}


def sequences(told: dict[str, list[list[Line]]], setting: str) -> list[list[Line]]:
    if setting not in told:
        first = list(SETTINGS).index(setting) * SEQUENCES
        told[setting] = [tell(setting, first + seed, deep=seed % 10 == 0) for seed in range(SEQUENCES)]
    return told[setting]


@everywhere
def test_the_laws_hold_after_every_event(told, setting):
    assert sum(len(lines) for lines in sequences(told, setting)) > SEQUENCES * 15


@everywhere
def test_the_same_events_give_the_same_bytes(told, setting):
    for lines in sequences(told, setting)[::3]:
        tell_again(setting, lines)


@everywhere
def test_events_told_twice_add_duplicates_and_nothing_else(told, setting):
    for seed, lines in enumerate(sequences(told, setting)[::3]):
        tell_twice(setting, lines, seed)


@everywhere
def test_a_clock_event_passes_over_nobody_who_has_something_to_say(told, setting):
    for lines in sequences(told, setting):
        tell_watchfully(setting, lines)


@everywhere
def test_written_messages_are_the_same_bytes_each_time(setting):
    for seed in range(1000, 1004):
        tell_again(setting, tell(setting, seed, written=True), written=True)


def test_the_sequences_come_to_everything_the_laws_speak_of(told):
    seen: Counter[tuple[str, str]] = Counter()
    for setting in SETTINGS:
        for lines in sequences(told, setting):
            for line in lines:
                decision = json.loads(line.decision)
                seen["outcome", line.outcome] += 1
                if line.outcome == "refused":
                    seen["refusal", decision["refusal"]["code"]] += 1
                if line.outcome == "applied":
                    seen["told", json.loads(line.told)["type"]] += 1
                for effect in decision.get("effects", ()):
                    seen[effect["effect"], str(effect.get("state") or effect.get("code"))] += 1
                    seen["cause", str(effect.get("cause"))] += 1
                    seen["departure", str(effect["case"]).rpartition("/")[2]] += 1
                    seen["released", str("released_by" in effect)] += 1
                    seen["deemed", str(effect["effect"] == "sheet" and "deemed" in effect)] += 1
    wanted = {
        *(("outcome", name) for name in OUTCOMES),
        *(("refusal", name) for name in REFUSALS if name != "same-person"),
        *(("told", name) for name in EVENT_TYPES),
        *(("cause", name) for name in CAUSES),
        *((kind, state) for kind, states in STATES.items() for state in states),
        *(("problem", name) for name in ("no-time", "done-for-another-day", "left-without-case")),
        *(("duty", name) for name in ("missed", "met")),
        *(("sheet", "None"), ("notice", "None"), ("released", "True"), ("deemed", "True"), ("departure", "2")),
    }
    assert wanted - set(seen) == set()


def test_a_key_tells_of_no_day(told):
    assert sum(hold_keys("default", lines) for lines in sequences(told, "default")) > SEQUENCES / 10


class Swapping(Trial):
    """Judges another event than it was given, once it is told which."""

    other: bytes | None = None

    def decide(self, told: bytes) -> Decided:
        return super().decide(self.other or told)


def submits(lines: list[Line]) -> bool:
    return any(json.loads(line.told).get("type") == "task.submitted" and line.outcome == "applied" for line in lines)


def test_a_watch_sees_who_acts_in_anothers_name():
    lines = next(lines for lines in (tell("default", seed) for seed in range(100)) if submits(lines))
    place = next(place for place, line in enumerate(lines) if submits([line]))
    trial = Swapping("default")
    watch = Watch(trial)
    for line in lines[:place]:
        watch.line(line.told)
    event = json.loads(lines[place].told)
    event["data"]["by"] = "nobody"
    trial.other = lines[place].told
    with pytest.raises(LawBroken, match="a done step was told by an event"):
        watch.line(json.dumps(event).encode())
