"""/certificate: nothing is shown before a code; each opening is noted; a link lives half a year."""

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from handover_policy.app.asking.view import view_of
from handover_policy.app.portal.own.certificate import certificate_for
from handover_policy.ledger.codes import codes_at_hand
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.personal.certificates import add_certificate_link
from tests.pages.rest.people import COMPANY, Portal

CASE = "E1003/1"


@pytest.fixture(scope="module", autouse=True)
def departure(portal: Portal) -> None:
    portal.hired("E1003", "赵倩", title="销售代表", contract_until="open")
    declared = {"cause": "mutual", "last_day": "2026-04-10", "by": "U-HR"}
    portal.tell("departure.declared", "E1003", declared, "2026-04-03T09:00:00+08:00")


def link(portal: Portal, case: str = CASE) -> str:
    token = add_certificate_link(portal.service.engine, COMPANY, case.partition("/")[0], case, portal.service.now())
    return f"/certificate/{token}"


def code(portal: Portal, person: str = "E1003") -> str:
    envelope = envelope_in(portal.service.settings.data)
    with reading(portal.service.engine) as connection:
        kept = codes_at_hand(connection, envelope, COMPANY, portal.service.now())
    return next(each.code for each in kept if (each.person, each.purpose) == (person, "certificate"))


@pytest.fixture
def nobody(portal: Portal) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=portal.address, timeout=60) as client:
        yield client


def test_nothing_is_shown_before_the_code(portal: Portal, nobody: httpx.Client) -> None:
    page = nobody.get(link(portal))

    assert page.status_code == 200
    assert "赵倩" not in page.text
    assert "E1003" not in page.text
    assert "验证码" in page.text


def test_the_right_code_opens_it_once_and_that_is_noted(portal: Portal, nobody: httpx.Client) -> None:
    path = link(portal)
    sent = nobody.post(f"{path}/code")
    told = code(portal)
    opened = nobody.post(path, data={"code": told})
    again = nobody.post(path, data={"code": told})

    assert sent.status_code == 200
    assert told not in sent.text
    assert opened.headers["content-type"] == "application/pdf"
    assert opened.content.startswith(b"%PDF-")
    assert again.status_code == 422
    assert "打开了离职证明" in portal.guest("E1003", kind="private").get("/me").text


def test_it_names_whose_it_is(portal: Portal) -> None:
    company = portal.service.companies[COMPANY]
    with reading(portal.service.engine) as connection:
        view = view_of(connection, company, portal.service.now())
        case = view.state.case(CASE)
        assert case is not None
        told = certificate_for(view, case, "zh-CN").written("html").decode()

    assert "赵倩" in told
    assert "离职员工" not in told


def test_who_left_no_private_phone_or_mail_is_told_how_the_code_comes(portal: Portal, nobody: httpx.Client) -> None:
    portal.hired("E1005", "周舟", addresses={"private_phone": "13800000000"})
    declared = {"cause": "mutual", "last_day": "2026-04-10", "by": "U-HR"}
    portal.tell("departure.declared", "E1005", declared, "2026-04-03T09:00:00+08:00")
    known, unknown = (nobody.post(f"{link(portal, case)}/code").text for case in ("E1005/1", CASE))

    assert "公司没有您的私人手机或邮箱" in unknown
    assert "验证码已发出" not in unknown
    assert "公司没有您的私人手机或邮箱" not in known


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour(portal: Portal, nobody: httpx.Client) -> None:
    path = link(portal)
    nobody.post(f"{path}/code")
    told = code(portal)
    wrong = "000000" if told != "000000" else "111111"

    answers = [nobody.post(path, data={"code": wrong}).status_code for _ in range(5)]
    locked = nobody.post(path, data={"code": told})

    assert answers == [422, 422, 422, 422, 429]
    assert locked.status_code == 429
    assert nobody.post(f"{path}/code").status_code == 429
    portal.clock.moment += timedelta(minutes=16)
    nobody.post(f"{path}/code")
    assert nobody.post(path, data={"code": code(portal)}).status_code == 200


def test_without_a_code_nothing_opens(portal: Portal, nobody: httpx.Client) -> None:
    answer = nobody.post(link(portal), data={"code": ""})

    assert answer.status_code == 422
    assert "请填写验证码" in answer.text


def test_a_form_of_another_site_is_not_taken(portal: Portal, nobody: httpx.Client) -> None:
    assert nobody.post(f"{link(portal)}/code", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_forged_link_is_not_found(nobody: httpx.Client) -> None:
    assert nobody.get("/certificate/forged").status_code == 404


def test_before_the_last_day_there_is_none(portal: Portal, nobody: httpx.Client) -> None:
    portal.hired("E1004", "孙莉")
    declared = {"cause": "mutual", "last_day": "2026-06-10", "by": "U-HR"}
    portal.tell("departure.declared", "E1004", declared, "2026-04-03T09:00:00+08:00")
    path = link(portal, "E1004/1")
    nobody.post(f"{path}/code")
    answer = nobody.post(path, data={"code": code(portal, "E1004")})

    assert answer.status_code == 422
    assert "还没有到最后工作日" in answer.text


def test_hr_makes_a_link_and_records_paper(portal: Portal, nobody: httpx.Client) -> None:
    hr = portal.guest("U-HR")
    made = hr.post(f"/cases/{CASE}/certificate", do="link")
    found = re.search(r'id="certificate-link">([^<]+)<', made.text)
    paper = hr.post(f"/cases/{CASE}/certificate", do="paper")

    assert found is not None
    assert nobody.get(found[1]).status_code == 200
    assert paper.status_code == 303
    assert "登记了已交付纸质离职证明" in hr.get(f"/cases/{CASE}/certificate").text
    assert "登记了已交付纸质离职证明" in portal.guest("E1003", kind="private").get("/me").text


def test_others_hand_nothing_out(portal: Portal) -> None:
    assert portal.guest("M200").get(f"/cases/{CASE}/certificate").status_code == 403
    assert portal.guest("U-AUD").post(f"/cases/{CASE}/certificate", do="link").status_code == 403
    assert portal.guest("U-HR").get("/cases/E9999/1/certificate").status_code == 404


def test_whoever_left_comes_to_it_from_their_own_page(portal: Portal) -> None:
    answer = portal.guest("E1003", kind="private").post("/me/certificate", case=CASE)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/certificate/")
    assert portal.guest("E1001").post("/me/certificate", case=CASE).status_code == 404


def test_an_expired_link_shows_nothing_and_asks_hr_for_another(portal: Portal, nobody: httpx.Client) -> None:
    path = link(portal)
    portal.clock.moment += timedelta(days=181)
    expired, coded = nobody.get(path), nobody.post(f"{path}/code")
    asked = [nobody.post(f"{path}/again").status_code for _ in range(2)]
    waiting = portal.guest("U-HR").get("/requests").text

    assert (expired.status_code, coded.status_code) == (410, 410)
    assert "重新发送链接" in expired.text
    assert asked == [200, 200]
    assert waiting.count("重新发送离职证明链接</h2>") == 1
