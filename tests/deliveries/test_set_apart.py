"""What was left out of a parcel, what is told one person alone, and what a channel held that is gone: each apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.falling_back import fall_back
from handover_policy.app.sending.private.asking import send_link
from handover_policy.app.sending.starting import sender_of
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.outbox.afterwards.unreached import unreached
from handover_policy.ledger.outbox.receiving import receive
from handover_policy.ledger.outbox.rows import NOT_THEIRS
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.people.asked_for import asked_for
from handover_policy.ports.channels import Accepted, Asked, Failed, Receipt, Unknown
from tests.deliveries.office import Remembering, hired, office, resigns


@pytest.mark.parametrize("state", ["delivered", "failed"])
def test_a_receipt_is_of_what_went_out_and_not_of_what_was_kept_back(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch, state: Any
):
    kept: list[str] = []

    def withheld(_: object, person: str, notice: Mapping[str, Any], known: object) -> str | None:
        assert known is not None
        if person == "E9" and not kept:
            kept.append(str(notice["key"]))
        return NOT_THEIRS if notice["key"] in kept else None

    monkeypatch.setattr("handover_policy.app.sending.packing.withheld", withheld)
    channels: Any = {"dingtalk": Remembering("dingtalk"), "email": (mail := Remembering("email"))}
    with office(tmp_path, database, **channels) as here:
        here.tell(hired("E9"), hired("E1", manager="E9"), hired("E2", manager="E9"), resigns("E1"), resigns("E2"))
        here.later(days=30)
        here.tell(hired("E3"))  # so that what fell due meanwhile is decided
        here.send()
        key = next(each.key for each in channels["dingtalk"].sent if each.to == "E9")
        before = len(mail.sent)
        channels["dingtalk"].asked = Asked(receipts=[Receipt(key=key, state=state, code=None)])
        with writing(here.service.engine) as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.parcel == key).values(next_attempt=0.0))
        here.send()
        rows = here.rows(person="E9", channel="dingtalk")
        assert {row["state"] for row in rows if row["notice"] in kept} == {"undeliverable"}
        assert state in {row["state"] for row in rows if row["notice"] not in kept}
        assert here.rows(channel="email", notice=kept[0]) == []
        assert (len(mail.sent) > before) is (state == "failed")


def test_a_private_message_that_cannot_be_packed_is_never_joined_with_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with office(tmp_path, email=(mail := Remembering("email"))) as here:
        here.tell(hired("E1"))
        send_link(here.service.engine, here.company, "E1", here.clock[0])
        whole = "handover_policy.app.sending.private.wording.PrivatePacking.pack"
        with monkeypatch.context() as broken:
            broken.setattr(whole, lambda *_: 1 / 0)
            here.send()
        assert [row["code"] for row in here.rows(person="E1")] == ["fault"]
        assert [row["parcel"] for row in here.rows(person="E1")] != [None]
        here.tell(resigns("E1"))
        here.later(seconds=10)
        here.send()
        assert len({each.key for each in mail.sent if each.to == "E1"}) == len(mail.sent) >= 2
        assert {row["state"] for row in here.rows(person="E1", channel="email")} == {"accepted"}


def test_another_channel_begins_without_the_doubts_of_the_first(tmp_path: Path, database: str):
    told: Any = {
        "sms": (text := Remembering("phone", tells_repeats=False, answers=[Unknown(code="timeout", reason="")])),
        "email": (mail := Remembering("email", tells_repeats=False)),
    }
    mail.answers = [Failed(code="450", reason="later", lasting=False), Accepted(provider_id="m")]
    with office(tmp_path, database, **told) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        with writing(here.service.engine) as connection:
            receipt = Receipt(key=text.sent[0].key, state="failed", code="UNDELIV")
            failed = receive(connection, "acme", "sms", [receipt], here.clock[0])
            view = view_of(connection, here.company, here.clock[0])
            fall_back(view, here.sender.desks["acme"].carriers, failed, here.clock[0].timestamp())
        here.send()
        assert [row["state"] for row in here.rows(person="E1", channel="email")] == ["waiting"]
        here.later(seconds=10)
        here.send()
        assert [row["state"] for row in here.rows(person="E1", channel="email")] == ["accepted"]


def test_where_a_text_message_goes_stands_there_before_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with office(tmp_path, sms=Remembering("phone", tells_repeats=False)) as here:
        here.tell(hired("E1"), resigns("E1"))
        monkeypatch.setattr(here.sender._carriers, "do", lambda _: None)  # killed before it is sent
        here.sender.turn()
        (row,) = here.rows(channel="sms", person="E1")
        assert (row["state"], row["address"]) == ("sending", "13800000001")


def test_a_channel_that_is_gone_leaves_nobody_without_an_address_who_has_one(tmp_path: Path, database: str):
    channels: Any = {
        "sms": Remembering("phone"),
        "email": Remembering("email"),
        "wecom": Remembering("wecom"),
        "dingtalk": Remembering("dingtalk", kind="dingtalk_todo"),
    }
    with office(tmp_path, database, **channels) as here:
        here.tell(hired("E2"), hired("E1"), resigns("E1"))
        send_link(here.service.engine, here.company, "E1", here.clock[0])
        desk = here.sender.desks["acme"]
        left = {name: carrier for name, carrier in desk.carriers.items() if name == "wecom"}
        here.sender.desks = {"acme": replace(desk, carriers=left)}
        here.send()
        found = {
            (row["notice"].partition("/")[0] if "/" in row["notice"] else "notice", row["channel"]): row["code"]
            for row in here.rows(person="E1")
            if row["channel"] not in {"portal", "wecom"} and row["state"] == "undeliverable"
        }
        assert found[("private", "email")] == found[("private", "sms")] == "channel-gone"
        assert found[("notice", "sms")] == "channel-not-set-up"
        assert {code for (kind, _), code in found.items() if kind == "todo"} <= {"channel-gone"}
        assert "no-address" not in found.values()
        assert [each.to for each in channels["wecom"].sent].count("E1") >= 1
        with reading(here.service.engine) as connection:
            assert "E1" not in {each.person for each in unreached(connection, "acme", 10)}
            assert [each.person for each in asked_for(connection, "acme", 10)] == ["E1"]
        here.noted()
        assert verify_ledger(here.service.engine, "acme", evaluator="compiled").differences == []


def test_a_list_of_things_to_do_takes_no_message_whatever_it_is_called(tmp_path: Path, database: str):
    tasks, mail = Remembering("dingtalk", kind="dingtalk_todo"), Remembering("email")
    with office(tmp_path, database, dingtalk=tasks, email=mail) as here:
        addresses = {"dingtalk": "d2"}
        here.tell(hired("E1"), hired("E2", addresses=addresses), resigns("E1"), resigns("E2"))
        send_link(here.service.engine, here.company, "E2", here.clock[0])
        here.send()
        assert all(each.item is not None and each.item.source != "acme/None" for each in tasks.sent)
        assert [each.to for each in mail.sent] == ["E1"]
        found = {row["code"] for row in here.rows(person="E2", channel="dingtalk") if row["item"] is None}
        assert "no-address" in {row["code"] for row in here.rows(person="E2")}
        assert "accepted" not in {row["state"] for row in here.rows(channel="dingtalk") if row["item"] is None}, found
        with reading(here.service.engine) as connection:
            assert [each.person for each in asked_for(connection, "acme", 10)] == ["E2"]


def test_what_waits_for_the_last_channel_of_a_company_is_let_go_of_when_that_is_gone(tmp_path: Path):
    with office(tmp_path, sms=Remembering("phone"), custom=Remembering("email")) as here:
        here.tell(hired("E1"), resigns("E1"))
        send_link(here.service.engine, here.company, "E1", here.clock[0])
        here.company.settings = replace(here.company.settings, channels={})
        sender = sender_of(here.service, lambda: None)
        assert sender is not None
        sender.work_off()
        assert here.rows(state="waiting") == []
        assert sender_of(here.service, lambda: None) is None


def test_what_was_on_its_way_on_a_channel_that_is_gone_is_unknown_to_somebody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with office(tmp_path, sms=Remembering("phone"), email=Remembering("email")) as here:
        here.tell(hired("E1"), resigns("E1"))
        monkeypatch.setattr(here.sender._carriers, "do", lambda _: None)  # killed before it is sent
        here.sender.turn()
        monkeypatch.undo()
        with writing(here.service.engine) as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == "sending").values(claimed_until=0.0))
        after = here.second_sender()
        desk = after.desks["acme"]
        after.desks = {"acme": replace(desk, carriers={"email": desk.carriers["email"]})}
        after.work_off()
        assert {(row["state"], row["code"]) for row in here.rows(channel="sms", person="E1")} == {
            ("unknown", "sender-died")
        }
