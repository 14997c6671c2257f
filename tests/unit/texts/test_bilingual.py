"""What stands in Chinese and English side by side, and what a schema says in one of them."""

from __future__ import annotations

from handover_policy.texts.bilingual import both, described, slashed, titled
from handover_policy.texts.texts import texts


def test_a_text_stands_in_both_languages_chinese_first() -> None:
    assert both("texts.language") == "中文 · English"
    assert slashed("texts.joined", first="a", second="b") == "a、b / a, b"


def test_a_description_is_read_in_one_language() -> None:
    told = {"title": "Id", "description": "编号：规则的名称 / The id / of a rule"}
    assert (titled(told, "zh-CN"), described(told, "zh-CN")) == ("编号", "规则的名称")
    assert (titled(told, "en"), described(told, "en")) == ("Id", "The id / of a rule")
    assert described(told, "de") == "The id / of a rule"


def test_what_is_said_in_one_language_stands_in_for_the_other() -> None:
    assert (described({"description": "id"}, "zh"), described({"description": "id"}, "en")) == ("id", "id")
    assert described({"title": "Id", "description": "编号 / The id"}, "zh") == "编号"
    assert (titled({}, "zh"), described({}, "zh")) == ("", "")


def test_several_words_become_one() -> None:
    assert texts("zh").joined(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert texts("en").joined(["a", "b"], by="texts.either") == "a or b"
    assert (texts("en").joined([]), texts("en").joined(["a"])) == ("", "a")
