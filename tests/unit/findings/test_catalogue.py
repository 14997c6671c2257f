"""The catalogue: every code that is used has its sentence, remedy and reason in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handover_policy.findings.catalogue import LEFT_OPEN, entry_of, in_general, kind_of, page, remedy, sentence
from handover_policy.findings.codes import BY_REASON, CODES
from handover_policy.findings.collected import FINDINGS_A_FILE, Collected, shown
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.suggestion import nearest
from handover_policy.texts.texts import texts

ROOMS = Path(__file__).parents[3] / "handover_policy"
USED = re.compile(r'(?:error|warning)\(\s*"([a-z0-9-]+)"|problem="([a-z-]+)"|"(full-width-[a-z]+)"')
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_code_that_reading_a_policy_uses_stands_in_the_catalogue() -> None:
    files = (ROOMS / "policy").rglob("*.py")
    used = {code for path in files for codes in USED.findall(path.read_text("utf-8")) for code in codes if code}
    assert len(used) > 60
    assert used <= set(CODES)


def test_every_code_of_the_catalogue_is_used() -> None:
    files = [path for path in ROOMS.rglob("*.py") if path.name != "codes.py"]
    written = "\n".join(path.read_text("utf-8") for path in files)
    assert [code for code in CODES if f'"{code}"' not in written] == []


def test_every_code_has_its_texts_and_no_text_is_left_over() -> None:
    there = {key for key in texts("zh").area("findings") if key.startswith(("codes.", "why."))}
    assert there == {
        *(f"codes.{code}.{part}" for code in CODES for part in ("says", "fix")),
        *(f"why.{why}" for why in BY_REASON),
    }


def test_every_code_stands_once() -> None:
    assert sum(map(len, BY_REASON.values())) == len(CODES)


def test_every_code_speaks_chinese_in_chinese_and_no_chinese_in_english() -> None:
    silent = []
    for code in CODES:
        chinese, english = entry_of(code, "zh"), entry_of(code, "en")
        assert (chinese.why, english.why) == (page(code, "zh"), page(code, "en"))
        for part in ("says", "fix", "why"):
            said, meant = getattr(chinese, part), getattr(english, part)
            if not CHINESE.search(said) or not meant or CHINESE.search(meant.replace("${名称}", "")):
                silent.append((code, part))
    assert silent == []


def test_what_a_code_says_in_general_names_nothing() -> None:
    assert in_general("{subject} 应为{expected}{hint}") == "… 应为…"
    assert in_general("例：{{a: 1}}") == "例：{a: 1}"
    said, done = kind_of(finding("number-expected"), "en")
    assert (said, LEFT_OPEN in said) == ("a number belongs here, or numbers by date", False)
    assert done == "For example 30, or {2008-01-01: 30}."


def test_no_sentence_asks_for_what_a_finding_does_not_keep() -> None:
    """Of `known` the nearest name is kept alone; whoever lists names calls them otherwise."""
    told = [said for each in ("zh", "en") for said in texts(each).area("findings").values()]
    assert [said for said in told if "{known}" in said] == []


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
    assert (remedy(statutory, "en"), remedy(finding("CN-X"), "en")) == ("Set 3.", "")


def test_english_stands_in_for_a_language_that_a_finding_brings_no_sentence_in() -> None:
    statutory = finding("CN-NOT-02", sentence_en="the notice is too long")
    assert sentence(statutory, "zh") == "the notice is too long"


def test_a_form_is_told_in_the_language_of_the_reader() -> None:
    wrong = finding("bad-form", "x", form_zh="日期", form_en="a date")
    assert (remedy(wrong, "zh"), remedy(wrong, "en")) == ("应为：日期。", "It should be: a date.")


def test_why_a_text_is_no_yaml_is_told_in_words_and_else_as_the_parser_has_it() -> None:
    said = [
        sentence(finding("yaml-syntax", reason=why), "en")
        for why in ("found unexpected document indicator", "time-count", "strange")
    ]
    assert [each.rpartition(": ")[2] for each in said] == [
        "a quote is not closed",
        "the number is a whole one from 0 to 9999",
        "strange",
    ]


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
