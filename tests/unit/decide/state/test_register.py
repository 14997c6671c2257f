"""The register: seen events, who has left, who sleeps until when."""

import hashlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handover_policy.decide.state.register import Register
from handover_policy.decide.state.seen_events import SeenEvents
from tests.unit.decide.stage import leaving


def key(number: int) -> bytes:
    return hashlib.blake2b(str(number).encode(), digest_size=16).digest()


def test_seen_events_are_found_again_after_the_table_has_grown():
    seen = SeenEvents()
    for number in range(3000):
        seen.add(key(number), key(-number))
    assert all(seen.find(key(number)) == key(-number) for number in range(3000))
    assert seen.find(key(3001)) is None


def test_a_register_that_was_told_nothing_knows_nobody():
    register = Register(ZoneInfo("UTC"))
    assert register.employee("E1") is None
    assert register.case_of("E1") is None
    assert register.watching("E1") == ()
    assert register.due(datetime(2030, 1, 1, tzinfo=UTC)) == ((), ())


def test_open_cases_and_people_are_listed():
    stage = leaving()
    stage.resign("E2", at="2026-03-04T10:00")
    assert [case.id for case in stage.register.open_cases()] == ["E1/1", "E2/1"]
    assert sorted(stage.register.people()) == ["E1", "E2", "M1"]


def test_a_closed_case_is_kept_whole():
    stage = leaving()
    stage.hand_over()
    open_case = stage.case()
    stage.tick("2026-04-02T09:00")
    closed = stage.case()
    assert (closed.state, closed.tasks.keys()) == ("closed", open_case.tasks.keys())
    assert list(stage.register.open_cases()) == []


def test_a_case_that_is_over_is_watched_by_nobody():
    stage = leaving()
    stage.hand_over()
    assert "E1/1" in stage.register.watching("E2")
    stage.tick("2026-04-02T09:00")
    assert stage.register.watching("E2") == ()
