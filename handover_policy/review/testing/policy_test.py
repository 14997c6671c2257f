"""PolicyCase, CaseResult: cases a lawyer can read, run against a policy (contract section 5, "Policy tests")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.policy.inherit.folder import SourceFile, read_document
from handover_policy.policy.shape.check import ShapeChecker
from handover_policy.policy.yaml_source.node import MappingNode, SequenceNode, plain

Json: TypeAlias = dict[str, Any]
Decide: TypeAlias = Callable[[Json], Json]
"""Judges one event (CloudEvents JSON) and returns the decision (contract section 4), remembering what came before."""

EMPLOYEE = "E1"
MORNING = "09:00:00"
SOURCE = "policy-test"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCase:
    """One case of a test file, with the place of each expectation."""

    name: str
    location: Location
    content: Mapping[str, Any]
    expected_at: tuple[Location, ...]
    never_at: tuple[Location, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An expectation that matched nothing, or a `never` that matched; `nearest` is the effect that came closest."""

    location: Location
    wanted: Mapping[str, Any]
    nearest: Mapping[str, Any] | None
    forbidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """How one case came out; `refused` tells the events of the case that were refused, in words."""

    case: PolicyCase
    failures: tuple[Failure, ...]
    refused: tuple[str, ...]


def read_cases(
    files: Sequence[SourceFile], schemas: Mapping[str, dict[str, object]]
) -> tuple[tuple[PolicyCase, ...], tuple[Finding, ...]]:
    """Return the cases of test files, and what is wrong with the files; a file without a case is a finding."""
    found = Collected()
    shapes = ShapeChecker({"test": schemas["test"]}, found)
    cases: list[PolicyCase] = []
    for file in files:
        document = read_document(file, "", found, ("test",))
        if document is None:
            continue
        shapes.check("test", document.root)
        listed = document.root.get("cases")
        nodes = listed.items if isinstance(listed, SequenceNode) else ()
        if not nodes:
            found.error("test-without-case", document.root.location)
        cases.extend(_case(node) for node in nodes if isinstance(node, MappingNode))
    return tuple(cases), found.sorted()


def _case(node: MappingNode) -> PolicyCase:
    content = cast("Json", plain(node))
    return PolicyCase(
        name=str(content.get("name", "")),
        location=node.location,
        content=content,
        expected_at=_places(node, "expect"),
        never_at=_places(node, "never"),
    )


def _places(node: MappingNode, key: str) -> tuple[Location, ...]:
    listed = node.get(key)
    return tuple(item.location for item in listed.items) if isinstance(listed, SequenceNode) else ()


def run_case(case: PolicyCase, decide: Decide, zone: ZoneInfo) -> CaseResult:
    """Return how a case comes out; `decide` starts knowing nobody, days of the case are local days of `zone`."""
    effects: list[Json] = []
    refused: list[str] = []
    wants_refusal = any("refusal" in want or want.get("effect") == "refusal" for want in case.content.get("expect", ()))
    for event in case_events(case.content, zone):
        decision = decide(event)
        day = str(event["time"])
        if decision["outcome"] == "refused":
            refusal = decision["refusal"]
            effects.append({"effect": "refusal", "when": day, **refusal})
            if not wants_refusal:
                refused.append(f"{event['type']} {day}: {refusal['code']}，{refusal['message']}")
        effects.extend({**effect, "when": day} for effect in decision.get("effects", ()))
    failures = [
        *_missing(case.content.get("expect", ()), case.expected_at, effects),
        *_present(case.content.get("never", ()), case.never_at, effects),
    ]
    return CaseResult(case=case, failures=tuple(failures), refused=tuple(refused))


def case_events(content: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Json]:
    """Yield the events of a case: the employee hired, their profile told, then the events as written."""
    events = content.get("events") or ()
    employee = dict(content.get("employee") or {})
    subject = str(employee.pop("id", EMPLOYEE))
    first = date.fromisoformat(str(events[0]["at"])[:10]) if events else date(2026, 1, 1)
    told = {"name": "张三", "role": "office", "stage": "regular", "manager": "M1"} | employee
    told.setdefault("hired_on", (first - timedelta(days=1)).isoformat())
    yield _event("hired", "employee.hired", subject, f"{told['hired_on']}T{MORNING}", zone, told)
    before = (first - timedelta(days=1)).isoformat()
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


def _missing(wanted: Sequence[Json], places: Sequence[Location], effects: list[Json]) -> Iterator[Failure]:
    for want, place in zip(wanted, places, strict=True):
        if not any(_matches(want, effect) for effect in effects):
            yield Failure(location=place, wanted=want, nearest=_nearest(want, effects), forbidden=False)


def _present(wanted: Sequence[Json], places: Sequence[Location], effects: list[Json]) -> Iterator[Failure]:
    for want, place in zip(wanted, places, strict=True):
        match = next((effect for effect in effects if _matches(want, effect)), None)
        if match is not None:
            yield Failure(location=place, wanted=want, nearest=match, forbidden=True)


def _matches(want: Mapping[str, Any], effect: Mapping[str, Any]) -> bool:
    if "at" in want and not str(effect["when"]).startswith(str(want["at"]).replace(" ", "T")):
        return False
    return all(contains(effect.get(name), value) for name, value in want.items() if name != "at")


def contains(actual: Any, wanted: Any) -> bool:  # noqa: ANN401 - any two JSON values
    """Return whether a JSON value has what is wanted of it: mappings by their entries, lists by their elements."""
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(contains(actual.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(actual, list) and all(any(contains(item, value) for item in actual) for value in wanted)
    return bool(actual == wanted) and isinstance(actual, bool) == isinstance(wanted, bool)


def _nearest(want: Mapping[str, Any], effects: list[Json]) -> Json | None:
    alike = [effect for effect in effects if effect["effect"] == want.get("effect")]
    agreed = [sum(contains(effect.get(name), value) for name, value in want.items()) for effect in alike]
    return alike[agreed.index(max(agreed))] if alike else None
