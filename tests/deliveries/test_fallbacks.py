"""Another channel for a message whose own one failed: once, and on one that can carry it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from handover_policy.ports.channels import Failed
from tests.deliveries.office import Remembering, hired, office, resigns

NEVER = Failed(code="40035", reason="no such user", lasting=True)


def test_two_channels_that_fail_together_have_one_in_their_place(tmp_path: Path, database: str):
    never: Any = {"sms": Remembering("phone", answers=[NEVER]), "dingtalk": Remembering("dingtalk", answers=[NEVER])}
    with office(tmp_path, database, **never, email=(mail := Remembering("email"))) as here:
        here.tell(hired("E1"), hired("E2", addresses={"email": "e2@acme.example"}), resigns("E1"), resigns("E2"))
        here.send()
        assert sorted(each.to for each in mail.sent) == ["E1", "E2"]
        states = {(each["channel"], each["state"]) for each in here.rows(person="E2")}
        assert {("sms", "undeliverable"), ("dingtalk", "undeliverable"), ("email", "accepted")} <= states


def test_no_list_of_things_to_do_and_no_template_is_taken_and_the_next_one_is_where_one_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("handover_policy.app.sending.falling_back.address_for", lambda *_, **__: "somewhere")
    channels: Any = {
        "texts": Remembering("phone"),
        "todo": Remembering("dingtalk", kind="dingtalk_todo"),
        "sms": Remembering("phone", answers=[NEVER]),
        "spare": Remembering("feishu"),
        "email": Remembering("email"),
    }
    with office(tmp_path, **channels) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        assert channels["texts"].sent == []
        assert all(each.item is not None for each in channels["todo"].sent)
        assert channels["spare"].sent == []
        assert len(channels["email"].sent) == 1
        found = {row["channel"]: (row["state"], row["instead_of"]) for row in here.rows(person="E1")}
        assert found["sms"] == ("failed", None)
        assert found["spare"] == ("undeliverable", "sms")
        assert found["email"] == ("accepted", "spare")


def test_a_message_none_of_whose_channels_is_set_up_finds_another_or_somebody_is_told(tmp_path: Path, database: str):
    with office(tmp_path, database, email=(mail := Remembering("email"))) as here:
        here.tell(hired("E1"), hired("E2", addresses={"phone": "13800000002"}), resigns("E1"), resigns("E2"))
        here.send()
        assert [each.to for each in mail.sent] == ["E1"]
        asked = [row for row in here.rows(person="E1") if row["channel"] != "portal"]
        assert {(row["channel"], row["state"], row["code"]) for row in asked} == {
            ("sms", "undeliverable", "channel-not-set-up"),
            ("dingtalk", "undeliverable", "channel-not-set-up"),
            ("wecom", "undeliverable", "channel-not-set-up"),
            ("email", "accepted", None),
        }
        codes = [row["code"] for row in here.rows(person="E2") if row["channel"] != "portal"]
        assert codes.count("no-address") == 1
        assert [(each["state"], each["code"]) for each in here.noted() if each["to"] == "E2"] == [
            ("undeliverable", "no-address")
        ]


def test_a_group_reaches_nobody_in_particular(tmp_path: Path):
    """What failed on a person's own channel goes out on another of theirs, whatever a group was told."""
    robot, mail = Remembering(None), Remembering("email")
    with office(tmp_path, dingtalk=robot, sms=Remembering("phone", answers=[NEVER]), email=mail) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        assert [each.to for each in robot.sent if each.to == "E1"] == ["E1"]
        assert [each.to for each in mail.sent] == ["E1"]
        assert [row["address"] for row in here.rows(channel="dingtalk", person="E1")] == [None]
        assert [each["group"] for each in here.noted() if each["channel"] == "dingtalk"]


def test_why_messages_do_not_go_out_stands_in_the_log_once(tmp_path: Path):
    with office(tmp_path, sms=Remembering("phone", answers=[NEVER])) as here:
        here.tell(*(event for each in ("E1", "E2", "E3") for event in (hired(each), resigns(each))))
        with capture_logs() as told:
            here.send()
        assert [each["code"] for each in told if each["event"] == "message-not-sent"] == ["40035"]
