"""The board: who sees which cases in which order, what waits for them, and how a new company begins."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handover_policy.ledger.codes import CodeOf, codes_at_hand, make_code
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from tests.pages.board.company import HR, Visitor, resigned, words
from tests.service.api.serving import ACME, Clock, Served, event, serving


def two_leave(served: Served) -> Served:
    """Tell of two departures: one whose last day is near and whose tasks are late, one that has time."""
    served.tell(
        resigned("E1", at="2026-04-10T09:00:00+08:00"),
        resigned("E3", at="2026-03-20T09:00:00+08:00", requested_last_day="2026-04-15"),
    )
    return served


@pytest.fixture(scope="module")
def leaving(shared: Served) -> Served:
    return two_leave(shared)


def test_hr_sees_all_departures_those_with_late_tasks_first(leaving: Served) -> None:
    page = Visitor(leaving, HR).text("/board")
    assert page.index("刘洋 E3") < page.index("王晓敏 E1")
    assert "进行中 2" in page
    assert "逾期" in page[page.index("刘洋 E3") : page.index("王晓敏 E1")]


def test_who_is_waited_for_stands_there_by_name_with_the_step_and_since_when(leaving: Served) -> None:
    page = Visitor(leaving, HR).text("/board")
    assert "王晓敏 离职员工" in page
    assert "轮到" in page


def test_a_manager_sees_their_own_people_and_an_employee_no_board(leaving: Served) -> None:
    page = Visitor(leaving, "M1").text("/board")
    assert ("王晓敏" in page, "刘洋" in page) == (True, False)
    assert "进行中 1" in page
    assert Visitor(leaving, "E2").get("/board").status_code == 403


def test_a_manager_sees_those_who_report_through_others_and_a_circle_ends(acme: Served) -> None:
    changes = [
        event("employee.changed", "M2", "c1", "2026-04-12T09:00:00+08:00", {"manager": "M1"}),
        event("employee.changed", "M1", "c2", "2026-04-12T09:01:00+08:00", {"manager": "M2"}),
    ]
    two_leave(acme).tell(*changes)
    page = Visitor(acme, "M1").text("/board")
    assert ("王晓敏" in page, "刘洋" in page) == (True, True)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=王", {"E1"}),
        ("q=e3", {"E3"}),
        ("q=%25", set[str]()),
        ("department=研发部", {"E3"}),
        ("due=overdue", {"E3"}),
        ("due=statutory", {"E3"}),
        ("state=over", set[str]()),
        ("state=any", {"E1", "E3"}),
        ("state=nonsense&due=nonsense&page=-7", {"E1", "E3"}),
        ("page=99999", {"E1", "E3"}),
    ],
)
def test_filters_show_what_they_ask_for(leaving: Served, asked: str, shown: set[str]) -> None:
    page = Visitor(leaving, HR).text(f"/board?{asked}")
    assert {person for person in ("E1", "E3") if f"{person} ·" in page} == shown


def test_the_employers_duties_stand_first_among_what_hr_has_to_do(acme: Served) -> None:
    two_leave(acme).tell(
        event("withdrawal.requested", "E1", "stay", "2026-04-12T09:00:00+08:00", {"reason": "家里有变化"})
    )
    page = Visitor(acme, HR).text("/board")
    assert page.index("刘洋 · 出具离职证明") < page.index("王晓敏 · 请求撤回离职")
    assert "家里有变化" in page
    of_manager = Visitor(acme, "M1").text("/board")
    assert ("王晓敏 · 请求撤回离职" in of_manager, "出具离职证明" in of_manager) == (True, False)


def test_what_is_missing_is_named_to_whoever_may_do_something_about_it(acme: Served) -> None:
    two_leave(acme)
    of_manager = Visitor(acme, "M1").text("/board")
    assert "王晓敏 · 还没有接替者" in of_manager
    assert "没有设置渠道" not in of_manager
    by_manager = {"successor": "E2", "by": "M1"}
    acme.tell(event("successor.assigned", "E1", "named", "2026-04-12T08:00:00+08:00", by_manager))
    assert "还没有接替者" not in Visitor(acme, "M1").text("/board")
    acme.tell(resigned("E2", at="2026-04-12T09:00:00+08:00", requested_last_day="2026-04-20"))
    assert "王晓敏 · 接替者李建国也要离开" in Visitor(acme, "M1").text("/board")
    acme.clock.moment = datetime(2026, 4, 16, 2, tzinfo=UTC)
    of_hr = Visitor(acme, HR).text("/board")
    assert "刘洋 · 最后工作日已过，还没有登记离开" in of_hr
    assert "没有设置渠道，不会发出" in of_hr
    assert "刘洋" in of_hr.partition("没有登记电话和邮箱")[2]
    assert "请登记离开" in Visitor(acme, HR).text("/cases/E3/1")
    acme.tell(event("employee.left", "E3", "left", "2026-04-16T10:00:00+08:00", {"on": "2026-04-15"}))
    assert "还没有登记离开" not in Visitor(acme, HR).text("/board")


def test_a_request_to_stay_that_was_declined_waits_no_longer(acme: Served) -> None:
    asks, no = "withdrawal.requested", "withdrawal.declined"
    two_leave(acme).tell(event(asks, "E1", "stay", "2026-04-12T09:00:00+08:00", {"reason": "家里有变化"}))
    visitor = Visitor(acme, HR)
    assert "请求撤回离职" in visitor.text("/board")
    acme.tell(event(no, "E1", "no", "2026-04-12T10:00:00+08:00", {"case": "E1/1", "by": HR, "reason": "已有人接任"}))
    assert "请求撤回离职" not in visitor.text("/board")
    acme.tell(event(asks, "E1", "again", "2026-04-12T11:00:00+08:00", {"reason": "想留下"}))
    assert visitor.text("/board").count("请求撤回离职") == 1
    acme.tell(event("resignation.withdrawn", "E1", "yes", "2026-04-12T12:00:00+08:00", {"accepted_by": HR}))
    assert "请求撤回离职" not in visitor.text("/board")


def test_what_somebody_asks_about_their_data_waits_on_the_board_until_it_is_answered(acme: Served) -> None:
    asks = Visitor(acme, "E1")
    for kind, text in (("correction", "部门写错了 <i>"), ("deletion", "请删除旧地址")):
        assert asks.post("/me/requests", "/me", kind=kind, text=text).status_code == 303
    acme.clock.moment += timedelta(days=9)
    visitor = Visitor(acme, HR)
    page = visitor.get("/board")
    told = words(page)
    assert "王晓敏 · 申请更正 5月13日" in told
    assert "还有 21 天" in told
    assert ("部门写错了 <i>" in told, "等答复 2" in told) == (True, True)
    named = re.findall(r'href="(/requests#(request-[^"]+))"', page.text)
    assert len(named) == 2
    assert all(f'id="{name}"' in visitor.get(path).text for path, name in named)
    for _, name in named:
        answered = {"request": name.removeprefix("request-"), "answer": "已办"}
        assert visitor.post("/requests", "/board", **answered).status_code == 303
    assert "申请更正" not in visitor.text("/board")
    assert "申请更正" not in Visitor(acme, "M1").text("/board")


def test_names_are_shown_as_they_are_and_never_as_markup(acme: Served) -> None:
    name = "<script>alert(1)</script>😀 " + "长" * 60
    acme.tell(event("employee.changed", "E1", "n", "2026-04-12T08:00:00+08:00", {"name": name}), resigned("E1"))
    answer = Visitor(acme, HR).get("/board")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_fifty_stand_on_a_page_and_the_next_page_goes_on(acme: Served) -> None:
    people = [f"X{number:03}" for number in range(60)]
    for start in range(0, 60, 30):
        part = people[start : start + 30]
        acme.tell(*(hired_under_nobody(each) for each in part))
        acme.tell(*(resigned(each) for each in part))
    visitor = Visitor(acme, HR)
    first, second = visitor.text("/board"), visitor.text("/board?page=2")
    assert ("显示第 1 至 50 件，共 60 件" in first, "显示第 51 至 60 件，共 60 件" in second) == (True, True)
    assert all((f"{each} " in first) != (f"{each} " in second) for each in people)


def test_where_very_much_depends_on_somebody_what_waits_for_others_is_shown_by_pages(acme: Served) -> None:
    people = [f"Y{number:03}" for number in range(45)]
    told = {"role": "sales", "stage": "regular", "hired_on": "2024-03-01", "manager": "M1"}
    for start in (0, 25):
        part = people[start : start + 25]
        at = "2026-03-02T09:00:00+08:00"
        acme.tell(*(event("employee.hired", each, f"hired-{each}", at, {**told, "name": each}) for each in part))
        acme.tell(*(resigned(each) for each in part))
    manager = Visitor(acme, "M1")
    first = manager.get("/").text
    assert 'href="/?waiting=1#waiting"' in first
    pages = [manager.get(f"/?waiting={number}").text.partition('<section id="waiting">')[2] for number in (1, 2)]
    named = [set(re.findall(r"/tasks/(Y\d+)/", page)) for page in pages]
    assert (len(named[0]), len(named[1]), named[0] | named[1]) == (40, 5, set(people))
    assert ("/?waiting=2#waiting" in pages[0], "/?waiting=1#waiting" in pages[1]) == (True, True)
    assert manager.get("/?waiting=99999").status_code == 200


def hired_under_nobody(person: str) -> dict[str, object]:
    told = {"name": person, "role": "sales", "stage": "regular", "hired_on": "2024-03-01"}
    return event("employee.hired", person, f"hired-{person}", "2026-03-02T09:00:00+08:00", told)


def test_a_company_with_nobody_begins_with_three_steps(tmp_path: Path) -> None:
    with serving(tmp_path / "data", clock=Clock(datetime(2026, 4, 13, 2, tzinfo=UTC))) as served:
        visitor = Visitor(served, HR)
        page = visitor.text("/board")
        assert all(step in page for step in ("一、谁是人事", "二、第一批员工", "三、试走一次离职"))
        assert "还没有真实的联系人" in visitor.text("/people")
        trial = visitor.text("/board/trial?role=sales")
        assert "客户资源移交" in trial


def test_contacts_are_real_once_somebody_is_named_and_reached(acme: Served) -> None:
    visitor = Visitor(acme, HR)
    filled = {f"{name}:{each}": "" for each in ("U-HR", "U-ADM", "U-IT") for name in ("name", "phone", "email")}
    filled |= {"name:U-HR": "吴凯", "phone:U-HR": "8021", "name:U-ADM": "行政部", "email:U-ADM": "no mail"}
    wrong = visitor.post("/board/contacts", "/board", **filled)
    assert wrong.status_code == 422
    assert 'value="吴凯"' in wrong.text
    assert 'value="no mail"' in wrong.text
    assert "邮箱写法不对" in wrong.text
    right = {**filled, "email:U-ADM": "adm@acme.example", "name:U-IT": "信息技术部", "phone:U-IT": "8030"}
    assert visitor.post("/board/contacts", "/board", **right).status_code == 303
    page = visitor.text("/board")
    assert "还没有真实的联系人" not in page
    assert "请找吴凯" in page
    assert Visitor(acme, "M1").post("/board/contacts", "/board", **right).status_code == 403


def test_contacts_told_are_called_so_where_things_are_read_and_no_decision_knows_them(acme: Served) -> None:
    filled = {f"{kind}:{each}": "" for each in ("U-HR", "U-ADM", "U-IT") for kind in ("name", "phone", "email")}
    named = {"U-HR": "吴凯", "U-ADM": "周雅", "U-IT": "孙工"}
    filled |= {f"name:{each}": name for each, name in named.items()}
    filled |= {f"phone:{each}": "8021" for each in named}
    assert Visitor(acme, HR).post("/board/contacts", "/board", **filled).status_code == 303
    decided = acme.tell(resigned("E1"))
    assert not any(name in str(decided) for name in named.values())
    leaver = Visitor(acme, "E1")
    page = leaver.text("/cases/E1/1/documents/task-list.html")
    assert "周雅" in page
    assert acme.get("/v1/documents/E1/1/task-list.html").text.count("周雅") == page.count("周雅")
    assert "有问题请找：吴凯 8021" in Visitor(acme, "E2").text("/agreements")
    missing = leaver.get("/nowhere")
    assert (missing.status_code, "吴凯" in leaver.get("/tasks/E9/1/none").text) == (404, True)


def test_a_form_of_another_session_changes_nothing(acme: Served) -> None:
    visitor = Visitor(acme, HR)
    answer = visitor.client.post("/board/contacts", data={"csrf": "no", "name:U-HR": "Eve"})
    assert answer.status_code == 403
    assert "Eve" not in words(visitor.get("/board"))


def test_a_one_time_code_is_told_to_hr_alone_and_never_the_own_one(leaving: Served) -> None:
    envelope, engine = envelope_in(leaving.data), leaving.service.engine
    for person in ("E1", HR):
        make_code(engine, envelope, CodeOf(ACME, person, "sheet"), leaving.clock())
    with reading(engine) as connection:
        kept = {each.person: each.code for each in codes_at_hand(connection, envelope, ACME, leaving.clock())}
    page = Visitor(leaving, HR).text("/board")
    assert "王晓敏 · 等验证码" in page
    assert (kept["E1"] in page, kept[HR] in page) == (True, False)
    assert kept["E1"] not in Visitor(leaving, "M1").text("/board")
