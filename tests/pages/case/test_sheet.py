"""Tests of the confirmation sheet: read in full, signed by each party, stale ones told, codes, silence, objections."""

from datetime import timedelta

import pytest

from tests.pages.case.company import (
    AUDITOR,
    CASE,
    HR,
    LEAVER,
    MANAGER,
    OTHER,
    STRANGER,
    SUCCESSOR,
    ServedCompany,
    hidden,
)
from tests.pages.running import text_of

SHEET = f"{CASE}/sheet"
MAY = {LEAVER: 200, SUCCESSOR: 200, MANAGER: 200, HR: 200, AUDITOR: 200, OTHER: 403, STRANGER: 403}


@pytest.mark.parametrize(("person", "status"), MAY.items())
def test_its_parties_see_the_sheet_and_who_sees_the_case(company: ServedCompany, person: str, status: int) -> None:
    answer = company.person(person).get(SHEET)
    assert answer.status_code == status
    assert "签署确认单</button>" not in answer.text  # the tasks are not finished


def test_each_party_signs_what_was_shown(own: ServedCompany) -> None:
    own.finish()
    digest = own.case()["sheet"]["sha256"]
    shown = text_of(own.person(SUCCESSOR).get(SHEET).text)
    for told in ("这是最新的第 1 版", "交接内容", "谁来签署", "它不改变工资、经济补偿等任何权利", digest):
        assert told in shown, told
    for person in (LEAVER, SUCCESSOR, MANAGER):
        answer = own.person(person).sheet(opinion="同意")
        assert answer.status_code == 303
        assert "确认单已签署" in text_of(own.person(person).get(answer.headers["location"]).text)
    told = [row["event"] for row in own.read(f"/v1{CASE}/history?limit=500").json()["history"]]
    signed = [each["data"] for each in told if each["type"] == "sheet.signed"]
    assert [(each["party"], each["by"], each["method"], each["sha256"]) for each in signed] == [
        ("leaver", LEAVER, "click", digest),
        ("successor", SUCCESSOR, "click", digest),
        ("manager", MANAGER, "click", digest),
    ]


def test_the_notice_on_personal_information_stands_before_a_first_signature_that_is_the_sheet(
    own: ServedCompany,
) -> None:
    own.finish()
    for person in (LEAVER, SUCCESSOR):
        page = own.person(person).get(SHEET).text
        assert "您可以在“我的个人信息”里查看、下载副本" in page
        unseen = own.person(person).sheet(page, notice="")
        assert unseen.status_code == 422
        assert "签署之前请先看这份告知" in text_of(unseen.text)
        assert own.person(person).sheet(page).status_code == 303
        told = [row["event"] for row in own.read(f"/v1{CASE}/history?limit=500").json()["history"]]
        assert told[-1]["noticeversion"] == hidden(page)["notice"]
        assert "签署前看过个人信息告知" in own.person(person).get("/me").text
    assert own.person(HR).do("reopen", task="E1/1:everyone.documents", reason="漏了附件").status_code == 303
    own.clock.moment += timedelta(minutes=5)
    own.finish()
    for person in (LEAVER, SUCCESSOR):
        assert "个人信息告知" not in own.person(person).get(SHEET).text
        assert own.person(person).sheet().status_code == 303
    told = [row["event"] for row in own.read(f"/v1{CASE}/history?limit=500").json()["history"]]
    assert "noticeversion" not in told[-1]


def test_the_box_is_to_be_ticked_and_the_comment_stays(own: ServedCompany) -> None:
    own.finish()
    leaver = own.person(LEAVER)
    page = leaver.get(SHEET).text
    answer = leaver.sheet(page, read="", opinion="两件工服<b>已还</b>")
    assert answer.status_code == 422
    assert "请先核对以上内容" in text_of(answer.text)
    assert "两件工服&lt;b&gt;已还&lt;/b&gt;</textarea>" in answer.text


def test_a_sheet_that_changed_says_what_changed_since_it_was_signed(own: ServedCompany) -> None:
    own.finish()
    leaver, successor = own.person(LEAVER), own.person(SUCCESSOR)
    looked = successor.get(SHEET).text
    assert leaver.sheet().status_code == 303
    assert own.person(HR).do("reopen", task="E1/1:everyone.documents", reason="漏了附件").status_code == 303
    own.clock.moment += timedelta(minutes=5)
    own.finish()
    stale = successor.sheet(looked, opinion="写好的意见")
    assert stale.status_code == 409
    shown = text_of(stale.text)
    assert "没有签署" in shown
    assert "写好的意见" in shown
    assert "更改 工作文档移交：" in shown
    assert "公司资产归还：王晓敏" not in shown.partition("交接内容")[0]
    own_page = text_of(leaver.get(SHEET).text)
    assert "您签过的第 1 版因此失效" in own_page
    assert "更改 工作文档移交：" in own_page
    assert successor.sheet().status_code == 303
    assert {sign["party"] for sign in own.case()["sheet"]["signatures"]} == {"successor"}


def test_who_stands_for_several_parties_signs_once(own: ServedCompany) -> None:
    own.tell("successor.assigned", LEAVER, successor=MANAGER, by=HR)
    own.finish()
    manager = own.person(MANAGER)
    assert "一次签署对各方都有效" in text_of(manager.get(SHEET).text)
    assert manager.sheet().status_code == 303
    assert {sign["party"] for sign in own.case()["sheet"]["signatures"]} == {"successor", "manager"}
    assert "签署确认单</button>" not in manager.get(SHEET).text


