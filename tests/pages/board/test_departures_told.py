"""Tests of a departure that hr records: whoever has one is told first, no day that cannot be, nothing in silence."""

import re

import pytest

from tests.pages.board.company import HR, Visitor, resigned, words
from tests.service.api.serving import Served

PAGE, FORM = "/people/E1", "/people/E1/departure"


def told_of(acme: Served, case: str) -> dict[str, object]:
    found: dict[str, object] = acme.get(f"/v1/cases/{case}").json()
    return found


def test_a_departure_under_way_is_said_first_and_no_second_one_is_recorded(acme: Served) -> None:
    acme.tell(resigned("E1"))
    hr = Visitor(acme, HR)
    shown = hr.text(PAGE)
    assert "王晓敏已有进行中的离职 王晓敏本人已提出离职（员工辞职）" in shown
    assert 'href="/cases/E1/1#change-last-day"' in hr.get(PAGE).text
    for cause, last_day in (("resignation", "2026-04-30"), ("mutual", "2026-07-01")):
        answer = hr.post(FORM, PAGE, cause=cause, last_day=last_day, reason="x", step="send")
        assert (answer.status_code, "不能再登记一次" in words(answer)) == (422, True)
        assert not re.search(r"\b(last_day|resignation|departure)\.[a-z]+\b", words(answer))


def test_taking_a_resignation_over_asks_for_its_ground_and_shows_what_changes(acme: Served) -> None:
    acme.tell(resigned("E1"))
    hr = Visitor(acme, HR)
    told = {"cause": "dismissal", "last_day": "2026-04-20"}
    asked = hr.post(FORM, PAGE, **told, step="send")
    assert (asked.status_code, "请填写理由和依据" in words(asked)) == (422, True)
    assert "第三十九条或第四十条" in words(asked)
    seen = words(hr.post(FORM, PAGE, **told, reason="严重违纪，附决定", step="preview"))
    for each in ("离职原因 原为 员工辞职 用人单位解除", "最后工作日 原为", "4月20日", "王晓敏 1 条"):
        assert each in seen, each
    assert hr.post(FORM, PAGE, **told, reason="严重违纪，附决定", step="send").status_code == 303
    assert told_of(acme, "E1/1")["cause"] == "dismissal"
    assert "严重违纪，附决定" in hr.text("/cases/E1/1")


def test_what_is_foretold_names_everybody_who_gets_a_message(acme: Served) -> None:
    seen = words(Visitor(acme, HR).post(FORM, PAGE, cause="mutual", last_day="2026-05-15", step="preview"))
    assert re.search(r"通知 [^。]*王晓敏[^。]*收到消息", seen)


def test_a_notice_on_paper_counts_from_the_day_on_which_it_arrived(acme: Served) -> None:
    hr = Visitor(acme, HR)
    told = {"cause": "resignation", "last_day": "", "arrived": "2026-04-03"}
    assert "4月3日" in words(hr.post(FORM, PAGE, **told, step="preview"))
    assert hr.post(FORM, PAGE, **told, step="send").status_code == 303
    case = told_of(acme, "E1/1")
    assert (case["cause"], case["arrival"], case["notice_end"]) == ("resignation", "2026-04-03", "2026-05-03")
    assert "王晓敏提出离职，通知 4月3日 周五 到达（人事部登记）" in hr.text("/cases/E1/1")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"cause": "mutual", "last_day": "2026-03-01"}, "最后工作日不能早于今天"),
        ({"cause": "mutual", "last_day": "2020-01-01"}, "最后工作日不能早于入职日"),
        ({"cause": "mutual", "last_day": "2099-01-01"}, "请核对年份"),
        ({"cause": "death", "last_day": "2099-01-01"}, "去世日期不能晚于今天"),
        ({"cause": "resignation", "last_day": "", "arrived": ""}, "请填写本人通知到达日"),
        ({"cause": "resignation", "last_day": "", "arrived": "2099-01-01"}, "本人通知到达日不能晚于今天"),
        ({"cause": "mutual", "last_day": ""}, "请填写最后工作日"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(shared: Served, told: dict[str, str], says: str) -> None:
    for step in ("preview", "send"):
        answer = Visitor(shared, HR).post(FORM, PAGE, **told, step=step)
        assert (answer.status_code, says in words(answer)) == (422, True), words(answer)


def test_nobody_acts_for_somebody_until_a_day_that_is_over(shared: Served) -> None:
    answer = Visitor(shared, HR).post("/people/E1/delegate", PAGE, delegate="何静", until="2020-01-01")
    assert (answer.status_code, "截止日期不能早于今天" in words(answer)) == (422, True)


def test_all_of_it_is_said_in_english_too(acme: Served) -> None:
    acme.tell(resigned("E1"))
    shown = Visitor(acme, HR, "en").text(PAGE)
    assert "has a departure under way" in shown
    assert "Notice arrived on" in shown
