"""Deliveries on the page of a case, on /me, in the copy and in the history: attempts, ids and receipts."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.asking.history import history_told
from handover_policy.app.asking.view import view_of
from handover_policy.app.portal.deliveries.sink import sunk, sunk_message
from handover_policy.ledger.database import reading
from handover_policy.ports.channels import Asked, Receipt
from tests.pages.deliveries.company import AUDITOR, BOARD, CASE, CODE, HR, LEAVER, MANAGER, Told, company


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with company(tmp_path_factory.mktemp("sent")) as made:
        made.office.later(seconds=11)
        key = next(each.key for each in made.office.channels["dingtalk"].sent if each.to == LEAVER)
        at = made.office.clock[0]
        receipts = [Receipt(key=key, state="delivered", at=at), Receipt(key=key, state="read", at=at)]
        made.office.channels["dingtalk"].asked = Asked(receipts=receipts)
        made.office.send()
        (portal,) = (each["notice"] for each in made.office.rows(person=HR, channel="portal"))
        assert made.client(HR).get(f"/messages/{portal}").status_code == 200
        made.office.noted()
        yield made


WHOLE = ("第 1 次发送：服务商已受理", "task-7", "dE1", "回执：已送达", "回执：已读", CODE)
OPENED = "本人在门户打开了这条消息"


@pytest.mark.parametrize(("person", "path"), [(HR, CASE), (AUDITOR, CASE), (LEAVER, CASE), (LEAVER, "/me")])
def test_attempts_ids_and_receipts_are_shown_to_hr_auditors_and_whom_they_are_for(
    told: Told, person: str, path: str
) -> None:
    page = told.text(person, path)
    assert [words for words in WHOLE if words not in page] == []
    assert (OPENED in page) is (person != LEAVER), "it is personnel's own message"


def test_a_manager_sees_how_messages_stand_and_no_addresses(told: Told) -> None:
    page = told.text(MANAGER, CASE)
    assert re.search(f"致 员工{LEAVER} · 钉钉 · [^致]*已读", page)
    assert [words for words in ("task-7", "dE1", CODE) if words in page] == []


PHONE, HIDDEN = "13800000001", "138****0001"


def test_only_whom_a_message_is_for_sees_its_number_in_full(told: Told) -> None:
    for person, path in ((HR, CASE), (AUDITOR, CASE), (HR, f"{BOARD}/deliveries")):
        page = told.text(person, path)
        assert PHONE not in page, (person, path)
        assert HIDDEN in page, (person, path)
    for path in (CASE, "/me"):
        page = told.text(LEAVER, path)
        assert PHONE in page, path
        assert HIDDEN not in page, path
    with reading(told.office.service.engine) as connection:
        view = view_of(connection, told.office.company, told.office.clock[0])
        deliveries = [
            each
            for entry in history_told(view, "E1/1", 0, 1000).entries
            for each in (entry.get("delivery"), *_standings(entry))
            if each
        ]
    assert {each["address"] for each in deliveries if each["channel"] == "sms" and "address" in each} == {HIDDEN}
    assert any(each.get("address") == PHONE for each in told.office.noted())


def _standings(entry: Any) -> Iterator[Any]:
    for effect in entry.get("effects", ()):
        yield from effect.get("deliveries", ())


def test_a_leaver_sees_nothing_of_messages_to_others(told: Told) -> None:
    raw = told.client(LEAVER).get(CASE).text
    assert "u-hr" not in raw.lower()
    assert "人事部" in raw


def test_the_copy_holds_every_delivery_with_what_was_told_of_it(told: Told) -> None:
    packed = zipfile.ZipFile(BytesIO(told.client(LEAVER).get("/me/copy").content))
    rows = json.loads(packed.read("deliveries.json"))
    (work,) = (each for each in rows if each["channel"] == "dingtalk")
    assert (work["state"], work["provider_id"], work["address"], work["attempts"]) == ("read", "task-7", "dE1", 1)
    assert [each["state"] for each in work["told"]] == ["accepted", "delivered", "read"]
    (sms,) = (each for each in rows if each["channel"] == "sms")
    assert (sms["state"], sms["code"]) == ("failed", CODE)
    assert all(each["title"] and each["text"] for each in rows)
    assert work["title"] == sms["title"]
    assert "deliveries.json" in packed.read("README.txt").decode()


def test_the_history_of_the_case_holds_the_same(told: Told) -> None:
    with reading(told.office.service.engine) as connection:
        found = history_told(view_of(connection, told.office.company, told.office.clock[0]), "E1/1", 0, 1000)
    entries: Any = found.entries
    marks = [each["delivery"] for each in entries if each["kind"] == "delivery"]
    assert {"accepted", "delivered", "read", "failed", "unknown"} <= {each["state"] for each in marks}
    sent = [
        one
        for entry in entries
        for effect in entry.get("effects", ())
        for one in effect.get("deliveries", ())
        if one["channel"] == "dingtalk" and effect["to"] == LEAVER
    ]
    assert {"task-7"} == {each["provider_id"] for each in sent}


def test_the_board_says_by_what_messages_go_out_and_what_is_not_set_up(told: Told) -> None:
    page = told.text(HR, BOARD)
    for words in ("短信（阿里云短信）", "企业微信（应用消息）", "钉钉（工作通知）", "还没有设置："):
        assert words in page, words
    assert "收件夹" not in page


def test_a_sink_gives_its_own_files_alone(tmp_path: Path) -> None:
    name = "20260413T020000.000000Z-abc.json"
    folder = tmp_path / "sms"
    (folder / ".kept").mkdir(parents=True)
    (folder / name).write_text('{"title": "t"}', encoding="utf-8")
    (folder / "20260413T030000.000000Z-broken.json").write_text("{", encoding="utf-8")
    (tmp_path / name).write_text("{}", encoding="utf-8")
    folders = {"sms": folder, "email": tmp_path / "nowhere"}
    found = sunk(folders, "", "", 10)
    assert (found.counts, [each.file for each in found.shown]) == ({"sms": 2, "email": 0}, [name])
    assert sunk(folders, "", name, 10).shown == []
    attached = {"name": "sheet.pdf", "content": "QUJD" * 1000}
    (folder / name).write_text(json.dumps({"title": "t", "attachments": [attached]}), encoding="utf-8")
    whole = sunk_message(folders, "sms", name)
    assert whole is not None
    assert '"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD…"' in whole.written
    for channel, file in (("sms", f"../{name}"), ("..", name), ("email", name), ("sms", ".kept"), ("dingtalk", name)):
        assert sunk_message(folders, channel, file) is None, (channel, file)
