"""The schemas: every property explained in two languages, and equal to the tables in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from handover_policy.model.words.duties import OBLIGATIONS
from handover_policy.policy import names

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
        path
        for path, schema in properties(schemas[kind])
        if not all(
            (
                schema.get("title", "").isascii(),
                CHINESE.search(schema.get("description", "")),
                ENGLISH.search(schema.get("description", "")),
            )
        )
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


def test_every_kind_has_a_schema_and_every_obligation_stands_in_one(schemas) -> None:
    assert set(KINDS) <= set(schemas)
    declared = schemas["obligations"]["properties"]
    for name in OBLIGATIONS:
        outer, _, inner = name.partition(".")
        assert (inner or "due") in declared[outer]["properties"]
