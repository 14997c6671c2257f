"""The clock of a company: when it tells its time, and that telling it in pieces says the same as at once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handover_policy.app.run import Run
from handover_policy.app.serving.clock import MINUTE, MOST_DAYS, Schedule, steps, tick_event, to_the_minute
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import embedded
from handover_policy.app.serving.told import Told
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.rows.register import RowRegister
from tests.service.test_batches import NOW, ledger_at, the_run

ZONE = ZoneInfo("Asia/Shanghai")
NINE = time(9)
YEAR = (datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(*YEAR, timezones=st.just(UTC))
LEAVING = 23


def schedule() -> Schedule:
    return Schedule(zone=ZONE, send_at=NINE)


@given(MOMENTS, st.floats(1, 5_000_000))
def test_the_clock_tells_its_time_within_a_minute_of_what_waits_and_never_before(now: datetime, ahead: float):
    plan = schedule()
    soonest = now.timestamp() + ahead
    plan.set_after(now, soonest, late=False)
    assert plan.at is not None
    assert soonest <= plan.at < soonest + MINUTE
    assert plan.at % MINUTE == 0
    assert not plan.due(now)
    assert plan.due(now + timedelta(seconds=ahead + MINUTE))


@given(MOMENTS)
def test_what_was_past_when_it_was_set_rides_along_at_the_hour_of_sending(now: datetime):
    plan = schedule()
    plan.set_after(now, None, late=True)
    assert plan.at is not None
    told = datetime.fromtimestamp(plan.at, ZONE)
    assert told.time() == NINE
    assert timedelta() < told - now <= timedelta(days=1)
    plan.set_after(now, now.timestamp() + 60, late=True)
    assert plan.at == min(told.timestamp(), to_the_minute(now.timestamp() + 60))
    plan.ticked()
    plan.set_after(now, None, late=False)
    assert plan.at is None


@given(MOMENTS, st.integers(0, 4000))
def test_after_a_pause_no_clock_event_leaps_further_than_a_year(now: datetime, days: int):
    reached = now - timedelta(days=days)
    told = steps(reached, now)
    assert told[-1] == now
    gaps = [later - earlier for earlier, later in zip([reached, *told], told, strict=False)]
    assert all(timedelta() <= gap <= timedelta(days=MOST_DAYS) for gap in gaps)
    assert steps(None, now) == [now]


def test_a_second_clock_tells_the_very_same_event():
    moment = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    assert tick_event("acme", moment) == tick_event("acme", moment)
    assert tick_event("acme", moment, 2)["id"] == "clock/acme/2026-03-02T09:00:00+08:00/2"


def leaving(run: Run) -> list[Told]:
    """Return the events by which many people leave, one a minute."""
    found = []
    for number in range(LEAVING):
        hired = {
            "name": f"员工{number}",
            "role": "sales",
            "stage": "regular",
            "manager": "M1",
            "hired_on": "2020-01-01",
        }
        for kind, day, data in (("employee.hired", "01", hired), ("resignation.submitted", "02", {"form": "written"})):
            told: dict[str, object] = {
                "specversion": "1.0",
                "id": f"{kind}-{number}",
                "source": "hr/core",
                "type": kind,
            }
            told |= {"subject": f"E{number}", "time": f"2026-03-{day}T10:{number:02}:00+08:00", "data": data}
            found.append(read(run, told))
    return sorted(found, key=lambda each: each.event.time)


def read(run: Run, told: dict[str, object]) -> Told:
    line = json.dumps(told, ensure_ascii=False)
    event = run.read_line(line.encode(), 1)
    assert not isinstance(event, Unreadable)
    return Told(event=event, body=line)


def clock(run: Run, day: int, most: int | None, turn: int) -> Told:
    told = tick_event("acme", datetime(2026, 3, 2, 9, tzinfo=ZONE) + timedelta(days=day), turn)
    return read(run, {**told, "data": {} if most is None else {"most": most}})


def waits(register: RowRegister, told: Told) -> bool:
    first = register.agenda_rows.next_wake()
    return first is not None and first <= told.event.time.timestamp()


def effects_of_days(database: str, most: int | None) -> list[list[str]]:
    """Return what the clock says on each of 40 days, told at once or in pieces, as texts in order."""
    run, ledger = the_run().again(), ledger_at(database)
    with ledger.batch() as (batch, register):
        decide_batch(run, batch, register, [(told,) for told in leaving(run)], NOW)
    days = []
    for day in range(40):
        said: list[str] = []
        turn, more = 1, True
        while more:
            told = clock(run, day, most, turn)
            with ledger.batch() as (batch, register):
                (outcome,) = decide_batch(run, batch, register, [(told,)], NOW)
                register.flush()
                more = waits(register, told)
            said += [json.dumps(each, sort_keys=True) for each in json.loads(outcome.answers[0].decision)["effects"]]
            turn += 1
            assert most is not None or not more
        days.append(sorted(said))
    ledger.engine.dispose()
    return days


def test_a_clock_told_in_pieces_says_what_it_says_at_once(database: str):
    at_once = effects_of_days(database, None)
    assert sum(map(len, at_once)) > LEAVING
    assert effects_of_days(database, 4) == at_once


def test_whoever_is_past_the_last_day_does_not_keep_the_clock_from_ending(tmp_path: Path):
    now = [datetime(2026, 3, 1, 9, tzinfo=ZONE)]
    service = Service(embedded(tmp_path), now=lambda: now[0])
    service.start()
    lane = service.companies["default"].lane
    lane.tell(leaving(lane.run)[: LEAVING + 1]).result(30)
    now[0] += timedelta(days=45)
    assert lane.catch_up() == 1
    now[0] += timedelta(days=1)
    assert lane.catch_up() <= 1
    service.stop()


def test_a_day_on_which_nothing_happens_writes_nothing(tmp_path: Path):
    now = [datetime(2026, 3, 1, 9, tzinfo=ZONE)]
    service = Service(embedded(tmp_path), now=lambda: now[0], engine="compiled")
    service.start()
    lane = service.companies["default"].lane
    lane.tell([each for each in leaving(lane.run) if each.event.subject == "E0"]).result(30)
    days, end = set[date](), now[0] + timedelta(days=30)
    while (at := lane.schedule.at) is not None and at < end.timestamp():
        now[0] = max(now[0], datetime.fromtimestamp(at, ZONE))
        days.add(now[0].date())
        lane.do(lane.tick).result(30)
    assert 1 < len(days) < 20, sorted(days)
    service.stop()
