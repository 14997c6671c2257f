"""The schemas: decisions are valid by theirs, closed values are those of the code, and editors can show them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from handover_policy.app.library import load_schemas
from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.decide.case_events import ACTS
from handover_policy.decide.person_events import PERSON_EVENTS
from handover_policy.model.effects import EFFECTS
from handover_policy.model.words.outcomes import OUTCOMES
from handover_policy.model.written.effect_json import decision_json
from handover_policy.sources.event_files import told_events

ROOT = Path(__file__).parents[3]
SCHEMAS = load_schemas()
DECISION = SCHEMAS["decision"]

EVENTS_BESIDE_THE_EXAMPLE = (
    b"{broken",
    b'{"id":"x-1","source":"t","type":"unknown.type","subject":"E1001","time":"2026-05-01T10:00:00+08:00"}',
    b'{"id":"x-2","source":"t","type":"employee.left","subject":"nobody","time":"2026-05-01T10:00:00+08:00","data":{"on":"2026-05-01"}}',
    (
        b'{"id":"x-3","source":"t","type":"departure.declared","subject":"E1002","time":"2026-05-01T10:00:00+08:00",'
        b'"data":{"cause":"mutual","last_day":"2026-05-20","by":"U-HR"}}'
    ),
    (
        b'{"id":"x-4","source":"t","type":"loss.recorded","subject":"E1002","time":"2026-05-02T10:00:00+08:00",'
        b'"data":{"amount":1200.5,"description":"laptop","proven":true}}'
    ),
    (
        b'{"id":"x-5","source":"t","type":"task.waived","subject":"E1002","time":"2026-05-02T11:00:00+08:00",'
        b'"data":{"task":"E1002/1:sales.customers","by":"M200","reason":"handed over before"}}'
    ),
    b'{"id":"x-6","source":"t","type":"employee.absent","subject":"M200","time":"2026-05-03T11:00:00+08:00","data":{"since":"2026-05-03"}}',
    b'{"id":"x-7","source":"t","type":"clock.ticked","subject":"*","time":"2026-08-03T11:00:00+08:00"}',
)


def example_decisions() -> Iterator[dict[str, Any]]:
    """Yield the decisions of the shipped example, and of events that lead to the effects it does not have."""
    run = Run(open_policies([ROOT / "rules" / "default"]))
    with (ROOT / "examples" / "salesman.jsonl").open("rb") as stream:
        for decided in run.decisions(told_events(stream)):
            yield json.loads(json.dumps(decision_json(decided.decision), default=dict))
    lines = b"\n".join(EVENTS_BESIDE_THE_EXAMPLE)

    for decided in run.decisions(told_events(BytesIO(lines))):
        yield json.loads(json.dumps(decision_json(decided.decision), default=dict))


def properties(schema: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every named property below a schema, with its place; those of `if` name no new ones."""
    if isinstance(schema, list):
        for number, item in enumerate(schema):
            yield from properties(item, f"{place}[{number}]")
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key in {"if", "then", "else", "not", "default", "examples", "const", "enum", "required"}:
            continue
        if key == "properties":
            for name, rule in value.items():
                if isinstance(rule, dict):
                    yield f"{place}.{name}", rule
                yield from properties(rule, f"{place}.{name}")
        else:
            yield from properties(value, f"{place}/{key}")


def test_every_decision_of_the_example_is_valid_by_its_schema() -> None:
    validator = jsonschema_rs.Draft202012Validator(DECISION, validate_formats=True)
    wrong = [
        (decision["event"], [f"{list(error.instance_path)}: {error.message[:300]}" for error in found])
        for decision in example_decisions()
        if (found := list(validator.iter_errors(decision)))
    ]
    assert wrong == []


def test_the_example_and_its_neighbours_show_every_effect_and_outcome_but_the_duplicate() -> None:
    decisions = list(example_decisions())
    effects = {effect["effect"] for decision in decisions for effect in decision.get("effects", ())}
    assert effects == set(EFFECTS)
    assert {decision["outcome"] for decision in decisions} == set(OUTCOMES) - {"duplicate"}


def test_a_refused_decision_with_effects_is_not_valid() -> None:
    validator = jsonschema_rs.Draft202012Validator(DECISION)
    refused: dict[str, object] = {"event": {"line": 3}, "case": None, "policy": None, "outcome": "refused"}
    refused["refusal"] = {"code": "invalid-event", "message": "x", "params": {}}
    assert validator.is_valid(refused)
    assert not validator.is_valid({**refused, "effects": []})
    assert not validator.is_valid({**refused, "refusal": {"code": "unheard-of", "message": "x", "params": {}}})


def test_the_schema_has_one_effect_for_each_effect_of_the_code() -> None:
    offered = DECISION["properties"]["effects"]["items"]["oneOf"]
    assert tuple(row["$ref"].removeprefix("#/$defs/") for row in offered) == EFFECTS
    assert all(DECISION["$defs"][name]["properties"]["effect"]["const"] == name for name in EFFECTS)


def test_the_event_types_of_the_code_are_the_files_under_events() -> None:
    files = {name.removeprefix("events/") for name in SCHEMAS if name.startswith("events/")}
    assert files == {*ACTS, *PERSON_EVENTS, "clock.ticked"}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_itself_valid(name: str) -> None:
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(SCHEMAS[name])


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_property_has_an_ascii_title_and_a_description_in_both_languages(name: str) -> None:
    bare = [
        place
        for place, rule in properties(SCHEMAS[name], name)
        if "$ref" not in rule or "title" in rule
        if not rule.get("title", "").isascii() or " / " not in rule.get("description", "")
    ]
    assert bare == []
