"""/agreements: nothing is signed unread, what is signed is what was shown, and its text stays."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from handover_policy.ledger.database import reading
from handover_policy.ledger.reading.own import rows_about
from tests.pages.rest.people import COMPANY, Portal, portal_in


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(Path(tmp_path_factory.mktemp("agreements"))) as made:
        for number in range(1, 6):
            made.hired(f"N{number}", "周子涵")
        yield made


def signed(portal: Portal, person: str) -> list[dict[str, Any]]:
    with reading(portal.service.engine) as connection:
        rows = rows_about(connection, COMPANY, person, ("agreement.signed",))
    return [orjson.loads(row.body or "") for row in rows]


def test_an_onerous_clause_has_a_checkbox_of_its_own(portal: Portal) -> None:
    page = portal.guest("N1").get("/agreements").text

    assert page.count("我已阅读本条</span>") == 1
    assert "重大利害关系，请细读" in page
    assert "损失多少、是不是因此造成，都由公司举证。" in page


def test_unread_nothing_is_signed(portal: Portal) -> None:
    guest = portal.guest("N1")
    answer = guest.post("/agreements", sha256=guest.hidden("/agreements", "sha256"))

    assert answer.status_code == 422
    assert "请先阅读并勾选" in answer.text
    assert signed(portal, "N1") == []


def test_signed_is_what_was_shown_once_with_the_notice_of_that_time(portal: Portal) -> None:
    guest = portal.guest("N2")
    page = guest.get("/agreements").text
    shown = guest.hidden("/agreements", "sha256")
    notice = re.search(r"告知版本 (\w+)", page)

    assert notice is not None
    first = guest.post("/agreements", act="twice", sha256=shown, read="clause.loss", notice=notice[1])
    second = guest.post("/agreements", act="twice", sha256=shown, read="clause.loss", notice=notice[1])

    assert (first.status_code, second.status_code) == (303, 303)
    (event,) = signed(portal, "N2")
    assert event["data"] == {
        "clauses": ["clause.handover", "clause.loss"],
        "policy_version": "1.1.0",
        "sha256": shown,
        "method": "click",
    }
    assert event["noticeversion"] == notice[1]
    assert event["source"] == "portal"


def test_afterwards_the_text_stands_as_it_was_and_no_notice_is_asked_again(portal: Portal) -> None:
    guest = portal.guest("N3")
    shown = {name: guest.hidden("/agreements", name) for name in ("sha256", "notice")}
    guest.post("/agreements", **shown, read="clause.loss")
    page = guest.get("/agreements?signed=1").text

    assert "签好了" in page
    assert "乙方违反本制度未办理交接" in page
    assert "个人信息告知</h3>" not in page


def test_a_version_signed_before_is_shown_with_its_own_text(portal: Portal) -> None:
    data = {"clauses": ["clause.handover"], "policy_version": "1.0.0", "sha256": "a" * 64, "method": "paper"}
    portal.tell("agreement.signed", "N4", data, "2026-04-02T09:00:00+08:00")
    page = portal.guest("N4").get("/agreements").text

    assert 'href="/policy?version=1.0.0"' in page
    assert "工作交接义务</summary>" in page
    assert "未交接造成损失的赔偿" in page


def test_another_text_than_the_one_shown_is_not_signed(portal: Portal) -> None:
    answer = portal.guest("N5").post("/agreements", sha256="0" * 64, read="clause.loss")

    assert answer.status_code == 409
    assert "条款刚刚有了变化" in answer.text
    assert signed(portal, "N5") == []


def test_no_clause_is_signed_under_another_notice_than_the_one_shown(portal: Portal) -> None:
    guest = portal.guest("N5")
    answer = guest.post(
        "/agreements", sha256=guest.hidden("/agreements", "sha256"), notice="0" * 12, read="clause.loss"
    )

    assert answer.status_code == 409
    assert signed(portal, "N5") == []


def test_whoever_is_no_employee_has_nothing_to_sign(portal: Portal) -> None:
    assert portal.guest("U-HR").get("/agreements").status_code == 403


def test_in_english(portal: Portal) -> None:
    page = portal.guest("N1", language="en").get("/agreements").text

    assert "I have read this clause</span>" in page
    assert ">Sign</button>" in page
