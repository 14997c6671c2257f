"""What goes wrong with one message, one channel or one company stays with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import update

from handover_policy.app.sending.turns import Desk
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.settling import settle
from handover_policy.ledger.tables import LEDGER
from handover_policy.ports.channels import Accepted, Asked, Failed, Receipt
from tests.deliveries.office import BEGIN, Office, Remembering, hired, office, resigns

PEOPLE = [f"E{number}" for number in range(1, 6)]
BUSY = Failed(code="http-503", reason="busy", lasting=False)


class Raising(dict[str, Any]):
    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("no channels today")


def test_a_company_that_cannot_be_served_holds_up_no_other(tmp_path: Path):
    with office(tmp_path, sms=(sms := Remembering("phone"))) as here:
        here.tell(hired("E1"), resigns("E1"))
        company = cast("Any", SimpleNamespace(id="broken"))
        here.sender.desks = {"broken": Desk(company=company, carriers=Raising(), by="me"), **here.sender.desks}
        with pytest.raises(RuntimeError, match="no channels today"):
            here.sender.work_off()
        assert len(sms.sent) == 1
        assert [row["state"] for row in here.rows(channel="sms")] == ["accepted"]


def test_whatever_a_provider_says_is_written(tmp_path: Path, database: str):
    odd: Any = {"a": ["\0"]}
    sms = Remembering("phone", answers=[Failed(code="a\0b", reason="\ud83d says no\0", lasting=True)])
    work = Remembering("dingtalk", answers=[Accepted(provider_id=odd, ask_after=1)])
    with office(tmp_path, database, sms=sms, dingtalk=work) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        (row,) = here.rows(channel="sms")
        assert (row["state"], row["code"], row["reason"]) == ("failed", "a\ufffdb", "\ufffd says no\ufffd")
        (row,) = here.rows(channel="dingtalk", person="E1")
        assert row["state"] == "accepted"
        assert "a" in row["provider_id"]
        never = BEGIN.replace(year=1, tzinfo=BEGIN.tzinfo)
        key = next(each.key for each in work.sent if each.to == "E1")
        work.asked = Asked(receipts=[Receipt(key=key, state="failed", code="\0", reason="\ud800", at=never)])
        here.later(seconds=2)
        here.send()
        (row,) = here.rows(channel="dingtalk", person="E1")
        assert (row["state"], row["code"]) == ("failed", "\ufffd")
        assert len(here.noted()) >= 3


def test_of_results_that_cannot_be_written_together_only_the_bad_one_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def some(connection: Any, company: str, by: str, settled: Any) -> Any:
        if any((each.parcel.person, each.standing.state) == ("E3", "accepted") for each in settled):
            raise ValueError("unfit")
        return settle(connection, company, by, settled)

    monkeypatch.setattr("handover_policy.app.sending.carrying.done.settle", some)
    with office(tmp_path, sms=(sms := Remembering("phone", tells_repeats=False))) as here:
        here.tell(*(hired(each) for each in PEOPLE), *(resigns(each) for each in PEOPLE))
        here.send()
        assert len(sms.sent) == len(PEOPLE)
        states = {row["person"]: (row["state"], row["code"]) for row in here.rows(channel="sms")}
        assert states.pop("E3") == ("unknown", "fault")
        assert set(states.values()) == {("accepted", None)}


def spoil(here: Office, channel: str, person: str, told: str | None) -> None:
    """Spoil the decision of a message, so that it cannot be packed; None erases it."""
    row = min(here.rows(channel=channel, person=person), key=lambda each: (each["position"], each["notice"]))
    with writing(here.service.engine) as connection:
        mine = LEDGER.c.position == row["position"]
        decision = connection.execute(LEDGER.select().where(mine)).one().decision
        spoiled = None if told is None else decision.replace('"recipient":{', f'"recipient":{told},"of":{{')
        connection.execute(update(LEDGER).where(mine).values(decision=spoiled))


def test_a_message_that_cannot_be_packed_takes_no_other_with_it(tmp_path: Path):
    with office(tmp_path, sms=(sms := Remembering("phone"))) as here:
        here.tell(*(hired(each) for each in PEOPLE), *(resigns(each) for each in PEOPLE))
        spoil(here, "sms", "E3", '["x"]')
        here.send()
        assert sorted(each.to for each in sms.sent) == ["E1", "E2", "E4", "E5"]
        (row,) = here.rows(channel="sms", person="E3")
        assert (row["state"], row["code"], row["attempts"]) == ("waiting", "fault", 1)


@pytest.mark.parametrize("told", [None, '["x"]'])
def test_a_message_that_cannot_be_told_is_no_part_of_a_joined_one(tmp_path: Path, told: str | None):
    with office(tmp_path, dingtalk=(group := Remembering(None))) as here:
        here.tell(*(hired(each) for each in PEOPLE), *(resigns(each) for each in PEOPLE))
        of_hr = Counter(row["person"] for row in here.rows(channel="dingtalk")).most_common(1)[0][0]
        spoil(here, "dingtalk", of_hr, told)
        here.send()
        (parcel,) = (each for each in group.sent if each.to == of_hr)
        rows = here.rows(channel="dingtalk", person=of_hr)
        (left,) = (row for row in rows if row["state"] != "accepted")
        expected = ("undeliverable", "erased") if told is None else ("waiting", "fault")
        assert (left["state"], left["code"], left["parcel"]) == (*expected, None)
        assert {row["parcel"] for row in rows if row is not left} == {parcel.key}
        assert str(len(rows) - 1) in parcel.title


def test_links_that_cannot_be_written_cost_no_attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with office(tmp_path, dingtalk=(work := Remembering("dingtalk"))) as here:
        here.tell(hired("E1"), resigns("E1"))
        monkeypatch.setattr("handover_policy.app.sending.carrying.packer.write_links", lambda *_, **__: 1 / 0)
        here.send()
        assert {(row["state"], row["attempts"]) for row in here.rows(channel="dingtalk")} == {("waiting", 0)}
        monkeypatch.undo()
        here.later(seconds=6)
        here.send()
        assert {(row["state"], row["attempts"]) for row in here.rows(channel="dingtalk", person="E1")} == {
            ("accepted", 1)
        }
        assert len({each.key for each in work.sent}) == len(work.sent)


@dataclass(slots=True)
class Deaf(Remembering):
    """A channel that cannot be asked at first."""

    fault: bool = True

    def ask(self, *_: object) -> Asked:
        if self.fault:
            raise OSError("no line")
        return self.asked


def test_a_question_that_went_wrong_is_asked_again(tmp_path: Path):
    work = Deaf("dingtalk", answers=[Accepted(provider_id="p", ask_after=1)])
    with office(tmp_path, dingtalk=work) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        here.later(seconds=2)
        here.send()
        key = next(each.key for each in work.sent if each.to == "E1")
        work.fault, work.asked = False, Asked(receipts=[Receipt(key=key, state="delivered")])
        here.later(seconds=121)
        here.send()
        assert [row["state"] for row in here.rows(channel="dingtalk", person="E1")] == ["delivered"]


def test_a_provider_that_wants_to_be_left_alone_is(tmp_path: Path):
    blocked = replace(BUSY, code="410100", wait=600.0)
    robot = Remembering("dingtalk", answers=[blocked, Accepted(provider_id="p")])
    with office(tmp_path, dingtalk=robot) as here:
        here.sender._places._most = 2  # one at once
        here.tell(*(hired(each) for each in PEOPLE), *(resigns(each) for each in PEOPLE))
        here.send()
        assert len(robot.sent) == 1
        assert {row["attempts"] for row in here.rows(channel="dingtalk", state="waiting")} == {0, 1}
        here.later(seconds=601)
        here.send()
        assert here.rows(channel="dingtalk", state="waiting") == []
        assert len(robot.sent) > 1


def test_a_provider_that_asks_for_years_is_asked_tomorrow(tmp_path: Path):
    with office(tmp_path, sms=Remembering("phone", answers=[replace(BUSY, wait=float("inf"))])) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        (row,) = here.rows(channel="sms")
        assert row["next_attempt"] == here.clock[0].timestamp() + 86_400
