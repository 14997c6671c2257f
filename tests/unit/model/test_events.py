"""What events tell: every key of a type's schema has its place in a noun, and nothing is guessed for a wrong value."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handover_policy.model.event_reading import read_data
from handover_policy.model.events import DelegationRecorded, EmployeeHired, Untold
from handover_policy.model.events_of_cases import LossRecorded, ResignationSubmitted
from handover_policy.model.words.event_types import EVENT_TYPES, data_class

SCHEMAS = Path(__file__).parents[3] / "schemas" / "events"
VALUES: dict[str, Any] = {"string": "x", "number": 1.5, "integer": 2, "boolean": True}
BY_NAME: dict[str, Any] = {
    "clauses": ["c"],
    "tasks": ["sales.customers"],
    "records": [{"name": "a"}],
    "items": [{"name": "a"}],
    "evidence": [{"kind": "file", "path": "a", "sha256": "0" * 64}],
}


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return schema


def sample(name: str) -> dict[str, Any]:
    """Return data with a value under every key that the schema of a type names."""
    told: dict[str, Any] = {}
    for key, rule in schema_of(name).get("properties", {}).items():
        value = BY_NAME.get(key, rule["enum"][0] if "enum" in rule else VALUES.get(str(rule.get("type")), "x"))
        told[key] = "2026-03-02" if rule.get("format") == "date" else value
    return told


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_key_of_a_type_has_its_place(name: str) -> None:
    told = read_data(data_class(name), sample(name))
    named = {type(told).KEYS.get(field.name, field.name) for field in fields(told)}
    if "attributes" not in named:
        assert set(sample(name)) <= named
    assert told.actor == ("x" if {"by", "agreed_by", "accepted_by"} & set(sample(name)) else "")
    assert told.motive == ("x" if "reason" in sample(name) else "")


def test_a_type_that_nobody_knows_tells_nothing() -> None:
    told = read_data(data_class("canteen.visited"), {"by": "E1"})
    assert (told, told.actor, told.motive) == (Untold(), "", "")


def test_values_are_days_amounts_and_texts() -> None:
    loss = read_data(LossRecorded, {"amount": 0.1, "description": "d", "proven": False})
    assert isinstance(loss, LossRecorded)
    assert (loss.amount, loss.proven) == (Decimal("0.1"), False)
    resigned = read_data(ResignationSubmitted, {"form": "written", "requested_last_day": "2026-04-01"})
    assert isinstance(resigned, ResignationSubmitted)
    assert (resigned.requested_last_day, resigned.motive) == (date(2026, 4, 1), "")
    named = read_data(DelegationRecorded, {"from": "A", "to": "B", "by": "C", "until": None})
    assert named == DelegationRecorded(principal="A", delegate="B", by="C")


def test_an_attribute_that_is_null_is_as_absent() -> None:
    told = read_data(EmployeeHired, {"name": "a", "title": None, "hired_on": "2026-03-02"})
    assert isinstance(told, EmployeeHired)
    assert dict(told.attributes) == {"name": "a", "hired_on": "2026-03-02"}


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"amount": "5000", "description": "d", "proven": True}, TypeError),
        ({"amount": True, "description": "d", "proven": True}, TypeError),
        ({"amount": 5, "description": 1, "proven": True}, TypeError),
        ({"amount": 5, "description": "d", "proven": "yes"}, TypeError),
        ({"description": "d", "proven": True}, TypeError),
    ],
)
def test_a_wrong_value_is_never_guessed(data: dict[str, Any], wrong: type[Exception]) -> None:
    with pytest.raises(wrong):
        read_data(LossRecorded, data)


def test_a_text_that_is_no_day_is_none() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        read_data(ResignationSubmitted, {"form": "written", "requested_last_day": "soon"})
