"""/: what is somebody's beside tasks stands on their first page: nothing is said to be theirs while such is open."""

import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from tests.pages.rest.people import Portal

NOTHING = "现在没有轮到您的事"
LINKS = {"agreements": '<h3><a href="/agreements">', "certificate": 'href="/me#certificate"'}


@pytest.fixture(autouse=True)
def afterwards(portal: Portal) -> None:
    portal.clock.moment = datetime.fromisoformat("2026-04-02T10:00:00+08:00")


def test_clauses_to_sign_are_on_the_first_page_until_they_are_signed(portal: Portal) -> None:
    portal.hired("E3001", "林晨", role="sales", hired_on="2026-04-01")
    guest = portal.guest("E3001")
    page = guest.get("/").text

    assert LINKS["agreements"] in page
    assert NOTHING not in page
    assert "4月8日" in page
    read = guest.get("/agreements").text.split('name="read" value="')[1:]
    told: dict[str, Any] = {
        "read": [each.partition('"')[0] for each in read],
        "sha256": guest.hidden("/agreements", "sha256"),
    }
    guest.post("/agreements", notice=guest.hidden("/agreements", "notice"), **told)
    page = guest.get("/").text
    assert LINKS["agreements"] not in page
    assert NOTHING in page


def test_the_certificate_is_on_the_first_page_from_the_last_day_on(portal: Portal) -> None:
    portal.hired("E3003", "赵倩")
    declared = {"cause": "mutual", "last_day": "2026-04-10", "by": "U-HR"}
    portal.tell("departure.declared", "E3003", declared, "2026-04-03T09:00:00+08:00")
    before = portal.guest("E3003").get("/").text
    assert LINKS["certificate"] not in before
    assert "4月10日" in before
    portal.clock.moment = datetime.fromisoformat("2026-04-10T10:00:00+08:00")
    assert LINKS["certificate"] in portal.guest("E3003").get("/").text
    portal.clock.moment += timedelta(days=2)
    assert LINKS["certificate"] in portal.guest("E3003", kind="private").get("/").text


def test_what_was_signed_is_read_again_with_the_notice_and_in_the_copy(portal: Portal) -> None:
    portal.hired("E3005", "孙<b>磊", hired_on="2026-04-01")
    guest = portal.guest("E3005")
    read = guest.get("/agreements").text.split('name="read" value="')[1:]
    told: dict[str, Any] = {
        "read": [each.partition('"')[0] for each in read],
        "sha256": guest.hidden("/agreements", "sha256"),
    }
    clause = guest.get("/agreements").text.partition("<article")[2].partition('lang="zh-CN">')[2].partition("</p>")[0]
    guest.post("/agreements", notice=guest.hidden("/agreements", "notice"), **told)
    assert 'href="/me#notice"' in guest.get("/agreements").text
    assert "处理您的个人信息" in guest.get("/me").text
    with zipfile.ZipFile(BytesIO(guest.get("/me/copy").content)) as packed:
        page = packed.read("我的资料.html").decode()
    assert clause in guest.get("/agreements").text
    assert clause in page
    assert "处理您的个人信息" in page
    assert "<b>" not in page


@pytest.mark.parametrize(("typed", "says"), [({}, "是空的"), ({"number": "N1", "purchased_on": "昨天"}, "不是日期")])
def test_an_empty_section_and_a_day_that_is_none_are_not_saved(
    portal: Portal, typed: dict[str, str], says: str
) -> None:
    person = f"E4{len(typed)}"
    portal.hired(person, "徐芳", hired_on="2026-04-01")
    guest = portal.guest(person)
    fields = {f"new__0__{name}": typed.get(name, "") for name in ("number", "kind", "purchased_on", "issued_on")}
    seen = guest.get("/profile").text.partition('id="section-assets"')[2].partition('name="seen" value="')[2][:16]
    answer = guest.post("/profile/assets", seen=seen, do="save", **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert typed.get("purchased_on", "") in answer.text
    right = {**fields, "new__0__number": "N1", "new__0__purchased_on": "2025年3月1日"}
    assert guest.post("/profile/assets", seen=seen, do="save", **right).status_code == 303
