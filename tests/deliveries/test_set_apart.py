"""What was left out of a parcel, and what is told one person alone: nothing that becomes of others' messages counts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.falling_back import fall_back
from handover_policy.app.sending.private.asking import send_link
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.receiving import receive
from handover_policy.ledger.outbox.rows import NOT_THEIRS
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ports.channels import Accepted, Asked, Failed, Receipt, Unknown
from tests.deliveries.office import Remembering, hired, office, resigns


@pytest.mark.parametrize("state", ["delivered", "failed"])
def test_a_receipt_is_of_what_went_out_and_not_of_what_was_kept_back(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch, state: Any
):
    kept: list[str] = []

    def withheld(_: object, person: str, notice: Mapping[str, Any]) -> str | None:
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
