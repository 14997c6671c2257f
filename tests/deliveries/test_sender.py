"""What a sender does with messages: each goes out once, and what became of it stands in the ledger."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.hooks import CHANNEL
from handover_policy.app.sending.retries import RETRIES
from handover_policy.app.sending.turns import SendingMoment, take_turn
from handover_policy.delivery.kinds import KINDS
from handover_policy.ledger.database import writing
from handover_policy.ports.channels import Accepted, Asked, Failed, Limit, Receipt, Unknown
from tests.deliveries.office import Remembering, event, hired, office, resigns
from tests.service.test_lanes import until


def test_a_message_goes_out_on_each_channel_of_its_that_is_set_up(tmp_path: Path, database: str):
    with office(tmp_path, database, sms=Remembering("phone"), dingtalk=Remembering("dingtalk")) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        assert [each.address for each in here.channels["sms"].sent] == ["13800000001"]
        (parcel,) = here.channels["dingtalk"].sent
        assert parcel.address == "dE1"
        assert "https://h.example/enter/" in str(parcel.link)
        states = {(each["channel"], each["state"], each["code"]) for each in here.rows(person="E1")}
        assert ("sms", "accepted", None) in states
        assert ("wecom", "undeliverable", "channel-not-set-up") in states
        noted = [(each["channel"], each["state"], each["provider_id"]) for each in here.noted() if each["to"] == "E1"]
        assert sorted(noted) == [("dingtalk", "accepted", "p1"), ("sms", "accepted", "p1")]


DIED = Unknown(code="line-broken", reason="…")
BUSY = Failed(code="http-503", reason="busy", lasting=False)
NEVER = Failed(code="40035", reason="no such user", lasting=True)


def test_silence_is_tried_again_only_where_the_provider_tells_repeats(tmp_path: Path):
    deaf = Remembering("phone", tells_repeats=False, answers=[DIED])
    knows = Remembering("dingtalk", answers=[DIED, DIED, Accepted(provider_id="p")])
    with office(tmp_path, sms=deaf, dingtalk=knows) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        for seconds in (6, 61):
            here.later(seconds=seconds)
            here.send()
        assert len(deaf.sent) == 1
        assert len({each.key for each in knows.sent}) == 1
        assert len(knows.sent) == 3
        (sms,) = here.rows(channel="sms")
        assert (sms["state"], sms["code"], sms["attempts"]) == ("unknown", "line-broken", 1)
        (work,) = here.rows(channel="dingtalk", person="E1")
        assert (work["state"], work["attempts"]) == ("accepted", 3)
        noted = [each for each in here.noted() if (each["channel"], each["to"]) == ("dingtalk", "E1")]
        told = [(each["attempt"], each["state"]) for each in noted]
        assert told == [(1, "waiting"), (2, "waiting"), (3, "accepted")]


def test_what_fails_is_tried_six_times_more_and_then_no_longer(tmp_path: Path):
    with office(tmp_path, sms=(sms := Remembering("phone", tells_repeats=False, answers=[BUSY]))) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        for wait in RETRIES:
            here.later(seconds=wait - 1)
            here.send()
            before = len(sms.sent)
            here.later(seconds=1)
            here.send()
            assert len(sms.sent) == before + 1
        assert [each["state"] for each in here.rows(channel="sms")] == ["failed"]
        here.later(days=3)
        here.send()
        assert len(sms.sent) == 1 + len(RETRIES)


def test_another_channel_is_tried_once_where_one_failed_for_good(tmp_path: Path):
    mail = Remembering("email")
    with office(tmp_path, sms=Remembering("phone", answers=[NEVER]), email=mail) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        (sent,) = mail.sent
        assert sent.address == "e1@acme.example"
        assert "E1/1" in sent.text
        (row,) = here.rows(channel="email", person="E1")
        assert (row["state"], row["instead_of"]) == ("accepted", "sms")


def test_from_the_last_day_on_only_private_addresses_count(tmp_path: Path):
    mail, work = Remembering("email"), Remembering("dingtalk")
    with office(tmp_path, email=mail, dingtalk=work) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.later(days=30)
        here.send()
        assert {each.address for each in mail.sent if each.to == "E1"} == {"e1@home.example"}
        assert [each for each in work.sent if each.to == "E1"] == []
        rows = here.rows(channel="dingtalk", person="E1")
        assert {(row["state"], row["code"]) for row in rows} == {("undeliverable", "no-address")}


def test_messages_for_one_person_at_one_moment_go_out_as_one(tmp_path: Path):
    work = Remembering("dingtalk")
    with office(tmp_path, dingtalk=work) as here:
        people = [f"E{number}" for number in range(100, 130)]
        here.tell(hired("E9"), *(hired(each, manager="E9") for each in people))
        here.tell(*(resigns(each) for each in people))
        here.send()
        for _ in range(14):
            here.later(days=2)
            here.company.lane.do(here.company.lane.tick).result(30)
        here.send()
        of_manager = [each for each in work.sent if each.to == "E9"]
        rows = here.rows(channel="dingtalk", person="E9")
        assert len(rows) > len(of_manager)
        assert {row["state"] for row in rows} == {"accepted"}
        assert len({row["parcel"] for row in rows}) == len(of_manager)


def test_no_more_goes_out_than_the_provider_takes_and_nothing_is_dropped(tmp_path: Path):
    robot = Remembering(None, limits=(Limit(most=5, seconds=0.4),))
    with office(tmp_path, dingtalk=robot) as here:
        people = [f"E{number}" for number in range(100, 112)]
        here.tell(*(hired(each) for each in people), *(resigns(each) for each in people))
        here.sender.start()
        until(lambda: len(robot.at) >= len(people), "not all went out")
        for place, first in enumerate(robot.at):
            within = [each for each in robot.at[place:] if each - first < 0.39]
            assert len(within) <= 5


def test_reminders_wait_for_the_end_of_quiet_hours_and_first_words_do_not(tmp_path: Path):
    work = Remembering("dingtalk")
    with office(tmp_path, quiet="09:30-12:00", dingtalk=work) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        first = len(work.sent)
        assert first
        here.later(days=25)
        here.company.lane.do(here.company.lane.tick).result(30)
        here.send()
        waiting = here.rows(state="waiting", reminder=True)
        assert waiting
        assert {row["next_attempt"] for row in waiting} == {here.clock[0].replace(hour=12).timestamp()}
        here.clock[0] = here.clock[0].replace(hour=12)
        here.send()
        assert here.rows(state="waiting", reminder=True) == []


@pytest.mark.parametrize("repeats", [True, False])
def test_what_a_sender_took_that_died_is_sent_again_only_where_repeats_are_told(
    tmp_path: Path, database: str, *, repeats: bool
):
    sms = Remembering("phone", tells_repeats=repeats)
    with office(tmp_path, database, sms=sms) as here:
        here.tell(hired("E1"), resigns("E1"))
        desk = here.sender.desks["acme"]
        long_ago = SendingMoment(here.clock[0], time.time() - 1000)
        with writing(here.service.engine) as connection:
            assert take_turn(connection, desk, {"sms": 10}, 10, long_ago).count
        here.send()
        assert len(sms.sent) == int(repeats)
        (row,) = here.rows(channel="sms")
        assert row["state"] == ("accepted" if repeats else "unknown")
        assert [each["code"] for each in here.noted() if "code" in each] == ["sender-died"]


def test_receipts_are_noted_and_what_was_read_stays_read(tmp_path: Path):
    work = Remembering("dingtalk", answers=[Accepted(provider_id="p", ask_after=10)])
    with office(tmp_path, dingtalk=work) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        key = work.sent[0].key
        work.asked = Asked(receipts=[Receipt(key=key, state="delivered")], again={key: 60.0})
        here.later(seconds=11)
        here.send()
        assert [each["state"] for each in here.rows(channel="dingtalk", person="E1")] == ["delivered"]
        late = Receipt(key=key, state="failed", code="1", reason="late")
        work.asked = Asked(receipts=[Receipt(key=key, state="read"), late])
        here.later(seconds=61)
        here.send()
        assert [each["state"] for each in here.rows(channel="dingtalk", person="E1")] == ["read"]
        assert [each["state"] for each in here.noted() if each["to"] == "E1"] == ["accepted", "delivered", "read"]


def test_what_the_provider_has_never_seen_is_sent_again(tmp_path: Path):
    sms = Remembering("phone", tells_repeats=False, answers=[DIED, Accepted(provider_id="p")])
    with office(tmp_path, sms=sms) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        sms.asked = Asked(unsent=[sms.sent[0].key])
        here.later(seconds=31)
        here.send()
        assert [each["state"] for each in here.rows(channel="sms")] == ["accepted"]
        assert len(sms.sent) == 2


@pytest.mark.long
def test_750_messages_to_one_manager_are_one_and_each_keeps_its_record(tmp_path: Path):
    people = [f"E{number}" for number in range(1000, 1750)]
    new_day = {"last_day": "2026-04-20", "agreed_by": "E9", "reason": "r"}
    with office(tmp_path, dingtalk=(work := Remembering("dingtalk"))) as here:
        here.tell(hired("E9"))
        for start in range(0, len(people), 250):
            part = people[start : start + 250]
            here.tell(*(hired(each, manager="E9") for each in part), *(resigns(each) for each in part))
            here.tell(*(event("last_day.changed", each, 1, **new_day) for each in part))
        here.send()
        (parcel,) = [each for each in work.sent if each.to == "E9"]
        assert parcel.title == "750 项交接事项"
        rows = here.rows(channel="dingtalk", person="E9")
        assert {(row["state"], row["parcel"], row["attempts"]) for row in rows} == {("accepted", parcel.key, 1)}
        noted = [(each["notice"], each["together"]) for each in here.noted() if each["to"] == "E9"]
        assert sorted(noted) == sorted((row["notice"], 750) for row in rows)


@pytest.mark.parametrize("name", KINDS)
def test_messages_go_out_as_one_but_templates_tasks_and_events_of_machines(name: str):
    kind = KINDS[name]
    carrier = Carrier(name="x", channel=Remembering(kind.address_kind), items=kind.items)
    by_itself = {"aliyun_sms", "tencent_sms", "dingtalk_todo"}
    hook = Carrier(name=f"{CHANNEL}1", channel=Remembering(None))
    assert (carrier.joins, hook.joins) == (name not in by_itself, False)
    assert replace(carrier, joined="SMS_2001").joins is (name != "dingtalk_todo")


@pytest.mark.parametrize("joined", [None, "SMS_2001"])
def test_text_messages_are_one_only_where_there_is_a_template_for_several(tmp_path: Path, joined: str | None):
    with office(tmp_path, sms=(sms := Remembering("phone"))) as here:
        carriers = here.sender.desks["acme"].carriers
        carriers["sms"] = replace(carriers["sms"], joined=joined)  # type: ignore[index]
        here.tell(hired("E1"), resigns("E1"), event("severance.owed", "E1", 1))
        here.send()
        rows = here.rows(channel="sms", person="E1")
        assert {row["state"] for row in rows} == {"accepted"}
        told = [(each.sms.template, each.sms.parameters) for each in sms.sent if each.sms]
        assert len(told) == len(sms.sent) == (1 if joined else len(rows))
        assert (told == [("SMS_2001", (("count", str(len(rows))),))]) is (joined is not None)
