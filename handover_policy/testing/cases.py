"""PolicyCase: a case of a test file, with the place of each expectation; and the events it tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.model.dates.timeline import day_away
from handover_policy.policy.inherit.folder import FileRefusal, SourceFile, read_document, report_refusal
from handover_policy.policy.meant.values import day_meant, written_as
from handover_policy.policy.names import EMPLOYEE_ATTRIBUTES
from handover_policy.policy.shape.check import ShapeChecker
from handover_policy.policy.yaml_source.node import Entry, MappingNode, SequenceNode, plain, text_of
from handover_policy.testing.declared import Declared, check_declared
from handover_policy.testing.event_shapes import EventDataChecker, attributes_told, expects

Json: TypeAlias = dict[str, Any]

EMPLOYEE = "E1"
MORNING = "09:00:00"
SOURCE = "policy-test"
OTHER_SET = ("policy", "extends", "set")
"""Keys by which an author might name the set to be tested; a test belongs to the set in whose folder it lies."""
UNDECLARED = ("unknown-value", "notice-days-fallback")
"""Problems that a case expects which tells of somebody whom the set does not provide for."""
ONLY_IN_TESTS = ("at", "effect", "when")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCase:
    """One case of a test file, with the place of each expectation; `receivers` are record fields that name people."""

    name: str
    location: Location
    content: Mapping[str, Any]
    expected_at: tuple[Location, ...]
    never_at: tuple[Location, ...]
    receivers: tuple[str, ...] = ()


def read_cases(
    files: Sequence[SourceFile | FileRefusal],
    schemas: Mapping[str, dict[str, Any]],
    declared: Declared | None = None,
) -> tuple[tuple[PolicyCase, ...], tuple[Finding, ...]]:
    """Return the cases of test files, and what is wrong with the files, also with those that were not read.

    A file without a case is a finding, and so is one that names the set it wants to test, or a field that no effect of
    its kind has: under `never` it would pass for ever. `schemas` are those of `test`, `decision` and of the events;
    `declared` is what the set knows of people, None where it could not be read.
    """
    found = Collected()
    shapes = ShapeChecker({"test": schemas["test"]}, found)
    events = EventDataChecker(schemas, found)
    fields = effect_fields(schemas["decision"])
    cases: list[PolicyCase] = []
    for file in files:
        if isinstance(file, FileRefusal):
            report_refusal(file, "", found)
            continue
        document = read_document(file, "", found, ("test",))
        if document is None:
            continue
        root = _without_other_set(document.root, found)
        shapes.check("test", root)
        listed = root.get("cases")
        nodes = listed.items if isinstance(listed, SequenceNode) else ()
        if not nodes:
            found.error("test-without-case", root.location)
        for node in nodes:
            if isinstance(node, MappingNode):
                _check_fields(node, fields, found)
                _check_times(node, found)
                events.check(node)
                if declared is not None and not expects(node, *UNDECLARED):
                    check_declared(attributes_told(node), declared, found)
                cases.append(_case(node, declared.receivers if declared is not None else ()))
    return tuple(cases), found.sorted()


def effect_fields(decision: Mapping[str, Any]) -> Mapping[str, Collection[str]]:
    """Return the names of the fields of each kind of effect, as the schema of decisions lists them."""
    kinds = {
        kind: tuple(shape["properties"])
        for kind, shape in decision["$defs"].items()
        if "effect" in shape.get("properties", {})
    }
    return {**kinds, "refusal": tuple(decision["properties"]["refusal"]["properties"])}


def _without_other_set(root: MappingNode, found: Collected) -> MappingNode:
    """Return a test file without the keys that name a set, each of them a finding."""
    kept: list[Entry] = []
    for entry in root.entries:
        if entry.key in OTHER_SET:
            found.error("test-names-a-set", entry.key_location, subject=entry.key, named=text_of(entry.value) or "…")
        else:
            kept.append(entry)
    return MappingNode(entries=tuple(kept), location=root.location)


def _check_fields(node: MappingNode, fields: Mapping[str, Collection[str]], found: Collected) -> None:
    for key in ("expect", "never"):
        listed = node.get(key)
        for item in listed.items if isinstance(listed, SequenceNode) else ():
            kind = text_of(item.get("effect")) if isinstance(item, MappingNode) else None
            if not isinstance(item, MappingNode) or kind is None or kind not in fields:
                continue
            known = (*ONLY_IN_TESTS, *fields[kind])
            for entry in item.entries:
                if entry.key not in known and not (kind == "claim" or entry.key == "refusal"):
                    details = {"effect": kind, "allowed": ", ".join(known)}
                    found.error("unknown-effect-field", entry.key_location, subject=entry.key, known=known, **details)


def _check_times(node: MappingNode, found: Collected) -> None:
    """Note each `at` that is no time: an event could not be played, an expectation would never match."""
    for key in ("events", "expect", "never"):
        listed = node.get(key)
        for item in listed.items if isinstance(listed, SequenceNode) else ():
            written = item.get("at") if isinstance(item, MappingNode) else None
            at = text_of(written)
            fits = _is_moment if key == "events" else _is_time
            if written is not None and at is not None and not (at == "" or fits(at)):
                found.error("test-time-unfit", written.location, subject=at, **written_as(day_meant(at)))


def _is_moment(at: str) -> bool:
    """Return whether an event can be told at this time: a day, or a time with its minutes, with its offset or not."""
    return _is_time(at) and (_DAY.fullmatch(at) is not None or _CLOCK.fullmatch(at) is not None)


def _is_time(at: str) -> bool:
    """Return whether an effect can have come at this time, or within it."""
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return False
    return _DAY.fullmatch(at[:10]) is not None


def _case(node: MappingNode, receivers: tuple[str, ...]) -> PolicyCase:
    content = cast("Json", plain(node))
    return PolicyCase(
        name=str(content.get("name", "")),
        location=node.location,
        content=content,
        expected_at=_places(node, "expect"),
        never_at=_places(node, "never"),
        receivers=receivers,
    )


COLLEAGUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "successor.assigned": ("successor",),
        "delegation.recorded": ("from", "to"),
    }
)
"""What names people in an event of a case: they are taken to be there unless the case itself tells of them."""
OF_THE_EMPLOYEE = frozenset(EMPLOYEE_ATTRIBUTES) - {"manager", "team_leader"} | {"id"}
"""Attributes that name nobody; any other may be what a party resolves to."""


def _places(node: MappingNode, key: str) -> tuple[Location, ...]:
    listed = node.get(key)
    return tuple(item.location for item in listed.items) if isinstance(listed, SequenceNode) else ()


def colleagues(case: PolicyCase) -> tuple[str, ...]:
    """Return whom a case names as there without telling of them: nothing that they owe is about the case."""
    told = {event.get("subject") for event in case.content.get("events") or ()}
    return tuple(name for name in people_there(case) if name not in told)


def people_there(case: PolicyCase) -> tuple[str, ...]:
    """Return whom a case names without hiring them: who is above the employee, who takes over, whom records name."""
    content = case.content
    events, employee = content.get("events") or (), content.get("employee") or {}
    named = [employee.get("manager", "M1"), *(employee[name] for name in employee if name not in OF_THE_EMPLOYEE)]
    for event in events:
        data, keys = event.get("data") or {}, COLLEAGUES.get(event["type"], ())
        changed = event["type"] == "employee.changed"
        named += [data[name] for name in data if name in keys or (changed and name not in OF_THE_EMPLOYEE)]
    named += [record.get(field) for record in _records(content) for field in case.receivers]
    hired = {event.get("subject") for event in events if event["type"] == "employee.hired"}
    hired.add(str(employee.get("id", EMPLOYEE)))
    return tuple(dict.fromkeys(each for each in named if isinstance(each, str) and each and each not in hired))


def _records(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the records of the work profile that a case tells, at its beginning and in its events."""
    for records in (content.get("profile") or {}).values():
        yield from records
    for event in content.get("events") or ():
        if event["type"] == "profile.updated":
            yield from (event.get("data") or {}).get("records") or ()


