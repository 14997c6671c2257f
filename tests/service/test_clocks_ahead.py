"""A clock that is years ahead of a ledger tells nothing until somebody says that it is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from handover_policy.app.serving.ahead import MOST_SILENCE, ClockState
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import embedded
from handover_policy.app.serving.ticking import tell_time
from handover_policy.app.serving.told import ClockAhead
from handover_policy.ledger.database import reading
from handover_policy.ledger.tables import LEDGER
from tests.service.served import called
from tests.service.test_lanes import DEFAULT, SECONDS, until
from tests.service.test_ticks import ZONE, leaving, read

THEN = datetime(2026, 3, 2, 11, tzinfo=ZONE)
YEARS = timedelta(days=1500)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@contextmanager
def started(place: Path, clock: Clock) -> Iterator[Service]:
    service = Service(embedded(place), now=clock, engine="compiled")
    service.start()
    try:
        yield service
    finally:
        service.stop()


def told_then(place: Path, clock: Clock) -> None:
    """Let people leave in a ledger, but for the last one."""
    with started(place, clock) as service:
        lane = service.companies[DEFAULT].lane
        lane.tell(leaving(lane.run)[:-1]).result(SECONDS)


def types_in(service: Service) -> list[str]:
    with reading(service.engine) as connection:
        return [each for (each,) in connection.execute(select(LEDGER.c.type).order_by(LEDGER.c.position)) if each]


def test_a_start_years_ahead_tells_no_time_and_takes_no_event_until_the_clock_is_right(tmp_path: Path):
    told_then(tmp_path, Clock(THEN))
    clock = Clock(THEN + YEARS)
    with started(tmp_path, clock) as service:
        lane = service.companies[DEFAULT].lane
        last = leaving(lane.run)[-1]
        assert lane.telling.standing is ClockState.CLOCK_AHEAD
        before = types_in(service)
        assert "clock.ticked" not in before
        with pytest.raises(ClockAhead):
            lane.tell([last])
        assert types_in(service) == before
        clock.moment = THEN + timedelta(days=1)
        until(lambda: lane.telling.standing is None, "nobody saw that the clock is right")
        (answer,) = lane.tell([last]).result(SECONDS)
        assert answer.outcome == "applied", answer.decision


def test_a_clock_that_slips_while_the_service_runs_tells_nothing_either(tmp_path: Path):
    clock = Clock(THEN)
    with started(tmp_path, clock) as service:
        lane = service.companies[DEFAULT].lane
        *told, last = leaving(lane.run)
        lane.tell(told).result(SECONDS)
        clock.moment += YEARS
        until(lambda: lane.telling.standing is ClockState.CLOCK_AHEAD, "the slip was not seen")
        with pytest.raises(ClockAhead):
            lane.tell([last])
        assert "clock.ticked" not in types_in(service)


def test_a_word_lets_a_ledger_go_on_that_was_quiet_for_years(tmp_path: Path):
    told_then(tmp_path, Clock(THEN))
    clock = Clock(THEN + YEARS)
    ((_, asked),) = tell_time(embedded(tmp_path), clock)
    assert isinstance(asked, ClockAhead)
    ((_, count),) = tell_time(embedded(tmp_path), clock, any_silence=True)
    assert isinstance(count, int)
    assert count >= YEARS // MOST_SILENCE
    with started(tmp_path, clock) as service:
        lane = service.companies[DEFAULT].lane
        assert lane.telling.standing is None
        late = json.loads(leaving(lane.run)[-1].body) | {"time": clock().isoformat()}
        (answer,) = lane.tell([read(lane.run, late)]).result(SECONDS)
        assert answer.outcome == "applied", answer.decision


def test_who_tells_of_years_long_past_has_a_right_clock(tmp_path: Path):
    clock = Clock(THEN + YEARS)
    with started(tmp_path, clock) as service:
        lane = service.companies[DEFAULT].lane
        *told, last = leaving(lane.run)
        lane.tell(told[:1]).result(SECONDS)
        (answer,) = lane.tell([last]).result(SECONDS)
        assert answer.outcome == "refused"  # nobody was hired by that name yet: it is decided all the same
    with started(tmp_path, clock) as service:
        assert service.companies[DEFAULT].lane.telling.standing is None


def test_an_empty_ledger_knows_no_moment_and_asks_nothing(tmp_path: Path):
    for clock in (Clock(THEN), Clock(THEN + YEARS)):
        with started(tmp_path, clock) as service:
            assert service.companies[DEFAULT].lane.telling.standing is None


def test_a_service_that_runs_is_never_silent_for_so_long(tmp_path: Path):
    clock = Clock(THEN)
    with started(tmp_path, clock) as service:
        lane = service.companies[DEFAULT].lane
        hired = leaving(lane.run)[:1]
        lane.tell(hired).result(SECONDS)
        lane.do(lane.tick).result(SECONDS)
        assert lane.schedule.at is not None
        assert lane.schedule.at < (THEN + MOST_SILENCE).timestamp()


def test_the_command_that_tells_the_time_says_what_to_do(tmp_path: Path):
    with started(tmp_path / "data", Clock(THEN - YEARS)) as service:
        lane = service.companies[DEFAULT].lane
        hired = json.loads(leaving(lane.run)[0].body) | {"time": (THEN - YEARS).isoformat()}
        lane.tell([read(lane.run, hired)]).result(SECONDS)
    asked = called("tick", "--data", "data", "--lang", "en", here=tmp_path)
    assert (asked.code, asked.out) == (2, "")
    assert "handover tick --ahead" in asked.err
    told = called("tick", "--data", "data", "--lang", "en", "--ahead", here=tmp_path)
    assert told.code == 0, told.err
    assert told.out.startswith("default: told the time ")
    again = called("tick", "--data", "data", "--lang", "en", here=tmp_path)
    assert again.code == 0, again.err
