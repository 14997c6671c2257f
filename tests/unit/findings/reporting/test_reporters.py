"""The forms in which findings are told: text with the source line, JSON, JSON lines."""

from __future__ import annotations

import json

from handover_policy.findings.catalogue import page
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.reporting.report import Report, no_text
from handover_policy.findings.reporting.reporters import REPORTERS

TEXTS = {"gates.yaml": "kind: gates\r\n\n标题： “甲” # 注\ngates: []\n"}
MISSPELT = Finding(
    code="unknown-key",
    severity=Severity.ERROR,
    location=Location("gates.yaml", 4, 1),
    subject="gates",
    details={"suggestion": "gate", "allowed": "gate"},
)
WIDE = Finding(
    code="full-width-colon",
    severity=Severity.WARNING,
    location=Location("gates.yaml", 3, 3),
    subject="：",
    details={"replacement": ":"},
)
OUTSIDE = Finding(
    code="CN-NOT-02",
    severity=Severity.INFO,
    location=Location("a\x1b.yaml", 9),
    details={"sentence_en": "too long", "reason_en": "the law says so", "reason_zh": "法律如此"},
)


def told(form: str, *findings: Finding, language: str = "en", text_of=TEXTS.get) -> list[str]:
    return list(REPORTERS[form](Report(findings=findings, language=language, text_of=text_of)))


def test_a_finding_is_its_place_its_sentence_the_line_why_and_the_fix() -> None:
    (told_of_it,) = told("text", MISSPELT)
    assert told_of_it.split("\n") == [
        "gates.yaml:4:1: error[unknown-key] unknown key gates; did you mean gate?",
        "    4 | gates: []",
        "      | ^~~~~",
        f"    why: {page('unknown-key', 'en')}",
        "    fix: Write gate.",
    ]


def test_wide_characters_are_counted_and_chinese_is_spoken() -> None:
    lines = told("text", WIDE, language="zh")[0].split("\n")
    assert lines[:3] == [
        "gates.yaml:3:3: 警告[full-width-colon] 这里用了全角冒号“：”",
        "    3 | 标题： “甲” # 注",
        "      |     ^~",
    ]
    assert lines[3].startswith("    为什么：")
    assert lines[4].startswith("    改法：")


def test_a_code_outside_the_catalogue_brings_its_words_and_hostile_names_are_written_out() -> None:
    assert told("text", OUTSIDE) == ["a\\u001b.yaml:9:1: info[CN-NOT-02] too long\n    why: the law says so"]


def test_without_its_text_or_on_an_empty_line_a_finding_shows_no_line() -> None:
    blank = Finding(code="empty-file", severity=Severity.ERROR, location=Location("gates.yaml", 2))
    beyond = Finding(code="empty-file", severity=Severity.ERROR, location=Location("gates.yaml", 99))
    assert all(" | " not in piece for piece in told("text", blank, beyond))
    assert " | " not in told("text", MISSPELT, text_of=no_text)[0]


def test_machines_get_one_object_or_one_a_line() -> None:
    (whole,) = told("json", MISSPELT, OUTSIDE)
    rows = [json.loads(piece) for piece in told("jsonl", MISSPELT, OUTSIDE)]
    assert json.loads(whole) == {"findings": rows}
    assert [row["code"] for row in rows] == ["unknown-key", "CN-NOT-02"]
    assert told("jsonl") == []


def test_of_several_sets_each_finding_says_which_one_it_is_in() -> None:
    reports = [Report(findings=(MISSPELT,), language="en", of=name) for name in ("rules/a", "rules/b\x1b")]
    assert [row["set"] for row in map(json.loads, REPORTERS["jsonl"](*reports))] == ["rules/a", "rules/b\x1b"]
    first, second = REPORTERS["text"](*reports)
    assert first.startswith("rules/a/gates.yaml:4:1: error")
    assert second.startswith("rules/b\\u001b/gates.yaml:4:1: error")


def test_what_else_was_looked_at_is_counted_for_machines() -> None:
    tally = {"waived": 1, "cases": 3, "failed": 2}
    (whole,) = REPORTERS["json"](Report(findings=(MISSPELT, WIDE), language="en", of="rules/a", tally=tally))
    assert json.loads(whole)["sets"] == [{"set": "rules/a", "error": 1, "warning": 1, "info": 0, **tally}]
