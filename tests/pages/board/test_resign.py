"""Resigning: what would come of it, the act, and asking to stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.pages.board.company import HR, Visitor, words
from tests.pages.board.test_people import position
from tests.service.api.serving import Served, event


def test_it_shows_what_would_come_of_it_and_tells_nobody(shared: Served) -> None:
    before = position(shared)
    page = Visitor(shared, "E1").text("/resign")
    assert all(each in page for each in ("通知期 30 天", "5月13日", "客户资源移交", "出具离职证明", "经济补偿支付"))
    assert "不等交接" in page
    assert position(shared) == before


def test_a_preview_keeps_what_was_typed_and_tells_nobody(shared: Served) -> None:
    before = position(shared)
    visitor = Visitor(shared, "E1")
    answer = visitor.post("/resign", "/resign", step="preview", last_day="2026-04-20", reason="搬家")
    assert answer.status_code == 200
    assert 'value="2026-04-20"' in answer.text
    assert "搬家" in answer.text
    assert "比通知期届满早 23 天" in words(answer)
    assert position(shared) == before


def test_where_the_employer_is_at_fault_no_notice_is_owed_and_severance_is_spoken_of(shared: Served) -> None:
    page = words(Visitor(shared, "E1").post("/resign", "/resign", step="preview", kind="employer_fault"))
    assert "通知期 0 天" in page
    assert "经济补偿（《劳动合同法》第四十六条）" in page


def test_a_day_that_is_none_is_said_at_its_field(shared: Served) -> None:
    before = position(shared)
    answer = Visitor(shared, "E1").post("/resign", "/resign", step="send", last_day="2026-02-30", reason="搬家")
    assert answer.status_code == 422
    assert "日期写法不对" in words(answer)
    assert "搬家" in answer.text
    assert position(shared) == before


@pytest.mark.parametrize(("last_day", "says"), [("2026-04-01", "最后工作日不能早于今天"), ("2099-01-01", "请核对年份")])
def test_a_last_day_that_cannot_be_is_said_before_anybody_is_told(shared: Served, last_day: str, says: str) -> None:
    before = position(shared)
    for step in ("preview", "send"):
        answer = Visitor(shared, "E1").post("/resign", "/resign", step=step, last_day=last_day)
        assert (answer.status_code, says in words(answer)) == (422, True)
        assert f'value="{last_day}"' in answer.text
    assert position(shared) == before


def test_resigning_twice_with_one_click_is_resigning_once_and_the_way_back_is_offered(acme: Served) -> None:
    visitor, before = Visitor(acme, "E1"), position(acme)
    form = {**visitor.hidden("/resign"), "step": "send", "kind": "resignation", "reason": "搬家"}
    answers = [visitor.client.post("/resign", data=form).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert position(acme) == before + 1
    page = visitor.text("/resign")
    assert all(each in page for each in ("离职通知已送达公司", "撤回", "离职证明和工资不受交接影响"))
    assert visitor.post("/resign/stay", "/resign", reason="不走了").status_code == 303
    asked = visitor.text("/resign")
    assert all(each in asked for each in ("已请求撤回", "已请陈立、人事部答复", "最迟在最后工作日 5月13日"))
    own = visitor.text("/cases/E1/1")
    assert "请他们在最后工作日 5月13日" in own
    assert "请在最后工作日" not in own
    assert "不走了" in Visitor(acme, HR).text("/board")


def test_its_days_stand_in_their_order_each_with_its_reason(acme: Served) -> None:
    visitor, days = Visitor(acme, "E1"), ("通知到达", "通知期届满", "最后工作日", "出具离职证明")
    for send in (False, True):
        if send:
            assert visitor.post("/resign", "/resign", step="send").status_code == 303
        page = visitor.get("/resign").text.partition('<ol class="time">')[2].partition("</ol>")[0]
        lines = page.split("<li>")[1:]
        found = [next((each for each in days if f"<b>{each}</b>" in line), "") for line in lines]
        assert [each for each in found if each] == list(days)
        assert all("为什么" in line and 'href="/policy#' in line for line in lines)
        assert "到达当天不算，从第二天数起" in lines[0]
        assert "第三十七条" in lines[1]
        assert ("台账第" in page) is send


def test_asking_to_stay_shows_what_it_leads_to_before_it_is_done(acme: Served) -> None:
    visitor = Visitor(acme, "E1")
    assert visitor.post("/resign", "/resign", step="send").status_code == 303
    page = visitor.text("/resign")
    assert "这样做会改变 消息 通知陈立 1 条、人事部 1 条" in page
    assert "答复之前，最后工作日和交接照旧" in page


def test_a_second_window_learns_that_the_resignation_was_sent(acme: Served) -> None:
    visitor = Visitor(acme, "E1")
    one, other = visitor.hidden("/resign"), visitor.hidden("/resign")
    assert visitor.client.post("/resign", data={**one, "step": "send"}).status_code == 303
    answer = visitor.client.post("/resign", data={**other, "step": "send"})
    assert answer.status_code == 422
    assert "没有办成" in words(answer)


def test_a_notice_that_ends_on_a_holiday_says_why_the_last_day_is_later(acme: Served) -> None:
    acme.clock.moment += timedelta(days=141)  # the notice ends on the first of October
    page = Visitor(acme, "E1").text("/resign")
    assert "那天放假，按制度顺延" in page


def test_whose_departure_was_declared_and_who_is_no_employee_are_told_why(acme: Served) -> None:
    told = {"cause": "dismissal", "last_day": "2026-05-01", "by": HR}
    acme.tell(event("departure.declared", "E1", "d", "2026-04-10T09:00:00+08:00", told))
    assert "您的离职已经由公司登记" in Visitor(acme, "E1").text("/resign")
    assert "这一页只给员工用" in Visitor(acme, HR).text("/resign")


def test_in_english(shared: Served) -> None:
    page = Visitor(shared, "E1", "en").text("/resign")
    kinds = ("Kind of resignation", "I resign", "Ended for the employer's fault")
    assert all(each in page for each in (*kinds, "Last day", "Reason", "Submit resignation"))
