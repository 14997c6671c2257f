"""JSON that we print: the same value, and nothing in it that a terminal obeys or does not show."""

import json
import unicodedata

import orjson
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.findings.reporting.json_text import HIDDEN, json_text, shown_json

ANY = st.text(st.characters(), max_size=20)
PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    ANY | st.integers() | st.booleans() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(ANY, inner)
)
FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}


def hides(text: str) -> list[str]:
    return [each for each in text if unicodedata.category(each) in FORBIDDEN or unicodedata.bidirectional(each) in BIDI]


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(VALUES)
def test_what_is_printed_means_the_same_and_hides_nothing(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert hides(text) == []


@given(PLAIN)
def test_a_line_of_another_writer_gets_the_same_escapes(value: str) -> None:
    line = orjson.dumps({"name": value})
    shown = shown_json(line)
    assert json.loads(shown) == {"name": value}
    assert hides(shown.decode()) == []
    assert (shown == line) == (HIDDEN.search(line.decode()) is None)


def test_each_character_without_a_look_is_escaped_in_both() -> None:
    for code in (
        0x7F,
        0x85,
        0x9B,
        0xAD,
        0x34F,
        0x61C,
        0x115F,
        0x17B4,
        0x180B,
        0x200B,
        0x200E,
        0x2028,
        0x202E,
        0x2066,
        0x3164,
        0xFEFF,
        0xFFA0,
        0xE0041,
    ):
        value = chr(code)
        assert value not in json_text(value)
        assert value.encode() not in shown_json(orjson.dumps(value))
        assert json.loads(shown_json(orjson.dumps(value))) == value


def test_emoji_and_chinese_stay_as_they_are() -> None:
    assert json_text("欧阳·👨‍👩‍👧 ❤️　“离职”") == '"欧阳·👨‍👩‍👧 ❤️　“离职”"'


def test_what_json_does_not_know_is_turned_into_what_it_does() -> None:
    assert json_text({"a": {1}}, default=list) == '{"a": [1]}'
