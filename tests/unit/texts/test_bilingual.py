"""What stands in Chinese and English side by side, and what a schema says in one of them."""

from __future__ import annotations

from handover_policy.texts.bilingual import both, described, slashed, titled
from handover_policy.texts.texts import texts


def test_a_text_stands_in_both_languages_chinese_first() -> None:
    assert both("texts.language") == "中文 · English"
    assert slashed("texts.joined", first="a", second="b") == "a、b / a, b"


def test_a_schema_is_read_in_one_language() -> None:
    rule = {"title": "id", "description": "编号：短名：唯一 / The id / of a rule"}
    assert (titled(rule, "zh-CN"), titled(rule, "en"), titled(rule, "de")) == ("编号", "id", "id")
    assert (described(rule, "zh"), described(rule, "en")) == ("短名：唯一", "The id / of a rule")


def test_what_a_schema_does_not_say_is_said_as_far_as_it_goes() -> None:
    alone = {"title": "id", "description": "编号 / The id"}
    assert (titled(alone, "zh"), described(alone, "zh")) == ("编号", "编号")
    assert described({"description": "字母：数字 / Letters"}, "zh") == "字母：数字"
    assert (titled({"title": "id"}, "zh"), described({}, "zh"), described({"description": "词"}, "en")) == (
        "id",
        "",
        "词",
    )


def test_several_words_become_one() -> None:
    assert texts("zh").joined(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert texts("en").joined(["a", "b"], by="texts.either") == "a or b"
    assert (texts("en").joined([]), texts("en").joined(["a"])) == ("", "a")
