"""The catalogue: every code that is used has its sentence, remedy and reason in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handover_policy.findings.catalogue import CATALOGUE, page, remedy, sentence
from handover_policy.findings.collected import FINDINGS_A_FILE, Collected, shown
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.suggestion import nearest

ROOMS = Path(__file__).parents[3] / "handover_policy"
USED = re.compile(r'(?:error|warning)\(\s*"([a-z0-9-]+)"|problem="([a-z-]+)"|"(full-width-[a-z]+)"')
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_code_that_reading_a_policy_uses_stands_in_the_catalogue() -> None:
    files = (ROOMS / "policy").rglob("*.py")
    used = {code for path in files for codes in USED.findall(path.read_text("utf-8")) for code in codes if code}
    assert len(used) > 60
    assert used <= set(CATALOGUE)


def test_every_code_of_the_catalogue_is_used() -> None:
    files = [path for path in ROOMS.rglob("*.py") if path.parent.name != "entries"]
    written = "\n".join(path.read_text("utf-8") for path in files)
    assert [code for code in CATALOGUE if f'"{code}"' not in written] == []


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_speaks_both_languages(code) -> None:
    entry = CATALOGUE[code]
    for chinese, english in ((entry.zh, entry.en), (entry.fix_zh, entry.fix_en), (entry.why_zh, entry.why_en)):
        assert CHINESE.search(chinese)
        assert english
        assert not CHINESE.search(english)
    assert (page(code, "zh"), page(code, "en")) == (entry.why_zh, entry.why_en)


def finding(code: str, subject: str = "", **details: str) -> Finding:
    place = Location("f.yaml")
    return Finding(code=code, severity=Severity.ERROR, location=place, subject=subject, details=details)


def test_sentences_are_filled_in_and_a_suggestion_is_the_remedy() -> None:
    misspelt = finding("unknown-key", "titel", suggestion="title", allowed="id, title")
    assert sentence(misspelt, "zh") == "不认识的键 titel；是不是想写 title？"
    assert sentence(misspelt, "en") == "unknown key titel; did you mean title?"
    assert remedy(misspelt, "zh") == "改为 title。"
    assert remedy(misspelt, "en") == "Write title."
    strange = finding("unknown-key", "x", suggestion="", allowed="id, title")
    assert sentence(strange, "en") == "unknown key x"
    assert remedy(strange, "en") == "Known keys: id, title."


def test_types_are_named_as_people_say_them() -> None:
    wrong = finding("wrong-type", "on", expected="string|array", found="number")
    assert sentence(wrong, "zh") == "on 应为文本或列表，写的却是数"
    assert sentence(wrong, "en") == "on should be text or a list, not a number"


def test_codes_outside_the_catalogue_bring_their_own_sentences() -> None:
    statutory = finding("CN-NOT-02", sentence_zh="通知期太长", remedy_en="Set 3.")
    assert (sentence(statutory, "zh"), sentence(statutory, "en")) == ("通知期太长", "CN-NOT-02")
    assert (remedy(statutory, "zh"), remedy(statutory, "en")) == ("", "Set 3.")


def test_values_are_shown_short_and_without_control_characters() -> None:
    assert shown("a\x1b[31m\u202eb\ud800") == "a\\u001b[31m\\u202eb\\ud800"
    assert len(shown("x" * 5_000_000)) == 81


def test_findings_of_one_file_are_kept_to_a_number_and_told_once() -> None:
    found = Collected()
    for number in range(FINDINGS_A_FILE + 50):
        found.error("empty-file", Location("a.yaml", number + 1))
        found.error("empty-file", Location("a.yaml", number + 1))
    found.warning("modeline-missing", Location("b.yaml"), kind="gates")
    codes = [each.code for each in found.sorted()]
    assert codes.count("empty-file") == FINDINGS_A_FILE
    assert codes.count("more-findings") == 1
    assert found.is_full("a.yaml")
    assert not found.is_full("b.yaml")


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("titel", ["title", "id"], "title"),
        ("Due", ["due"], "due"),
        ("fallback-days", ["fallback_days"], "fallback_days"),
        ("xyz", ["title"], ""),
        ("case.cuase", ["case.cause", "case.absent"], "case.cause"),
        ("g.x", ["g.a", "g.b"], ""),
        ("employe.role", ["employee.role", "event.role"], "employee.role"),
        ("a" * 5000, ["title"], ""),
        ("inti", ["lint", "init"], "init"),
    ],
)
def test_the_nearest_name_is_suggested(word, known, near) -> None:
    assert nearest(word, known) == near
