"""The board as a table for a spreadsheet: all that is asked for, nobody else's, and no cell a formula."""

import csv
from io import StringIO

import httpx

from tests.pages.board.company import HR, Visitor, resigned
from tests.service.api.serving import Served, event


def rows(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="departures-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def leaving(served: Served) -> None:
    name = '=HYPERLINK("https://evil.example","点")'
    served.tell(
        event("employee.changed", "E1", "n", "2026-04-01T08:00:00+08:00", {"name": name, "department": "@总部"}),
        resigned("E1"),
        resigned("E3", at="2026-03-20T09:00:00+08:00", requested_last_day="2026-04-15"),
    )


def test_it_holds_what_the_board_is_asked_for_and_no_formula(acme: Served) -> None:
    leaving(acme)
    visitor = Visitor(acme, HR)
    head, *found = rows(visitor.get("/board/cases.csv"))
    assert head[:5] == ["工号", "姓名", "部门", "状态", "最后工作日"]
    assert [each[0] for each in found] == ["E3", "E1"]
    assert found[0][3:5] == ["进行中", "2026-04-15"]
    assert "逾期" in found[0][8]
    assert found[1][1:3] == ['\'=HYPERLINK("https://evil.example","点")', "'@总部"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in found for cell in row)
    assert [each[0] for each in rows(visitor.get("/board/cases.csv?q=e3"))[1:]] == ["E3"]
    page = visitor.get("/board?due=overdue").text
    assert 'href="/board/cases.csv?due=overdue&amp;page=1"' in page
    assert "下载 CSV</a>" in page
    assert rows(Visitor(acme, HR, "en").get("/board/cases.csv"))[0][0] == "Number"


def test_it_holds_more_than_a_page_and_those_that_are_over(acme: Served) -> None:
    people = [f"X{number:03}" for number in range(60)]
    told = {"role": "sales", "stage": "regular", "hired_on": "2024-03-01"}
    at = "2026-03-02T09:00:00+08:00"
    for start in range(0, 60, 30):
        part = people[start : start + 30]
        acme.tell(*(event("employee.hired", each, f"h-{each}", at, {**told, "name": each}) for each in part))
        acme.tell(*(resigned(each) for each in part))
    withdrawn = {"accepted_by": HR}
    acme.tell(event("resignation.withdrawn", "X000", "back", "2026-04-11T09:00:00+08:00", withdrawn))
    visitor = Visitor(acme, HR)
    assert len(rows(visitor.get("/board/cases.csv"))) == 60
    assert {each[0] for each in rows(visitor.get("/board/cases.csv?state=any"))[1:]} == set(people)


def test_managers_get_their_people_and_employees_nothing(acme: Served) -> None:
    leaving(acme)
    assert [each[0] for each in rows(Visitor(acme, "M1").get("/board/cases.csv"))[1:]] == ["E1"]
    assert Visitor(acme, "E2").get("/board/cases.csv").status_code == 403
