"""Versions of a policy set, dated values, and the rulebook chosen by them (contract 2.11, "Dated values")."""

from datetime import date

import pytest

from handover_policy.decide.rulebook import Rulebooks
from handover_policy.engine.memo import MOST_ANSWERS
from tests.unit.decide.stage import Stage, small

SECOND = (("version: 1.0.0", "version: 2.0.0"), ("from: 2026-01-01", "from: 2026-03-10"))
SEVEN = ("when: {employee.stage: regular}, days: 30", "when: {employee.stage: regular}, days: 7")
DATED = (
    "when: {employee.stage: regular}, days: 30",
    "when: {employee.stage: regular}, days: {2008-01-01: 30, 2026-03-10: 7}",
)


def two_versions() -> Stage:
    stage = Stage(small(*SECOND, SEVEN), small())
    for person in ("E1", "E2"):
        stage.hire(person)
    return stage


def test_a_case_is_decided_by_the_version_in_force_at_its_arrival():
    stage = two_versions()
    first = stage.resign("E1", at="2026-03-09T23:59")
    second = stage.resign("E2", at="2026-03-10T00:00")
    assert (first.decision["policy"]["version"], first.one("case")["notice_days"]) == ("1.0.0", 30)
    assert (second.decision["policy"]["version"], second.one("case")["notice_days"]) == ("2.0.0", 7)


def test_a_case_stays_with_its_version():
    stage = two_versions()
    stage.resign("E1", at="2026-03-09T10:00")
    told = stage.act("submitted", "E1", "2026-03-20T10:00")
    assert (told.decision["policy"]["version"], stage.case().policy) == ("1.0.0", "1.0.0")


def test_what_belongs_to_no_case_is_decided_by_the_version_of_the_day():
    stage = two_versions()
    assert stage.tick("2026-03-09T09:00").decision["policy"]["version"] == "1.0.0"
    assert stage.tick("2026-03-10T09:00").decision["policy"]["version"] == "2.0.0"


def test_the_digest_covers_the_content_of_the_set():
    first, second = (Stage(policy).hire("E1").decision["policy"]["digest"] for policy in (small(), small(SEVEN)))
    assert first.startswith("sha256:")
    assert first != second


def test_before_the_first_version_the_nearest_is_used_with_a_problem():
    stage = Stage(small())
    stage.hire("E1")
    assert "version-not-in-force" in stage.resign(at="2025-12-31T10:00").problems


def test_after_the_end_of_the_last_version_it_is_used_with_a_problem():
    stage = Stage(small(("from: 2026-01-01", "from: 2026-01-01, until: 2026-06-30")))
    stage.hire("E1")
    stage.hire("E2")
    assert stage.resign(at="2026-06-30T10:00").problems == []
    assert stage.resign("E2", at="2026-07-01T10:00").problems == ["version-not-in-force"]


def test_of_dated_values_the_newest_not_after_the_day_of_notice_counts():
    stage = Stage(small(DATED))
    stage.hire("E1")
    stage.hire("E2")
    assert stage.resign("E1", at="2026-03-09T10:00").one("case")["notice_days"] == 30
    assert stage.resign("E2", at="2026-03-10T10:00").one("case")["notice_days"] == 7
    assert stage.act("submitted", "E1", "2026-03-11T10:00").outcome == "applied"


def test_dated_values_change_neither_version_nor_digest():
    stage = Stage(small(DATED))
    early, late = stage.hire("E1").decision["policy"], stage.tick("2026-05-06T09:00").decision["policy"]
    assert early == late


@pytest.mark.parametrize(
    ("versions", "reason"),
    [
        ((), "no policy version"),
        ((small, lambda: small(("id: small", "id: other"), ("version: 1.0.0", "version: 2.0.0"))), "different"),
        ((small, small), "twice"),
    ],
)
def test_versions_belong_to_one_set_and_each_is_given_once(versions, reason):
    with pytest.raises(ValueError, match=reason):
        Rulebooks(tuple(make() for make in versions))


def test_a_rulebook_forgets_the_answers_of_its_engine_before_they_grow_without_end():
    book = Rulebooks((small(),)).on(date(2026, 3, 2))
    for number in range(MOST_ANSWERS + 1):
        book.answers.keep((number,), frozenset())
    assert len(book.answers) == 1


def test_reasons_of_held_gates_are_kept_but_not_without_end():
    book = Rulebooks((small(),)).on(date(2026, 3, 2))
    for number in range(MOST_ANSWERS + 1):
        book.why_held({"number": number})
    assert len(book.held) == 1
