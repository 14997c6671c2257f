"""The keys of policy files, told from their schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.reference import schema_keys
from handover_policy.reference.keys import ANY_KEY, Key, below, find_keys, keys_of
from handover_policy.reference.pages import key_json, key_lines, reference_page

PAGE = Path(__file__).parents[3] / "docs" / "yaml-reference.md"
KINDS = schema_keys()
SMALL: dict[str, Any] = {
    "title": "small",
    "description": "小：一种文件 / A kind",
    "type": "object",
    "required": ["rows"],
    "properties": {
        "rows": {
            "title": "rows",
            "description": "行：各行 / The rows",
            "type": "array",
            "items": {"$ref": "#/$defs/row"},
        },
        "free": {"title": "随意", "type": "object", "additionalProperties": {"type": "string", "description": "词"}},
        "flags": {"type": "array", "items": {"enum": ["a", "b"]}},
        "deep": {"$ref": "#/$defs/deep"},
        "other": {"$ref": "elsewhere"},
    },
    "$defs": {
        "row": {
            "type": "object",
            "properties": {
                "n": {"oneOf": [{"type": "number"}, {"type": "object"}]},
                "long": {"type": "string"},
                "when": {"$ref": "#/$defs/condition"},
            },
        },
        "condition": {"type": "object", "properties": {"all": {"type": "array"}}},
        "deep": {"type": "object", "properties": {"deep": {"$ref": "#/$defs/deep"}}},
    },
}
EXAMPLE = {"rows": [{"x": 1}, {"n": 3, "long": "字" * 200}], "free": {"one": "一"}}


def small(name: str) -> Key:
    (key,) = find_keys(name, keys_of("small", SMALL, EXAMPLE))
    return key


def test_keys_have_their_names_types_and_whether_they_must_stand() -> None:
    assert (small("small.rows").required, small("small.free").required) == (True, False)
    assert small("small.rows.n").kinds_of_value == ("number", "object")
    assert small("small.n").name == "small.rows.n"
    assert small("small.flags").allowed == ("a", "b")
    assert small(f"small.free.{ANY_KEY}").example == "一"
    assert find_keys("small.nothing", keys_of("small", SMALL)) == ()


def test_a_condition_is_not_taken_apart_and_a_schema_without_end_is_cut() -> None:
    names = [key.name for key in keys_of("small", SMALL)]
    assert "small.rows.when.all" not in names
    assert max(name.count(".") for name in names) == 8


def test_examples_come_from_the_schema_a_policy_or_the_allowed_values() -> None:
    assert small("small.n").shown_example == 3
    assert small("small.flags").shown_example == "a"
    assert small("small.other").shown_example is None
    (due,) = find_keys("tasks.steps.due", KINDS["tasks"])
    assert due.shown_example == "last_day - 5 workdays"
    assert keys_of("small", SMALL, {"rows": "no list"})[2].shown_example is None


def test_titles_without_english_are_told_as_they_are() -> None:
    assert small("small.free").title("en") == "随意"
    assert small("small.rows").title("en") == "rows"


def test_a_key_is_told_line_by_line() -> None:
    keys = keys_of("small", SMALL, EXAMPLE)
    told = list(key_lines(keys[0], keys, "zh"))
    assert told[:3] == ["small  小", "  一种文件", "  类型：YAML"]
    assert "   * rows  各行" in told
    free = list(key_lines(small("small.free"), keys, "en"))
    assert "     (any name)  词" in free
    assert "  可选值：a、b" in list(key_lines(small("small.flags"), keys, "zh"))
    assert next(line for line in key_lines(small("small.long"), keys, "zh") if "例" in line).endswith("…")


def test_a_key_as_json_holds_both_languages_and_what_lies_below() -> None:
    keys = keys_of("small", SMALL, EXAMPLE)
    told = key_json(keys[0], keys)
    assert (told["title"], told["example"]) == ({"zh": "小", "en": "small"}, None)
    assert told["keys"] == [key.name for key in below(keys[0], keys)]
    assert key_json(small("small.flags"), keys)["example"] == "a"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reference_of_a_small_kind_escapes_what_would_break_a_table(language: str) -> None:
    schema = {**SMALL, "properties": {"a": {"title": "x", "description": "b|c", "type": "string", "enum": ["d"]}}}
    page = reference_page([keys_of("small", schema)], language)
    assert "b\\|c" in page


def test_the_values_of_a_choice_of_shapes_are_told_once() -> None:
    choice = {"anyOf": [{"enum": ["a", "b"]}, {"items": {"enum": ["a", "b"]}}, {"const": "c"}]}
    (key,) = find_keys("small.on", keys_of("small", {"properties": {"on": choice}}))
    assert key.allowed == ("a", "b", "c")
