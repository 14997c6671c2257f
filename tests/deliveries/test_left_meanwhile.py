"""People who left, moved or were replaced between writing and sending: what is theirs reaches them, nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.keeping.erasing import forget_people
from handover_policy.ledger.outbox.troubled import troubled
from tests.deliveries.office import NAMES, Office, Remembering, event, hired, office, resigns

MOVED = {"last_day": "2026-04-20", "agreed_by": "E9", "reason": "r"}
LAST_DAY = date(2026, 4, 1)
"""Of whoever resigns when the office begins."""


def standing(here: Office, person: str) -> set[tuple[str, str, str | None]]:
    found = [row for row in here.rows(person=person) if row["code"] != "channel-not-set-up"]
    return {(row["channel"], row["state"], row["code"]) for row in found if row["channel"] in here.channels}


def told_codes(here: Office, person: str) -> set[str]:
    return {each["code"] for each in here.noted() if each["to"] == person and "code" in each}


def test_a_leaver_gets_privately_what_is_about_themselves_and_the_record_says_so(tmp_path: Path) -> None:
    with office(tmp_path, dingtalk=Remembering("dingtalk"), email=(mail := Remembering("email"))) as here:
        here.tell(hired("E9"), hired("E1", manager="E9"), resigns("E1"))
        here.later(days=30)
        assert here.clock[0].date() == LAST_DAY
        here.send()
        assert standing(here, "E1") == {("dingtalk", "undeliverable", "no-address"), ("email", "accepted", None)}
        assert {each.address for each in mail.sent if each.to == "E1"} == {"e1@home.example"}
        noted = [each for each in here.noted() if (each["to"], each["channel"]) == ("E1", "email")]
        assert {each["address_kind"] for each in noted} == {"private_email"}


@pytest.mark.parametrize("days", [29, 30, 31])
def test_who_has_left_is_told_nothing_of_others_at_any_address(tmp_path: Path, days: int) -> None:
    with office(tmp_path, dingtalk=Remembering("dingtalk"), email=Remembering("email")) as here:
        here.tell(hired("E9"), resigns("E9"), hired("E1", manager="E9"))
        here.tell(resigns("E1"), event("last_day.changed", "E1", 1, **MOVED))
        here.later(days=days)
        here.send()
        told = {row["address"] for row in here.rows(person="E9", case_id="E1/1") if row["address"]}
        if days <= 30:  # their last day is a day of work: what is about others stays within the company
            assert told == {"dE9"}
        else:
            assert told == set()
            assert ("dingtalk", "undeliverable", "left") in standing(here, "E9")
            assert "left" in told_codes(here, "E9")
            assert [row for row in here.rows(person="E9", case_id="E1/1") if row["instead_of"]] == []
            with reading(here.service.engine) as connection:
                found = troubled(connection, "acme", ("channel-not-set-up",), None, 100)
            assert "left" in {each.code for each in found if each.person == "E9"}


def test_who_was_replaced_is_not_asked_any_more_and_nobody_has_to_look(tmp_path: Path) -> None:
    with office(tmp_path, dingtalk=(work := Remembering("dingtalk"))) as here:
        here.tell(hired("E9"), hired("E2"), hired("E3"), hired("E1", manager="E9"), resigns("E1"))
        here.tell(event("successor.assigned", "E1", 1, successor="E2", by="E9"))
        here.send()
        evidence = [{"kind": "file", "path": "a", "sha256": "0" * 64}]
        here.tell(event("task.submitted", "E1", 1, task="E1/1:sales.customers", by="E1", evidence=evidence))
        here.tell(event("successor.assigned", "E1", 2, successor="E3", by="E9"))
        work.sent.clear()
        here.send()
        (replaced,) = [each for each in work.sent if each.to == "E2"]  # that they are not the successor any more
        assert [each.to for each in work.sent if each.to == "E3"]
        assert ("dingtalk", "undeliverable", "not-theirs") in standing(here, "E2")
        assert "not-theirs" in told_codes(here, "E2")
        codes = {row["notice"]: row["code"] for row in here.rows(channel="dingtalk", person="E2")}
        assert len([code for code in codes.values() if code == "not-theirs"]) == 1
        assert replaced.title
        with reading(here.service.engine) as connection:
            found = troubled(connection, "acme", ("channel-not-set-up",), None, 100)
        assert "E2" not in {each.person for each in found}


def test_an_address_that_changed_meanwhile_is_the_one_that_counts(tmp_path: Path) -> None:
    with office(tmp_path, dingtalk=(work := Remembering("dingtalk"))) as here:
        here.tell(hired("E1"), resigns("E1"), event("employee.changed", "E1", 1, addresses={"dingtalk": "new"}))
        here.send()
        assert {each.address for each in work.sent if each.to == "E1"} == {"new"}
        assert {each["address"] for each in here.noted() if each["to"] == "E1"} == {"new"}


def test_who_was_erased_meanwhile_is_reached_nowhere(tmp_path: Path) -> None:
    channels: dict[str, Any] = {name: Remembering("email" if name == "email" else "dingtalk") for name in NAMES}
    with office(tmp_path, **channels) as here:
        here.tell(hired("E1"), resigns("E1"))
        with writing(here.service.engine) as connection:
            forget_people(connection, "acme", ["E1"])
        here.company.lane.ledger.forget()
        here.send()
        assert [each for channel in channels.values() for each in channel.sent if each.to == "E1"] == []
        assert {state for _, state, _ in standing(here, "E1")} == {"undeliverable"}
