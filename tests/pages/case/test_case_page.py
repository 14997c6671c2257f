"""Tests of the page of a departure: who sees it, what stands on it, and its documents."""

import re

import pytest

from handover_policy.web.pages.routes import PAGES
from tests.pages.case.company import AUDITOR, CASE, HR, LEAVER, MANAGER, OTHER, STRANGER, SUCCESSOR, ServedCompany
from tests.pages.running import text_of

MAY = {LEAVER: 200, MANAGER: 200, HR: 200, AUDITOR: 200, SUCCESSOR: 403, OTHER: 403, STRANGER: 403}


@pytest.mark.parametrize(("person", "status"), MAY.items())
def test_a_departure_is_seen_by_its_leaver_their_manager_hr_and_auditors(
    company: ServedCompany, person: str, status: int
) -> None:
    assert company.person(person).get(CASE).status_code == status


@pytest.mark.parametrize("case", ["/cases/E1/2", "/cases/E77/1", "/cases/E1/0", "/cases/%2e%2e/1", "/cases/E1%2F1/1"])
def test_who_may_not_see_all_does_not_learn_which_departures_there_are(company: ServedCompany, case: str) -> None:
    assert company.person(STRANGER).get(case).status_code in {403, 404}
    assert company.person(HR).get(case).status_code == 404


def test_dates_and_who_is_waited_for_stand_first(company: ServedCompany) -> None:
    shown = text_of(company.person(HR).get(CASE).text)
    for told in ("通知期 30 天", "5月13日 周三", "现在等王晓敏", "一直不办会怎样", "离职证明和工资不受影响"):
        assert told in shown, told


def test_statutory_gates_wait_for_no_handover_and_stand_first(company: ServedCompany) -> None:
    page = company.person(LEAVER).get(CASE).text
    gates = re.findall(r'(?s)<div class="gate([ \w]*)">.*?<h3>(.*?)</h3>.*?<ul class="waits">(.*?)</ul>', page)
    assert [kind.strip() for kind, _, _ in gates] == ["dated", "dated", "", "none"]
    assert all("不等交接" in waits for kind, _, waits in gates if kind.strip() == "dated")
    assert "法律没有规定" in gates[3][2]  # who resigns is owed no severance, so nothing of hers is held
    assert "王晓敏" in gates[2][2]


def test_history_has_somebody_as_subject_newest_first(company: ServedCompany) -> None:
    lines = re.findall(r"(?s)<li><time.*?<div>(.*?)</div>", company.person(HR).get(CASE).text)
    assert [text_of(line) for line in lines][:2] == ["陈立指定李建国为接替者", "王晓敏提出离职，通知到达 个人发展"]


def test_each_date_gate_and_message_says_why_with_a_link_to_its_rule(company: ServedCompany) -> None:
    page = company.person(LEAVER).get(CASE).text
    assert page.count('href="/policy#days.regular"') == 1
    assert 'href="/policy#gate.certificate"' in page
    assert page.count('href="/policy#notice.') >= 1
    assert "《劳动合同法》" in page or "劳动合同法" in page


def test_each_why_says_of_what_and_shows_no_word_of_programs_but_under_technical_details(
    company: ServedCompany,
) -> None:
    page = company.person(LEAVER).get(CASE).text
    told = re.findall(r'(?s)<details class="why.*?<summary>(.*?)</summary>(.*?)<details class="traced">', page)
    assert len(told) > 3
    for summary, inside in told:
        assert re.fullmatch("为什么：.+", text_of(summary).strip())
        assert not re.search(r"[a-z]+\.[a-z_]+|（true）|没有值|台账", text_of(inside)), text_of(inside)


def test_whoever_reads_alone_is_told_so_and_the_leaver_is_spoken_to(company: ServedCompany) -> None:
    auditor, leaver = (text_of(company.person(each).get(CASE).text) for each in (AUDITOR, LEAVER))
    assert ("只读" in auditor, "您在这一页做的每件事" in auditor) == (True, False)
    assert "您一直不办的" in leaver


def test_english_says_the_same(company: ServedCompany) -> None:
    shown = text_of(company.person(HR, "en").get(CASE).text)
    for told in ("Departure of 王晓敏", "Assign successor", "Record absence", "Does not wait for the handover"):
        assert told in shown, told
    assert not re.search(r"\b(pages_case|case-states|effect\.)", shown)


def test_names_with_markup_are_text(company: ServedCompany) -> None:
    company.tell("resignation.submitted", STRANGER, form="written")
    page = company.person(HR).get("/cases/E9/1").text
    assert "<b>赵六</b>" not in page
    assert "&lt;b&gt;赵六&lt;/b&gt;" in page


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("name", ["task-list", "confirmation-sheet", "leaving-certificate", "handover-package"])
def test_documents_are_answered_to_pages_and_to_keys_alike(company: ServedCompany, name: str, form: str) -> None:
    page = company.person(LEAVER).get(f"{CASE}/documents/{name}.{form}")
    told = company.read(f"/v1/documents/E1/1/{name}.{form}")
    assert page.status_code == told.status_code == 200, (page.text, told.text)
    start = b"%PDF" if form == "pdf" else b"<!doctype html"
    assert page.content[: len(start)].lower() == told.content[: len(start)].lower() == start.lower()
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_documents_are_for_those_whose_case_it_is(company: ServedCompany) -> None:
    path = f"{CASE}/documents/confirmation-sheet.html"
    assert company.person(SUCCESSOR).get(path).status_code == 200  # a party of the sheet
    assert company.person(SUCCESSOR).get(f"{CASE}/documents/task-list.html").status_code == 403
    assert company.person(OTHER).get(path).status_code == 403
    for name in ("nothing.html", "task-list.docx", "..%2Ftask-list.html", "agreement-confirmation.html"):
        assert company.person(HR).get(f"{CASE}/documents/{name}").status_code == 404
        assert company.read(f"/v1/documents/E1/1/{name}").status_code == 404
    assert company.read("/v1/documents/E77/1/task-list.html").status_code == 404


def test_a_header_is_no_place_for_what_an_employee_is_called(company: ServedCompany) -> None:
    company.tell(
        "employee.hired", "E\n8", name="甲", role="sales", stage="regular", hired_on="2024-03-01", manager=OTHER
    )
    company.tell("resignation.submitted", "E\n8", form="written")
    answer = company.person(HR).get("/cases/E%250A8/1/documents/task-list.html")
    assert answer.status_code == 200
    assert "\n" not in answer.headers["content-disposition"]


def test_the_pages_of_a_case_have_their_paths() -> None:
    paths = {(route.path, method) for route in PAGES for method in route.methods or ()}
    case = "/cases/{employee}/{number}"
    for path, method in ((case, "GET"), (f"{case}/acts", "POST"), (f"{case}/sheet", "GET"), (f"{case}/sheet", "POST")):
        assert (path, method) in paths


def test_a_message_in_the_portal_has_arrived_and_no_channel_that_is_not_there_sends(company: ServedCompany) -> None:
    seen = text_of(company.person(HR).get(CASE).text)
    assert re.search("门户 · [^致]*已放入门户", seen)
    assert re.search("未设置渠道，不会发出：[^致]*钉钉", seen)
    assert "致 李建国 · 钉钉" not in seen