def case_events(case: PolicyCase, zone: ZoneInfo) -> Iterator[Json]:
    """Yield the events of a case: the employee hired, their profile told, then the events as written."""
    content = case.content
    events = content.get("events") or ()
    employee = dict(content.get("employee") or {})
    subject = str(employee.pop("id", EMPLOYEE))
    first = date.fromisoformat(str(events[0]["at"])[:10]) if events else date(2026, 1, 1)
    told = {"name": "张三", "role": "office", "stage": "regular", "manager": "M1"} | employee
    told.setdefault("hired_on", day_away(first, -1).isoformat())
    for other in people_there(case):
        shown = {"name": other, "role": told["role"], "stage": told["stage"], "hired_on": told["hired_on"]}
        yield _event(f"hired-{other}", "employee.hired", other, f"{told['hired_on']}T{MORNING}", zone, shown)
    yield _event("hired", "employee.hired", subject, f"{told['hired_on']}T{MORNING}", zone, told)
    before = day_away(first, -1).isoformat()
    for section, records in (content.get("profile") or {}).items():
        data = {"section": section, "records": records}
        yield _event(f"profile-{section}", "profile.updated", subject, f"{before}T{MORNING}", zone, data)
    for number, event in enumerate(events, start=1):
        named = "*" if event["type"] == "clock.ticked" else subject
        name = str(event.get("id", f"event-{number}"))
        yield _event(name, event["type"], str(event.get("subject", named)), str(event["at"]), zone, event.get("data"))


def _event(name: str, kind: str, subject: str, at: str, zone: ZoneInfo, data: Json | None) -> Json:  # noqa: PLR0917 - the parts of an event, by name in one place only
    event: Json = {"id": name, "source": SOURCE, "type": kind, "subject": subject, "time": _moment(at, zone)}
    if data is not None:
        event["data"] = data
    return event


def _moment(at: str, zone: ZoneInfo) -> str:
    if _DAY.fullmatch(at):
        at = f"{at}T{MORNING}"
    if _LOCAL.fullmatch(at):
        return datetime.fromisoformat(at).replace(tzinfo=zone).isoformat()
    return at
