"""A source line with its caret, whatever the line holds."""

import pytest

from handover_policy.findings.snippet import WIDEST, snippet, width


@pytest.mark.parametrize(
    ("line", "column", "caret"),
    [
        ("title: 交接", 1, "^"),
        ("title: 交接", 8, "       ^"),
        ("title: 交接", 9, "         ^"),
        ("é: x", 3, "  ^"),
        ("e\u0301: x", 3, " ^"),
        ("\tid: a", 2, "    ^"),
        ("a", 9, " ^"),
        ("", 1, "^"),
        ("😀 x", 3, "   ^"),
    ],
)
def test_the_caret_stands_under_its_column(line: str, column: int, caret: str) -> None:
    assert snippet(line, column)[1] == caret


def test_what_cannot_be_seen_is_shown_as_its_code() -> None:
    assert snippet("a\u202eb\x1b[31m\r\n", 1)[0] == "a\\u202eb\\u001b[31m"


def test_of_a_long_line_the_part_around_the_caret_is_shown() -> None:
    shown, caret = snippet("甲" * 300, 200)
    assert (shown[0], shown[-1]) == ("…", "…")
    assert width(shown) <= WIDEST + 2
    assert width(shown[: shown.index("甲")]) <= len(caret)
    assert snippet("a" * 90, 1)[0] == "a" * 90
