"""The schemas: every property explained in two languages, and equal to the tables in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from handover_policy.model.case import TASK_STATES
from handover_policy.model.dates.timeline import ROLLS
from handover_policy.model.effects import EFFECTS
from handover_policy.model.words.anchors import ANCHORS
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.operators import OPERATORS
from handover_policy.policy import names
from handover_policy.policy.facts import FACTS

KINDS = (*names.KINDS, "test", "findings")
CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile("[A-Za-z]{2,}")


def properties(schema: object, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(schema, dict):
        declared = schema.get("properties")
        conditional = path.endswith(("/if", "/then"))
        for name, each in declared.items() if isinstance(declared, dict) and not conditional else ():
            yield f"{path}/{name}", each
        for key, value in schema.items():
            yield from properties(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for place, value in enumerate(schema):
            yield from properties(value, f"{path}/{place}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_is_explained_in_chinese_and_english(schemas, kind) -> None:
    unexplained = [
        f"{path} {key}"
        for path, schema in properties(schemas[kind])
        for key in ("title", "description")
        if not (CHINESE.search(schema.get(key, "")) and ENGLISH.search(schema.get(key, "")))
    ]
    assert list(properties(schemas[kind]))
    assert unexplained == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_valid_and_names_its_kind(schemas, kind) -> None:
    Draft202012Validator.check_schema(schemas[kind])
    assert schemas[kind]["additionalProperties"] is False
    if kind != "findings":
        assert schemas[kind]["properties"]["kind"]["const"] == kind


def test_definitions_of_one_name_are_the_same_in_every_schema(schemas) -> None:
    seen: dict[str, object] = {}
    for kind in KINDS:
        for name, definition in schemas[kind].get("$defs", {}).items():
            assert seen.setdefault(name, definition) == definition, (kind, name)
    assert {"condition", "number"} <= set(seen)


def values_at(schema: Any, *path: str) -> tuple[Any, ...]:
    for step in path:
        if step in {"items", "then"}:
            schema = schema[step]
        else:
            schema = (schema if "properties" in schema else schema["items"])["properties"][step]
    return tuple(schema["enum"])


@pytest.mark.parametrize(
    ("kind", "path", "table"),
    [
        ("clauses", ("clauses", "consequence", "kind"), names.CONSEQUENCES),
        ("clauses", ("clauses", "consequence", "measure"), names.MEASURES),
        ("clauses", ("clauses", "sign"), names.SIGNED_AT),
        ("gates", ("gates", "controls"), names.CONTROLS),
        ("notice_days", ("counting", "from"), names.COUNTED_FROM),
        ("notice_days", ("counting", "unit"), names.COUNTED_UNITS),
        ("notice_days", ("counting", "roll"), names.NOTICE_ROLLS),
        ("notice_days", ("hit",), names.HITS),
        ("notices", ("notices", "channels", "items"), names.CHANNELS),
        ("notices", ("notices", "on", "items"), names.NOTICE_TRIGGERS),
        ("notices", ("notices", "on", "then"), names.NOTICE_TRIGGERS),
        ("obligations", ("final_pay", "roll"), ROLLS),
        ("obligations", ("deductions", "kind"), names.DEDUCTIONS),
        ("test", ("cases", "events", "type"), tuple(EVENT_TYPES)),
        ("test", ("cases", "expect", "effect"), (*EFFECTS, "refusal")),
    ],
)
def test_the_tables_in_the_code_equal_the_schemas(schemas, kind, path, table) -> None:
    assert values_at(schemas[kind], *path) == table


def test_forms_operators_and_states_equal_the_schemas(schemas) -> None:
    accepts = schemas["notice_days"]["properties"]["accepts"]["additionalProperties"]["items"]["enum"]
    assert tuple(accepts) == names.FORMS
    assert tuple(schemas["notices"]["$defs"]["comparison"]["properties"]) == tuple(OPERATORS)
    assert FACTS["task.state"].values == TASK_STATES
    assert FACTS["event.type"].values == tuple(EVENT_TYPES)
    assert set(ANCHORS) == {"arrival", "last_day", "task.start", "task.due", "event"}


def test_every_kind_has_a_schema_and_every_obligation_stands_in_one(schemas) -> None:
    assert set(KINDS) <= set(schemas)
    declared = schemas["obligations"]["properties"]
    for name in names.OBLIGATIONS:
        outer, _, inner = name.partition(".")
        assert (inner or "due") in declared[outer]["properties"]
