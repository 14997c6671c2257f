"""EventDataChecker: what the events of policy tests tell, held against the schemas of their types, at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handover_policy.findings.collected import Collected
from handover_policy.policy.shape.check import ShapeChecker
from handover_policy.policy.yaml_source.node import Entry, MappingNode, SequenceNode, text_of

ROOM = "events/"
INVALID = "invalid-event"
"""A case that expects this refusal tells on purpose what cannot be read."""
HIRED = "employee.hired"


class EventDataChecker:
    """Checks the `data` of events, and the employee of a case as an event would tell of him."""

    __slots__ = ("_shapes", "_types")

    def __init__(self, schemas: Mapping[str, dict[str, Any]], found: Collected) -> None:
        """Take the schemas by name, those of events as `events/<type>`, and where findings go."""
        types = {
            name.removeprefix(ROOM): _with_defaults(schema) for name, schema in schemas.items() if name.startswith(ROOM)
        }
        types["employee"] = _of_employee(types[HIRED])
        self._types = types.keys()
        self._shapes = ShapeChecker(types, found)

    def check(self, case: MappingNode) -> None:
        """Note what is wrong with the employee and the events of a case."""
        if expects(case, INVALID):
            return
        employee = case.get("employee")
        if isinstance(employee, MappingNode):
            self._shapes.check("employee", employee)
        events = case.get("events")
        for event in events.items if isinstance(events, SequenceNode) else ():
            kind = text_of(event.get("type")) if isinstance(event, MappingNode) else None
            if isinstance(event, MappingNode) and kind is not None and kind in self._types:
                data = event.get("data")
                missing = MappingNode(entries=(), location=event.location)
                self._shapes.check(kind, data if isinstance(data, MappingNode) else missing)


def expects(case: MappingNode, *codes: str) -> bool:
    """Return whether a case expects a refusal or a problem of one of these codes."""
    return any(text_of(item.get("code")) in codes for item in _expected(case))


def _expected(case: MappingNode) -> Iterator[MappingNode]:
    listed = case.get("expect")
    for item in listed.items if isinstance(listed, SequenceNode) else ():
        if isinstance(item, MappingNode):
            yield item


def _with_defaults(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that does not ask for what has a default."""
    rules = schema.get("properties", {})
    return {**schema, "required": [name for name in schema.get("required", ()) if "default" not in rules.get(name, {})]}


def _of_employee(hired: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a case's employee: all of it has a default, and it may have an id."""
    return {**hired, "required": [], "properties": {"id": {"type": "string", "minLength": 1}, **hired["properties"]}}


def attributes_told(case: MappingNode) -> Iterator[Entry]:
    """Yield what a case tells of people: of its employee, and in events that hire or change somebody."""
    employee = case.get("employee")
    yield from employee.entries if isinstance(employee, MappingNode) else ()
    events = case.get("events")
    for event in events.items if isinstance(events, SequenceNode) else ():
        if isinstance(event, MappingNode) and text_of(event.get("type")) in {HIRED, "employee.changed"}:
            data = event.get("data")
            yield from data.entries if isinstance(data, MappingNode) else ()
