"""What schemas say of words is what the tables of words say; the schema of all events says what each type's does."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs

from handover_policy.app.library import load_schemas
from handover_policy.model.effects import EFFECTS
from handover_policy.model.words.event_types import EVENT_TYPES

ROOT = Path(__file__).parents[3]
MADE = runpy.run_path(str(ROOT / "release" / "schemas.py"))
SCHEMAS = load_schemas()
MANY = 2
"""A list of so many words that stands in several files is a word of the language, whoever wrote it down."""


def enums(schema: Any, name: str, place: str = "") -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield name, place, tuple(schema["enum"])
        for key, value in schema.items():
            yield from enums(value, name, f"{place}/{key}".lstrip("/"))
    elif isinstance(schema, list):
        for number, value in enumerate(schema):
            yield from enums(value, name, f"{place}/{number}")


def constants(schema: Any, choice: Any, key: str) -> list[str]:
    branches = [schema["$defs"][each["$ref"].rpartition("/")[2]] for each in choice["oneOf"]]
    return [branch["properties"][key]["const"] for branch in branches]


def told_events() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "examples").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def test_every_schema_is_what_make_schemas_writes() -> None:
    assert list(MADE["outdated"]()) == []


def test_no_list_of_words_stands_by_hand_in_more_than_one_schema() -> None:
    made = {(name, place) for name, places in MADE["ENUMS"].items() for place in places}
    seen: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for name, schema in SCHEMAS.items():
        if name == MADE["ALL_EVENTS"]:
            continue
        for at, place, values in enums(schema, name):
            seen.setdefault(values, []).append((at, place))
    repeated = {
        values: [place for place in places if place not in made]
        for values, places in seen.items()
        if len({name for name, _ in places}) >= MANY
    }
    assert {values: places for values, places in repeated.items() if places} == {}


def test_each_branch_of_all_events_and_of_effects_is_told_apart_by_its_constant() -> None:
    events, decision = SCHEMAS["events"], SCHEMAS["decision"]
    told = [events["$defs"][each["$ref"].rpartition("/")[2]]["properties"]["type"]["const"] for each in events["oneOf"]]
    assert told == list(EVENT_TYPES)
    items = decision["properties"]["effects"]["items"]
    kinds = [
        decision["$defs"][each["$ref"].rpartition("/")[2]]["properties"]["effect"]["const"] for each in items["oneOf"]
    ]
    assert kinds == list(EFFECTS)
    assert (events["discriminator"], items["discriminator"]) == ({"propertyName": "type"}, {"propertyName": "effect"})


def test_every_definition_has_a_name_and_a_title_that_programs_can_use() -> None:
    names = [name for schema in SCHEMAS.values() for name in schema.get("$defs", {})]
    assert [name for name in names if not name.isascii() or not name.isidentifier()] == []
    titles = [each.get("title", "") for each in SCHEMAS["events"]["$defs"].values()]
    assert sorted(titles) == sorted(set(titles)) == sorted(SCHEMAS["events"]["$defs"])


def test_all_events_take_what_envelope_and_type_take_and_refuse_what_either_refuses() -> None:
    every = jsonschema_rs.Draft202012Validator(SCHEMAS["events"], validate_formats=True)
    envelope = jsonschema_rs.Draft202012Validator(SCHEMAS["event"], validate_formats=True)
    types = {name: jsonschema_rs.Draft202012Validator(SCHEMAS[f"events/{name}"]) for name in EVENT_TYPES}
    seen = set()
    for event in told_events():
        seen.add(event["type"])
        for changed in (event, *_spoilt(event)):
            apart = envelope.is_valid(changed) and types[event["type"]].is_valid(changed.get("data", {}))
            assert every.is_valid(changed) is apart, changed
    assert len(seen) > len(EVENT_TYPES) // 2


def _spoilt(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an event with each key of its envelope, or of its data, of a wrong type."""
    for key in event:
        if key != "type":
            yield {**event, key: [[]]}
    data = event.get("data", {})
    for key in data:
        yield {**event, "data": {**data, key: {"a": 1}}}
        if key in SCHEMAS[f"events/{event['type']}"].get("required", ()):
            yield {**event, "data": {each: value for each, value in data.items() if each != key}}
