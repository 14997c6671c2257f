"""Values as people write them: what is beyond doubt is known, what is not stays unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.policy.meant.choices import choice_meant, choice_near, choices_told, titles_of
from handover_policy.policy.meant.facts import fact_meant, value_titles
from handover_policy.policy.meant.spoken import word_meant
from handover_policy.policy.meant.values import (
    clock_meant,
    day_meant,
    flag_meant,
    number_meant,
    version_meant,
    written_as,
)

FACTS = ("case.cause", "event.reason", "case.handover", "employee.role", "employee.tenure_months", "tasks.unfinished")


@pytest.mark.parametrize(
    ("written", "name", "meant"),
    [
        ("30天", "days", "30"),
        ("30 天", "fallback_days", "30"),
        ("30 days", "days", "30"),
        ("3", "days", "3"),
        ("10%", "percent", "10"),
        ("20%", "cap_percent_of_month", "20"),
        ("12个月", "employee.tenure_months", "12"),
        ("1年", "employee.tenure_months", "12"),
        ("1.5年", "employee.tenure_months", ""),
        ("5,000元", "amount", "5000"),
        ("3次", "times", "3"),
        ("1个月", "days", ""),
        ("10%", "days", ""),
        ("3次", "days", ""),
        ("30小时", "days", ""),
        ("1,2", "days", ""),
        ("三十", "days", ""),
    ],
)
def test_a_number_is_meant_where_its_unit_is_the_one_the_key_counts_in(written: str, name: str, meant: str) -> None:
    assert number_meant(written, name) == meant


@given(st.dates(date(1900, 1, 1), date(2899, 12, 31)))
def test_every_day_is_known_however_it_is_written(day: date) -> None:
    forms = (
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02}.{day.day:02}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}-{day.month}-{day.day}",
        f"{day:%Y%m%d}",
    )
    assert {day_meant(form) for form in forms} == {day.isoformat()}


@pytest.mark.parametrize("written", ["2026年2月30日", "7/1", "明天", ""])
def test_what_is_no_day_stays_unknown(written: str) -> None:
    assert day_meant(written) == ""


def test_yes_and_no_are_known_in_words() -> None:
    assert [flag_meant(each) for each in ("是", "不需要", "Yes", "可能")] == ["true", "false", "true", ""]


def test_a_version_gets_its_three_parts() -> None:
    written = ("1.0", "2", "v1.2", "1.10", "1.2.3", "1.2.3.4", "新版")
    assert [version_meant(each) for each in written] == ["1.0.0", "2.0.0", "1.2.0", "1.10.0", "1.2.3", "", ""]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9:00", "09:00"),
        ("9点", "09:00"),
        ("上午9点", "09:00"),
        ("下午3点半", "15:30"),
        ("9点05分", "09:05"),
        ("9 am", "09:00"),
        ("25点", ""),
        ("9:75", ""),
        ("早上", ""),
    ],
)
def test_a_time_of_day_is_known(written: str, meant: str) -> None:
    assert clock_meant(written) == meant


def test_what_is_not_known_is_not_written() -> None:
    assert (written_as("3"), written_as("")) == ({"write": "3"}, {})


def test_a_choice_is_known_by_its_title_and_guessed_by_ways_of_saying_it() -> None:
    channels = ("sms", "wecom", "email")
    assert [choice_meant(each, channels) for each in ("短信", "邮件", "微信", " ")] == ["sms", "email", "", ""]
    assert [choice_near(each, channels) for each in ("微信", "e-mail", "emial", "微", "")] == [
        "wecom",
        "email",
        "email",
        "wecom",
        "",
    ]
    assert choice_near("企业", ("wecom", "feishu")) == "wecom"
    assert choice_near("交接", ("handover_confirmation", "handover_bonus")) == ""


def test_a_title_that_two_values_share_means_neither() -> None:
    titles = {"sales": "销售", "shop": "销售", "office": "职能"}
    assert [choice_meant(each, titles, titles) for each in ("销售", "职能")] == ["", "office"]


def test_choices_are_told_whole_with_their_titles() -> None:
    told = choices_told(("onboarding", "resignation", "never"))
    assert told["allowed_zh"] == "onboarding（入职时）、resignation（离职时）、never（不签）"
    assert choices_told(("a", "b"), {"a": "甲", "b": "b"})["allowed_en"] == "a (甲), b"
    assert choices_told(map(str, range(100)), {})["allowed_zh"].endswith("79…")


def test_titles_come_from_the_table_that_holds_most_of_a_list() -> None:
    assert titles_of(("held", "open", "ended"), "zh")["open"] == "开放"
    assert titles_of(("sms",), "zh") == {"sms": "短信"}
    assert titles_of(("a", "b"), "zh") == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("case.reason", "case.cause"),
        ("case.caus", "case.cause"),
        ("离职原因", "case.cause"),
        ("employee.岗位", "employee.role"),
        ("employee.job", "employee.role"),
        ("task.unfinished", "tasks.unfinished"),
        ("event.reasn", "event.reason"),
        ("case.colour", ""),
    ],
)
def test_a_fact_is_found_by_its_meaning_before_its_spelling(written: str, meant: str) -> None:
    assert fact_meant(written, FACTS) == meant


def test_titles_of_values_are_those_of_the_vocabulary() -> None:
    vocabulary = {"employee.role": {"sales": "销售"}}
    assert value_titles(vocabulary, "employee.role") == {"sales": "销售"}
    assert value_titles(vocabulary, "event.role") == {"sales": "销售"}
    assert value_titles(vocabulary, "case.cause") is None


def test_a_word_said_for_several_is_known_where_one_of_them_may_stand() -> None:
    assert word_meant("condition", "keys") == ""
    assert word_meant("condition", "keys", ("when", "title")) == "when"
