"""Texts that are too long: cut on the edge of a character, what is left out said, the link kept."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.delivery.wording.fitting import cut_to_bytes, cut_to_units, fitted, without_marks

NOTE = "（后面还有 {} 个字）"
lengths = st.integers(min_value=40, max_value=300)


def size(text: str) -> int:
    return len(text.encode())


@given(st.text(alphabet="张三，离职交接 ab\n🧑🏽‍🚀é\u0301*[](）", max_size=200), lengths)
def test_what_is_left_out_is_counted_and_the_whole_fits(text: str, most: int) -> None:
    found = fitted(text, lambda tried: size(tried) <= most, NOTE.format)
    assert found is not None
    assert size(found) <= most
    if size(text) <= most:
        assert found == text
        return
    kept, _, note = found.rpartition("\n\n")
    assert text.startswith(kept)
    left = int(note.removeprefix("（后面还有 ").removesuffix(" 个字）"))
    assert text[: len(text) - left].rstrip() == kept


@given(st.text(alphabet="字", min_size=200, max_size=400), lengths)
def test_no_more_than_a_character_is_lost_on_one_line(text: str, most: int) -> None:
    found = fitted(text, lambda tried: size(tried) <= most, NOTE.format)
    assert found is not None
    assert size(found) > most - 6


def test_it_is_cut_behind_a_line_where_one_ends_late_enough() -> None:
    text = "第一行很长很长很长很长很长很长\n第二行" + "长" * 100
    assert fitted(text, lambda tried: size(tried) <= 100, NOTE.format) == (
        "第一行很长很长很长很长很长很长\n\n（后面还有 104 个字）"
    )


def test_it_is_never_cut_within_a_sign_of_several_characters_or_within_a_link() -> None:
    astronaut = "🧑🏽‍🚀"
    for most in range(40, 80):
        found = fitted(astronaut * 20, lambda tried, most=most: size(tried) <= most, NOTE.format)  # type: ignore[misc]
        assert found is not None
        assert set(found.partition("\n\n")[0].split(astronaut)) == {""}
    text = "请看 [依据](https://example.com/a/very/long/address/of/a/rule)" + "。" * 50
    for most in range(45, 90):
        found = fitted(text, lambda tried, most=most: size(tried) <= most, NOTE.format)  # type: ignore[misc]
        assert found is not None
        assert found.startswith("请看 [依据](https://example.com/a/very/long/address/of/a/rule)") or "[" not in found


def test_what_does_not_fit_at_all_is_not_sent() -> None:
    assert fitted("长" * 100, lambda tried: size(tried) <= 10, NOTE.format) is None


@given(st.text(max_size=80), st.integers(min_value=3, max_value=60))
def test_a_line_is_cut_to_its_bytes(text: str, most: int) -> None:
    line = cut_to_bytes(text, most)
    assert size(line) <= most
    assert "\n" not in line
    assert line == " ".join(text.split()) or line.endswith("…")


def test_marks_are_taken_out_and_addresses_stay() -> None:
    marked = "### 请准备\n\n**日期**：12月1日\n> 依据：[第5条](https://example.com/policy#5) [https://a.b](https://a.b)"
    assert without_marks(marked) == "请准备\n\n日期：12月1日\n依据：第5条 https://example.com/policy#5 https://a.b"


@pytest.mark.parametrize("piece", ["[", "[x](", "[x](y", "[]", "](", "[x](y)"])
def test_brackets_without_end_hold_nobody_up(piece: str) -> None:
    text, begun = piece * (60_000 // len(piece)), time.monotonic()
    without_marks(text)
    assert fitted(text, lambda tried: len(tried) < 50_000, NOTE.format) is not None
    assert time.monotonic() - begun < 2


@given(st.text(max_size=60), st.integers(min_value=2, max_value=40))
def test_a_line_is_cut_to_its_units(text: str, most: int) -> None:
    line = cut_to_units(text, most)
    assert len(line.encode("utf-16-le")) // 2 <= most
    assert line == " ".join(text.split()) or line.endswith("…")
