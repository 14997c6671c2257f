"""What only a person can tell is given to one; what a rule has told, or a clause's own consequence says, is not."""

from __future__ import annotations

from dataclasses import replace

from handover_policy.app.library import Library, load_messages
from handover_policy.app.load import read_set
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.lint.quality.doubtful_texts import doubtful_texts
from handover_policy.lint.readings.branches import said_in
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.lint.readings.texts import text_readings
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.shipped import shipped_folder

PLACE = Location("clauses.yaml", 4)
DOUBTFUL = "离职证明将于交接完成后发放。"
PENALTY = "未提前通知的，支付违约金三千元。"


def reading(text: str, **traits: str) -> SettingReading:
    return SettingReading(
        path="texts", value=text, location=PLACE, subject="clause.x", traits={"source": "clause", **traits}
    )


def codes(*told: SettingReading, found: tuple[Finding, ...] = ()) -> list[tuple[str, str]]:
    return [(each.code, each.details["sentence"]) for each in doubtful_texts(told, found)]


def test_a_doubtful_sentence_is_told_once() -> None:
    assert codes(reading(DOUBTFUL), reading(DOUBTFUL), reading("您好。")) == [("to-read", DOUBTFUL)]


def test_what_a_rule_of_law_has_told_is_not_told_again() -> None:
    law = Finding(
        code="CN-PEN-01", severity=Severity.ERROR, location=PLACE, subject="clause.x", details={"value": PENALTY}
    )
    assert codes(reading(PENALTY), found=(law,)) == []
    assert codes(reading(PENALTY), found=(replace(law, location=Location("b.yaml")),)) == [("to-read", PENALTY)]


def test_what_stands_in_the_consequence_of_a_clause_needs_no_reading() -> None:
    assert codes(reading(PENALTY, consequence="penalty")) == []
    assert codes(reading(PENALTY, consequence="bonus")) == [("to-read", PENALTY)]


def test_layouts_and_documents_that_cannot_be_read_say_nothing_and_validate_tells_of_them() -> None:
    assert said_in("{% if %}") == ""
    assert said_in("甲{% if a %}乙{{ b }}{% else %}丙{% endif %}") == "甲乙丙"
    policy = read_set(FolderSource(shipped_folder("rules") / "default"), Library()).reading.policy
    assert policy is not None
    broken = {"_layouts/email.j2": "{% if %}", "_locales/en.yaml": "a: [", "_documents/style.css": "b { color: red }"}
    told = text_readings(policy, load_messages() | broken)
    assert {each.location.file.removeprefix("notifications/") for each in told}.isdisjoint(broken)
