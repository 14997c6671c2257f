"""Attributes that have a title of their own are told by it (contract, "Manifest", the long form of the vocabulary)."""

from handover_policy.diff.report.words import Speaker
from tests.unit.diff.reading import altered, changes, compared, version

LONG = altered(
    "policy.yaml",
    "employee.location: {shanghai: 上海, chengdu: 成都}",
    "employee.location: {title: 宿舍, values: {shanghai: 上海, chengdu: 成都}}",
)


def test_whom_a_change_concerns_is_told_by_the_titles_of_attributes() -> None:
    comparison = compared(version(LONG), version(altered("notice_days.yaml", "days: 3}", "days: 7}", LONG)))
    (change,) = (each for each, _ in comparison.changes)
    assert Speaker(comparison=comparison, language="zh").people(change) == "试用期、所有序列、所有宿舍"


def test_a_value_that_came_or_was_renamed_is_told_where_the_long_form_holds_it() -> None:
    files = altered("policy.yaml", "chengdu: 成都", "chengdu: 蓉城, xian: 西安", LONG)
    told = {(each.id, each.part, each.new) for each in changes(version(LONG), version(files))}
    assert told == {
        ("word-renamed", "vocabulary.employee.location.values.chengdu", "蓉城"),
        ("word-added", "vocabulary.employee.location.values.xian", "西安"),
    }


def test_the_form_alone_changes_nothing_that_is_not_told() -> None:
    assert [each.id for each in changes(version(), version(LONG))] == ["setting-changed"]
