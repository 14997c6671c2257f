"""What goes wrong around a sender: other channels fail too, the database goes away, addresses and clocks are wrong."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from handover_policy.app.sending.quiet import QuietHours
from handover_policy.app.sending.retries import LONGEST_WAIT, RETRIES, next_standing
from handover_policy.delivery.kinds import KINDS
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ports.channels import Accepted, Answer, Failed
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.office import Remembering, event, hired, office, resigns
from tests.deliveries.parcels import NOW, parcel
from tests.deliveries.rigs import RIGS, Rig
from tests.service.test_lanes import until

NEVER = Failed(code="40035", reason="no such user", lasting=True)
BUSY = Failed(code="http-503", reason="busy", lasting=False)


def test_where_the_other_channel_fails_too_no_third_one_is_tried(tmp_path: Path):
    first, second = Remembering("phone", answers=[NEVER]), Remembering("email", answers=[NEVER])
    third = Remembering("feishu")
    with office(tmp_path, sms=first, email=second, feishu=third) as here:
        here.tell(hired("E1", addresses={"phone": "1", "email": "e@x.example", "feishu": "f"}), resigns("E1"))
        here.send()
        here.later(days=1)
        here.send()
        found = {row["channel"]: (row["state"], row["instead_of"]) for row in here.rows(person="E1")}
        assert (found["sms"], found["email"]) == (("failed", None), ("failed", "sms"))
        assert len(second.sent) == 1
        assert third.sent == []


def test_an_address_that_was_somebody_elses_gets_nothing_once_it_is_corrected(tmp_path: Path):
    sms = Remembering("phone", tells_repeats=False, answers=[BUSY, Accepted(provider_id="p")])
    with office(tmp_path, sms=sms) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.tell(event("employee.changed", "E1", 2, addresses={"phone": "13900000002"}))
        here.send()
        here.tell(event("employee.changed", "E1", 3, addresses={"phone": "13900000003"}))
        here.later(seconds=6)
        here.send()
        assert [each.address for each in sms.sent] == ["13900000002", "13900000003"]


@pytest.mark.parametrize("address", [" ", "\u3000", None])
def test_an_address_that_is_blank_is_none(tmp_path: Path, address: str | None):
    sms = Remembering("phone")
    with office(tmp_path, sms=sms) as here:
        here.tell(hired("E1"), event("employee.changed", "E1", 2, addresses={"phone": address}), resigns("E1"))
        here.send()
        assert sms.sent == []
        assert [(row["state"], row["code"]) for row in here.rows(channel="sms")] == [("undeliverable", "no-address")]


def test_a_database_that_goes_away_while_messages_are_on_their_way_costs_none_and_sends_none_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
):
    away, sms = threading.Event(), Remembering("phone", tells_repeats=False)

    @contextmanager
    def sometimes(engine: Any) -> Any:
        if away.is_set():
            raise OperationalError("BEGIN", {}, Exception("the database is away"))
        with writing(engine) as connection:
            yield connection

    def taken(*_: object) -> Answer:
        away.set()
        with sms.lock:
            sms.sent.append(parcel())
        return Accepted(provider_id="p")

    monkeypatch.setattr("handover_policy.app.sending.carrying.writing.writing", sometimes)
    monkeypatch.setattr("handover_policy.app.sending.sender.AFTER_FAULT", 0.05)
    monkeypatch.setattr(Remembering, "send", lambda _, *told: taken(*told))
    with office(tmp_path, database, sms=sms) as here:
        people = [f"E{number}" for number in range(1, 9)]
        here.tell(*(hired(each) for each in people), *(resigns(each) for each in people))
        here.sender.start()
        until(lambda: len(sms.sent) == len(people), "not all went out")
        threading.Event().wait(0.2)
        assert {row["state"] for row in here.rows(channel="sms")} == {"sending"}
        away.clear()
        until(lambda: {row["state"] for row in here.rows(channel="sms")} == {"accepted"}, "not all was settled")
        assert len(sms.sent) == len(people)


def test_a_message_that_waits_for_next_year_because_a_clock_was_wrong_goes_out(tmp_path: Path):
    sms = Remembering("phone")
    with office(tmp_path, sms=sms) as here:
        here.tell(hired("E1"), resigns("E1"))
        far = here.clock[0] + timedelta(days=365)
        with writing(here.service.engine) as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == "waiting").values(next_attempt=far.timestamp()))
        here.send()
        assert len(sms.sent) == 1


@given(st.floats(0, 1e9), st.integers(1, len(RETRIES)))
def test_no_provider_puts_a_message_off_for_longer_than_a_day(wait: float, attempts: int) -> None:
    told = Failed(code="busy", reason="", lasting=False, wait=wait)
    standing = next_standing(told, attempts=attempts, now=0.0, address=None, repeats=False)
    assert standing.next_attempt is not None
    assert RETRIES[attempts - 1] <= standing.next_attempt <= max(LONGEST_WAIT, RETRIES[-1])


ZONES = ("Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns")
CLOCKS = st.times().map(lambda told: told.replace(second=0, microsecond=0))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made one of UTC below
    st.sampled_from(ZONES),
    CLOCKS,
    CLOCKS,
)
def test_quiet_hours_end_in_every_zone_and_on_every_day_of_its_clocks(
    at: datetime, zone: str, begin: Any, end: Any
) -> None:
    hours, now = QuietHours(begin=begin, end=end), at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    found = hours.until(now)
    if found is None or begin == end:
        return
    assert 0 < found.timestamp() - now.timestamp() <= timedelta(hours=25).total_seconds()
    there = datetime.fromtimestamp(found.timestamp(), ZoneInfo(zone))
    again = hours.until(there)
    assert again is None or again.timestamp() > found.timestamp()


TITLES = ("交接" * 5000, "🧑🏽‍🚀" * 2500, "a" * 10_000, "请 交接\u202e\x00\x07\r\nBcc: all@acme.example")
every_kind = pytest.mark.parametrize("rig", RIGS.values(), ids=RIGS)


@every_kind
def test_whatever_a_title_is_a_message_goes_out_or_fails_for_good(rig: Rig) -> None:
    with rig.running(tokens=KeptTokens()) as (channel, fake):
        for number, title in enumerate(TITLES):
            told = parcel(**rig.parcel | {"title": title, "key": f"{number:032x}", "text": f"{number} {title}"})
            answer = channel.send(told, NOW)
            assert isinstance(answer, Accepted) or (isinstance(answer, Failed) and answer.lasting), title[:9]
        assert max(len(each.body) for each in fake.asked) < 50_000


def test_a_sink_without_room_says_so_and_leaves_no_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = KINDS["sink"].make({"folder": str(tmp_path)}, KeptTokens())

    def full(*_: object, **__: object) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = channel.send(parcel(), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("sink-unwritable", False)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    monkeypatch.undo()
    assert isinstance(channel.send(parcel(), NOW), Accepted)
