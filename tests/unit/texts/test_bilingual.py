"""What stands in Chinese and English side by side, and what a schema says in one of them."""

from __future__ import annotations

from handover_policy.texts.bilingual import both, in_language, slashed
from handover_policy.texts.texts import texts


def test_a_text_stands_in_both_languages_chinese_first() -> None:
    assert both("texts.language") == "中文 · English"
    assert slashed("texts.joined", first="a", second="b") == "a、b / a, b"


def test_a_description_is_read_in_one_language() -> None:
    told = "编号 / The id / of a rule"
    assert (in_language(told, "zh-CN"), in_language(told, "en")) == ("编号", "The id / of a rule")
    assert (in_language("id", "zh"), in_language("id", "en"), in_language(told, "de")) == (
        "id",
        "id",
        "The id / of a rule",
    )


def test_several_words_become_one() -> None:
    assert texts("zh").joined(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert texts("en").joined(["a", "b"], by="texts.either") == "a or b"
    assert (texts("en").joined([]), texts("en").joined(["a"])) == ("", "a")
