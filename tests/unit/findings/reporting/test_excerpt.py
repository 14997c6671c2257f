"""The line a finding stands in: shown whole or in part, with the marker under the right column of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.findings.reporting.cells import cells, escaped
from handover_policy.findings.reporting.excerpt import CUT, WIDEST, excerpt


def width(text: str) -> int:
    return sum(cell.width for cell in cells(text))


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("abc", 3),
        ("标题", 4),
        ("ａ：", 4),
        ("한국", 4),
        ("e\u0301", 1),
        ("\u1112\u1161\u11ab", 2),
        ("\t", 4),
        ("ab\t", 4),
        ("标\tx", 5),
        ("😀", 2),
        ("👍🏽", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("❤\ufe0f", 2),
        ("a\ufe0f", 7),
        ("1\ufe0f\u20e3", 1),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("葛\U000e0100", 2),
        ("🏳\ufe0f\u200d🌈", 2),
        ("𠮷", 2),
        ("\u3000", 2),
        ("", 0),
    ],
)
def test_the_marker_stands_where_a_terminal_shows_the_place(before: str, columns: int) -> None:
    shown = excerpt(before + "x: 1", len(before) + 1)
    assert shown.marker == " " * columns + "^"


def test_the_rest_of_the_word_is_underlined_if_it_stands_there() -> None:
    assert excerpt("titel: 甲", 1, "titel").marker == "^~~~~"
    assert excerpt("a: 标题", 4, "标题").marker == "   ^~~~"
    assert excerpt("a: other", 4, "titel").marker == "   ^"


def test_a_place_behind_the_line_is_marked_right_behind_it() -> None:
    assert excerpt("abc", 9).marker == "   ^"
    assert excerpt("", 1).marker == "^"


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31m", "\\u001b[31m"),
        ("\u202e", "\\u202e"),
        ("\u200b", "\\u200b"),
        ("a\u200db", "a\\u200db"),
        ("\ufeff", "\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\r", "\\u000d"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(hostile: str, shown: str) -> None:
    assert escaped(hostile) == shown
    assert excerpt(f"{hostile}: x", len(hostile) + 1).marker == " " * len(shown) + "^"


def test_of_a_tower_of_combining_marks_four_are_left() -> None:
    assert escaped("e" + "\u0301" * 6) == "e" + "\u0301" * 4 + "\\u0301" * 2


@pytest.mark.parametrize(
    ("line", "column", "begins", "ends"),
    [
        ("x" * 90, 80, "x", "x"),
        ("x" * 300, 1, "x", CUT),
        ("x" * 300, 150, CUT, CUT),
        ("x" * 300, 300, CUT, "x"),
        ("标" * 300, 150, CUT, CUT),
        ("x" * 1_000_000, 500_000, CUT, CUT),
        (" " * 500 + "x", 501, CUT, "x"),
        ("e\u0301" * 10_000, 15_000, CUT, CUT),
    ],
)
def test_of_a_long_line_the_part_around_the_place_is_shown(line: str, column: int, begins: str, ends: str) -> None:
    shown = excerpt(line, column)
    assert shown.text.startswith(begins)
    assert shown.text.endswith(ends)
    assert width(shown.text) <= WIDEST + 2 * len(CUT)
    assert len(shown.marker) <= width(shown.text) + 1


@given(st.text(max_size=300), st.integers(1, 400), st.text(max_size=5))
def test_whatever_stands_there_the_marker_is_under_the_text(line: str, column: int, word: str) -> None:
    shown = excerpt(line, column, word)
    assert shown.marker.strip(" ~") == "^"
    assert shown.text == escaped(shown.text) or "\u0301" in line
    assert width(shown.text) <= WIDEST + 2 * len(CUT)