def test_an_objection_is_kept_with_its_reason(own: ServedCompany) -> None:
    own.finish()
    successor = own.person(SUCCESSOR)
    form = {**hidden(successor.get(SHEET).text.partition("<summary>提出异议")[2]), "step": "object"}
    csrf = hidden(successor.get(SHEET).text)["csrf"]
    assert successor.client.post(SHEET, data={**form, "csrf": csrf}).status_code == 422
    answer = successor.client.post(SHEET, data={**form, "csrf": csrf, "objection": "少了两家客户"})
    assert answer.status_code == 303
    assert "李建国的异议：少了两家客户" in text_of(own.person(LEAVER).get(SHEET).text)
    assert "异议等人事答复" not in text_of(own.person(LEAVER).get(SHEET).text)
    assert "现在签署，就表示您接受这一版" in text_of(successor.get(SHEET).text)
    assert "异议等人事答复" in text_of(successor.get("/").text)


def test_silence_reads_as_the_document_writes_it(own: ServedCompany) -> None:
    own.finish()
    own.clock.moment += timedelta(days=12)
    own.service.companies["acme"].lane.do(own.service.companies["acme"].lane.tick).result(30)
    shown = text_of(own.person(HR).get(SHEET).text)
    assert shown.count("逾期未提出异议，视为确认") == 2
    assert "已签署" not in shown


def test_a_code_of_the_person_s_own_is_asked_for_and_five_wrong_ones_lock(guarded: ServedCompany) -> None:
    guarded.finish()
    leaver, successor = guarded.person(LEAVER), guarded.person(SUCCESSOR)
    page = leaver.get(SHEET).text
    successor.get(SHEET)
    assert '<label for="otp">验证码</label>' in page
    assert leaver.sheet(page, code="").status_code == 422
    assert leaver.sheet(page, code=_other(guarded.code(LEAVER, "sheet"))).status_code == 422
    assert leaver.sheet(page, code=f" {guarded.code(LEAVER, 'sheet')} ").status_code == 303
    told = [row["event"] for row in guarded.read(f"/v1{CASE}/history?limit=500").json()["history"]]
    assert [each["data"]["method"] for each in told if each["type"] == "sheet.signed"] == ["reliable"]
    right = guarded.code(SUCCESSOR, "sheet")
    answers = [successor.sheet(code=_other(right)) for _ in range(5)]
    assert [each.status_code for each in answers] == [422] * 5
    assert "锁定 15 分钟" in text_of(answers[-1].text)
    assert successor.sheet(code=right).status_code == 422
    guarded.clock.moment += timedelta(minutes=15, seconds=1)
    successor.get(SHEET)
    assert successor.sheet(code=guarded.code(SUCCESSOR, "sheet")).status_code == 303


def test_hr_reads_the_codes_of_others_on_the_page_of_the_case_and_nobody_else_does(guarded: ServedCompany) -> None:
    guarded.finish()
    guarded.person(LEAVER).get(SHEET)
    code = guarded.code(LEAVER, "sheet")
    assert code in guarded.person(HR).get(CASE).text
    for person in (LEAVER, MANAGER, AUDITOR):
        assert code not in guarded.person(person).get(CASE).text
        assert code not in guarded.person(person).get(SHEET).text


def test_a_leaver_who_is_gone_still_reads_and_signs_and_a_replaced_successor_does_not(own: ServedCompany) -> None:
    successor = own.person(SUCCESSOR)
    assert successor.get(SHEET).status_code == 200
    own.tell("successor.assigned", LEAVER, successor=MANAGER, by=HR)
    assert successor.get(SHEET).status_code == 403
    own.finish()
    own.clock.moment += timedelta(days=40)
    own.forget()
    leaver = own.person(LEAVER)
    assert leaver.get(CASE).status_code == 403
    assert f'href="{SHEET}"' in leaver.get("/").text
    assert leaver.sheet().status_code == 303
    assert leaver.get("/cases/E2/1/sheet").status_code == 403


def test_a_code_lasts_ten_minutes_and_a_new_one_takes_its_place(guarded: ServedCompany) -> None:
    guarded.finish()
    leaver = guarded.person(LEAVER)
    page = leaver.get(SHEET).text
    first = guarded.code(LEAVER, "sheet")
    assert leaver.sheet(page, step="code").status_code == 200
    second = guarded.code(LEAVER, "sheet")
    guarded.clock.moment += timedelta(minutes=10, seconds=1)
    expired = leaver.sheet(page, code=second)
    assert expired.status_code == 422
    assert "已过期" in text_of(expired.text)
    assert first != second
    assert leaver.sheet(page, code=guarded.code(LEAVER, "sheet")).status_code == 303


def test_the_sheet_in_english(own: ServedCompany) -> None:
    own.finish()
    shown = text_of(own.person(MANAGER, "en").get(SHEET).text)
    for told in (
        "I have read and checked the above",
        "Sign the sheet",
        "Comment",
        "Object",
        "This is the newest version",
    ):
        assert told in shown, told


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"
