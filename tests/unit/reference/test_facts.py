"""The table of facts, and the keys of events: what authors may name, in one place."""

from __future__ import annotations

import pytest

from handover_policy.app.reference import event_keys, schema_keys
from handover_policy.policy.facts import FACTS, FactTable
from handover_policy.policy.names import EMPLOYEE_ATTRIBUTES
from handover_policy.reference.facts import fact_lines, fact_rows, facts_page
from handover_policy.reference.flow import flow, plain
from handover_policy.reference.keys import find_keys
from handover_policy.reference.pages import key_json, key_lines
from handover_policy.texts.texts import languages, texts


def test_every_fact_is_told_with_its_meaning() -> None:
    told = {each.name: each for each in fact_rows("zh")}
    assert {name for name in FACTS if not told[name].meaning} == set()
    assert "retirement（退休）" in told["case.cause"].values
    assert told["employee.tenure_months"].type == texts("zh").say("texts.types.number")
    assert all(FactTable().find(name) for name in FACTS)


@pytest.mark.parametrize("language", languages())
def test_no_fact_of_the_vocabulary_is_without_its_title(language: str) -> None:
    assert [row.name for row in fact_rows(language) if not row.meaning] == []
    assert {row.name for row in fact_rows(language)} >= {*FACTS, *(f"employee.{name}" for name in EMPLOYEE_ATTRIBUTES)}


def test_the_table_stands_on_the_page_and_on_the_terminal() -> None:
    assert "| `tasks.unfinished` | a number | how many handover tasks are unfinished |" in facts_page("en")
    lines = list(fact_lines("zh"))
    assert len(lines) == len(list(fact_rows("zh")))
    assert any(line.startswith("profile.<section>.count") for line in lines)


KEYS = schema_keys() | event_keys()


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_every_key_can_be_told(kind: str) -> None:
    for key in KEYS[kind]:
        assert list(key_lines(key, KEYS[kind], "zh"))
        assert key_json(key, KEYS[kind])["name"] == key.name


def test_a_key_is_found_by_the_last_part_of_its_name_and_tells_its_default() -> None:
    (until,) = find_keys("policy.until", KEYS["policy"])
    assert until.name == "policy.effective.until"
    (hit,) = find_keys("notice_days.hit", KEYS["notice_days"])
    assert "  默认：unique" in list(key_lines(hit, KEYS["notice_days"], "zh"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"tasks.unfinished": 0, "all": ["a", "b c"]}, "{tasks.unfinished: 0, all: [a, b c]}"),
        ("09:00", "09:00"),
        ("12", '"12"'),
        ("2026-01-01", "2026-01-01"),
        ("a: b", '"a: b"'),
        ("builtin:default", "builtin:default"),
        (True, "true"),
        ("", '""'),
    ],
)
def test_a_value_stands_on_one_line(value: object, written: str) -> None:
    assert flow(value) == written


def test_frozen_values_become_plain() -> None:
    assert plain({"a": ({"b": 1},)}) == {"a": [{"b": 1}]}


@pytest.mark.parametrize("language", languages())
def test_no_attribute_of_employees_is_called_by_its_key_where_versions_are_compared(language: str) -> None:
    told = texts(language)
    assert [name for name in EMPLOYEE_ATTRIBUTES if not told.has(f"diff.whom.attributes.{name}")] == []
