"""How much goes out at once: a silent provider holds up nobody else, and an end waits for nobody."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.carrying.limits import FEW, busy_until, limits_at
from handover_policy.app.sending.carrying.places import MOST_SILENT, SILENT_REST, Places
from handover_policy.app.sending.quiet import quiet_hours
from handover_policy.ports.channels import Limit
from tests.deliveries.office import Remembering

A, B, C = ("acme", "sms"), ("acme", "dingtalk"), ("other", "sms")


@given(st.integers(1, 100), st.lists(st.tuples(st.sampled_from([A, B, C]), st.booleans())))
def test_there_is_room_for_no_more_than_there_is(most: int, steps: list[tuple[tuple[str, str], bool]]):
    places = Places(most)
    for lane, comes in steps:
        if comes:
            places.give_back(lane, "k", 0.0)
        for _ in range(places.room(lane, 0.0)):
            places.take(lane, "k")
        assert 0 <= places.taken <= most
        assert places.left == most - places.taken
        assert all(0 <= places.room(each, 0.0) <= places.left for each in (A, B, C))


def test_a_channel_takes_half_of_what_the_others_leave():
    places = Places(32)
    for lane, room in ((A, 16), (B, 8), (C, 4), (A, 0), (B, 0)):
        assert places.room(lane, 0.0) == room
        for _ in range(room):
            places.take(lane, "k")


def test_a_silent_provider_is_asked_now_and_then_until_it_answers():
    places = Places(32)
    for _ in range(MOST_SILENT):
        places.take(A, "k")
        places.give_back(A, "k", 100.0, silent=True)
    assert places.room(A, 100.0 + SILENT_REST - 1) == 0
    assert places.room(A, 100.0 + SILENT_REST) == 1
    assert places.room(B, 100.0) == 16
    places.take(A, "k")
    assert places.room(A, 200.0) == 0
    places.give_back(A, "k", 200.0, silent=False)
    assert places.room(A, 200.0) == 16


@pytest.mark.parametrize(
    ("clock", "left"), [("09:59:49", None), ("09:59:50", 70), ("10:00:00", 60), ("10:30:59", 1), ("10:31:00", None)]
)
def test_bursts_stay_away_from_full_and_half_hours(clock: str, left: float | None):
    wall = datetime.fromisoformat(f"2026-03-02T{clock}+08:00").timestamp()
    assert busy_until(wall) == (None if left is None else wall + left)
    own = Limit(most=100, seconds=60)
    channel = Remembering("wecom", limits=(own,))
    assert limits_at(Carrier(name="wecom", channel=channel), wall) == (own,)
    spreads = limits_at(Carrier(name="wecom", channel=channel, spreads=True), wall)
    assert spreads == ((own,) if left is None else (own, FEW))


LEFT = """
import sys, time
from handover_policy.app.sending.carrying.crew import Crew
crew, done = Crew(2, "c"), []
for number in range(20):
    crew.do(lambda number=number: done.append(number))
while len(done) < 20:
    time.sleep(0.001)
assert sorted(done) == list(range(20))
crew.do(lambda: time.sleep(60))
time.sleep(0.05)
crew.end()
"""


def test_a_process_ends_while_a_provider_is_silent():
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", LEFT], check=True, timeout=30)  # noqa: S603 - this Python, and lines of ours
    assert time.monotonic() - began < 25


def test_quiet_hours_end_in_the_second_pass_of_an_hour_that_comes_twice():
    hours = quiet_hours("22:00-02:30")
    assert hours is not None
    second = datetime(2026, 10, 25, 2, 10, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    until = hours.until(second)
    assert until is not None
    assert until.timestamp() - second.timestamp() == 20 * 60
