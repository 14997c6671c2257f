"""/me: what is kept of somebody is theirs to see, to take along, to have corrected; and nothing of anybody else's."""

import zipfile
from io import BytesIO
from typing import Any

import orjson
import pytest

from handover_policy.app.library import load_schemas
from tests.pages.rest.people import Portal

TOLD = {"addresses": {"private_phone": "13900000000"}}
ADDRESSES = TOLD if "addresses" in load_schemas()["events/employee.hired"]["properties"] else {}
"""Where somebody is reached, as far as events may tell it yet."""


@pytest.fixture(scope="module", autouse=True)
def departures(portal: Portal) -> None:
    told: dict[str, Any] = {"manager": "M200", **ADDRESSES}
    portal.hired("E1002", "李建国", "sales", **told)
    portal.tell("employee.changed", "E1002", {"department": "华东"}, "2026-04-02T09:00:00+08:00")
    declared = {"cause": "mutual", "last_day": "2026-04-10", "by": "U-HR"}
    portal.tell("departure.declared", "E1002", declared, "2026-04-03T09:00:00+08:00")


def packed(portal: Portal, person: str) -> dict[str, Any]:
    answer = portal.guest(person, kind="private").get("/me/copy")
    assert answer.headers["content-disposition"] == 'attachment; filename="personal-data.zip"'
    with zipfile.ZipFile(BytesIO(answer.content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_it_says_what_is_kept_for_what_until_when(portal: Portal) -> None:
    page = portal.guest("E1002", kind="private").get("/me").text

    assert "李建国" in page
    assert all(value in page for value in ADDRESSES.get("addresses", {}).values())
    assert "陈立" in page
    assert "用途：履行劳动合同和公司的法定义务。" in page
    assert "保存到 2028年4月10日 周一。" in page
    assert "保存到 2029年4月10日 周二。" in page


def test_it_is_reached_after_leaving_by_a_private_link(portal: Portal) -> None:
    assert portal.guest("E1002", kind="private").get("/me").status_code == 200


def test_a_copy_holds_what_is_theirs_and_nothing_else(portal: Portal) -> None:
    files = packed(portal, "E1002")

    assert {"README.txt", "person.json", "profile.json", "events.json", "messages.json"} <= set(files)
    assert orjson.loads(files["person.json"])["addresses"] == ADDRESSES.get("addresses", {})
    events = orjson.loads(files["events.json"])
    assert {each["event"]["subject"] for each in events} == {"E1002"}
    assert not any("王晓敏".encode() in content for content in files.values())


def test_a_copy_that_was_taken_is_noted(portal: Portal) -> None:
    packed(portal, "E1002")

    assert "下载了副本" in portal.guest("E1002", kind="private").get("/me").text


def test_a_request_is_answered_once_by_hr(portal: Portal) -> None:
    guest = portal.guest("E1002", kind="private")
    asked = [guest.post("/me/requests", act="same", kind="correction", text="部门写错了 <i>") for _ in range(2)]
    page = guest.get("/me").text
    hr, other = portal.guest("U-HR"), portal.guest("U-HR")
    board = hr.get("/requests").text
    name = hr.hidden("/requests", "request")

    assert [each.status_code for each in asked] == [303, 303]
    assert page.count("部门写错了 &lt;i&gt;") == 1
    assert "等答复" in page
    assert "5月13日" in page, "thirty days after the 13th of April"
    assert "部门写错了" in board
    assert hr.post("/requests", request=name, answer="").status_code == 422
    assert hr.post("/requests", request=name, answer="已更正").status_code == 303
    late = other.post("/requests", request=name, answer="又一次")
    assert late.status_code == 409
    assert "已经有人答复" in late.text
    assert "已更正" in guest.get("/me").text
    assert "又一次" not in guest.get("/me").text


def test_an_empty_request_asks_nothing(portal: Portal) -> None:
    answer = portal.guest("E1002", kind="private").post("/me/requests", kind="deletion", text=" ")

    assert answer.status_code == 422
    assert "请写明内容" in answer.text


def test_requests_are_for_hr_to_answer_and_auditors_to_read(portal: Portal) -> None:
    auditor = portal.guest("U-AUD")

    assert portal.guest("M200").get("/requests").status_code == 403
    assert auditor.get("/requests").status_code == 200
    assert auditor.post("/requests", request="x", answer="x").status_code == 403


def test_a_session_is_ended_by_its_owner_alone(portal: Portal) -> None:
    phone, desk = (portal.guest("E1002", kind="private") for _ in range(2))
    other = portal.guest("E1001")
    named = [part[:64] for part in desk.get("/me").text.split('name="session" value="')[1:]]

    assert other.post("/me/sessions", session=named[0]).status_code == 404
    for each in named:
        desk.post("/me/sessions", session=each)
    assert phone.get("/me").status_code == 401
    assert desk.get("/me").status_code == 401
    assert other.get("/me").status_code == 200


def test_whoever_asks_for_deletion_sees_what_stays_and_why_and_hr_carries_out_what_may_go(portal: Portal) -> None:
    guest, hr = portal.guest("E1002", kind="private"), portal.guest("U-HR")
    page = guest.get("/me").text
    why = "二年内查处），到 2029-04-10 为止，期满前不能删除。"
    assert why in page
    assert "劳动合同文本保存 2 年（按公司制度；法律依据：《劳动合同法》第五十条第三款" in page
    guest.post("/me/requests", act="gone", kind="deletion", text="请删除")
    board = hr.get("/requests").text
    assert why in board
    assert "答复并删除可以删除的内容" in board
    name = hr.hidden("/requests", "request")
    assert hr.post("/requests", request=name, answer="能删的已删").status_code == 303
    assert hr.post("/requests", request=name, answer="又一次").status_code == 409
    assert "能删的已删" in guest.get("/me").text
    assert "E1002" in orjson.loads(packed(portal, "E1002")["person.json"])["id"], "a copy is still given"
