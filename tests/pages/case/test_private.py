"""Links asked for anew and one-time codes reach their people by their own phone and mail, and hr where nothing does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from handover_policy.app.sending.sender import Sender
from handover_policy.app.sending.starting import sender_of
from handover_policy.app.serving.settings import ChannelSettings, CodeSettings
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.afterwards.unreached import note_unreached
from handover_policy.ledger.outbox.parcels import OutboxRow
from handover_policy.ledger.outbox.rows import NO_ADDRESS
from handover_policy.ledger.outbox.tables import OUTBOX
from tests.pages.case.company import ACME, HR, LEAVER, MANAGER, OTHER, SUCCESSOR, ServedCompany, hidden, serving
from tests.pages.running import SECONDS, text_of

KINDS = {"sms": "phone", "email": "email"}
WHOM = "请找人事部"


@dataclass(slots=True)
class Sending:
    """A company whose sender is turned by hand; what it sends lies in folders."""

    served: ServedCompany
    sender: Sender
    sinks: Path

    def sent(self, person: str) -> list[dict[str, Any]]:
        """Return what was sent to somebody."""
        self.sender.work_off(SECONDS)
        told = [json.loads(each.read_bytes()) for each in self.sinks.glob("*/*.json")]
        return [each for each in told if each["to"] == person and each["title"] in {"新的登录链接", "验证码"}]


@pytest.fixture(scope="module")
def sending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sending]:
    sinks = tmp_path_factory.mktemp("sinks")
    channels = {
        name: ChannelSettings(
            kind="sink", values={"folder": str(sinks / name), "stands_for": name, "address_kind": kind}
        )
        for name, kind in KINDS.items()
    }
    data = tmp_path_factory.mktemp("private")
    with serving(data, CodeSettings(sheet=True, acts=True), channels=channels) as served:
        own = {"private_phone": "13900000001", "private_email": "own@home.example"}
        served.tell("employee.changed", LEAVER, addresses=own)
        served.tell("employee.changed", OTHER, addresses=own)
        sender = sender_of(served.service, lambda: served.server.address)
        assert sender is not None
        yield Sending(served, sender, sinks)
        sender.stop()


@pytest.fixture
def stranger(sending: Sending) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sending.served.server.address, timeout=SECONDS) as client:
        yield client


def asked_anew(sending: Sending, stranger: httpx.Client, person: str) -> str:
    """Use a link up and ask for a new one, twice; return what the page says."""
    token = sending.served.token(person)
    assert stranger.post(f"/enter/{token}").status_code == 303
    stranger.cookies.clear()
    first, again = (stranger.post(f"/enter/{token}/again") for _ in range(2))
    assert (first.status_code, text_of(first.text)) == (200, text_of(again.text))
    return text_of(first.text)


def board(sending: Sending) -> str:
    return text_of(sending.served.person(HR).get("/board").text)


def test_a_new_link_is_sent_and_nobody_learns_whether_it_was(sending: Sending, stranger: httpx.Client) -> None:
    said = asked_anew(sending, stranger, LEAVER)
    assert asked_anew(sending, stranger, SUCCESSOR) == said
    assert WHOM in said
    page = board(sending)
    assert ("李建国 · 申请新的登录链接" in page, "王晓敏 · 申请新的登录链接" in page) == (True, False)
    assert sending.sent(SUCCESSOR) == []
    sms, mail = sorted(sending.sent(LEAVER), key=lambda each: str(each["channel"]), reverse=True)
    assert (sms["address"], mail["address"]) == ("13900000001", "own@home.example")
    assert sms["link"] == mail["link"]
    assert [stranger.post(sms["link"]).status_code for _ in range(2)] == [303, 410]


def test_a_code_is_sent_and_hr_does_not_see_it(sending: Sending) -> None:
    for person, seen in ((OTHER, False), (MANAGER, True)):
        visitor = sending.served.person(person)
        form = {**hidden(visitor.get("/resign").text), "kind": "resignation", "step": "send", "reason": "搬家"}
        asked = visitor.client.post("/resign", data=form)
        assert (asked.status_code, "已发到您本人的手机或邮箱" in asked.text) == (422, not seen)
        code = sending.served.code(person, "acts")
        assert code not in asked.text
        assert [code in each["text"] for each in sending.sent(person)] == ([] if seen else [True, True])
        assert (code in board(sending)) is seen
        assert visitor.client.post("/resign", data={**form, "code": code}).status_code == 303


def test_hr_reads_who_learns_of_nothing_and_notes_that_they_were_told(sending: Sending) -> None:
    told = OutboxRow("n" * 32, "email", 1, SUCCESSOR, "E1/1", 1, None, False, None)  # noqa: FBT003 - a row
    row = {**told._asdict(), "company": ACME, "state": "undeliverable", "code": NO_ADDRESS}
    with writing(sending.served.service.engine) as connection:
        connection.execute(OUTBOX.insert(), row)
        note_unreached(connection, ACME, [told], sending.served.clock())
    page = board(sending)
    assert "李建国 · 缺联系方式" in page
    assert "在邮件上没有地址，2 条消息送不到" in page
    hr = sending.served.person(HR)
    assert "位同事收不到消息" in text_of(hr.get("/").text)
    assert "收不到消息" not in text_of(sending.served.person(MANAGER).get("/").text)
    forms = re.findall(r'(?s)<form method="post" action="/board/unreached">.*?</form>', hr.get("/board").text)
    (form,) = (each for each in map(hidden, forms) if each["person"] == SUCCESSOR)
    assert hr.client.post("/board/unreached", data=form).status_code == 303
    assert "李建国 · 缺联系方式" not in board(sending)
