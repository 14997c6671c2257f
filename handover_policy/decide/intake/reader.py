"""Intake: one line of JSON in, an Event or the reason it is none out (contract section 3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import jsonschema_rs
import orjson

from handover_policy.decide.intake.envelope import BINARY, Unfit, envelope
from handover_policy.decide.intake.misspelt import misspelt, once
from handover_policy.decide.intake.moments import moment_told, no_moment
from handover_policy.model.decision import Reason
from handover_policy.model.event_reading import read_data
from handover_policy.model.events import Event, Untold
from handover_policy.model.words.event_types import EVENT_TYPES, data_class

MOST_BYTES = 4_000_000
LARGEST = 2**53
LARGEST_FLOAT = 1e300
MOST_DIGITS = 17
LONGEST_NAME = 1024
OF_ANY_TYPE = ("id", "source", "type", "specversion")
UNTIMED = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands for the moment of an event whose type nobody knows and which tells none."""
IDENTITY = ("source", "id", "type", "time")
NO_DATA: Mapping[str, object] = MappingProxyType({})
MOST_ERRORS = 10
TOO_DEEP = Reason("too-deep")
SHOWN = 100
"""Characters of a value that a reason shows."""
ASKED: Mapping[str, str] = MappingProxyType(
    {
        "required": "property",
        "additionalProperties": "unexpected",
        "type": "types",
        "enum": "options",
        **dict.fromkeys(("minimum", "maximum", "minLength", "maxLength"), "limit"),
        **dict.fromkeys(("minItems", "maxItems", "minProperties"), "limit"),
    }
)
"""What each keyword of a schema asks for, by the name under which the validator tells it: a param of the reason."""
OF_CONTAINERS = frozenset({"required", "additionalProperties", "minItems", "maxItems", "minProperties"})
"""Keywords of whole lists and mappings: what stands in these is not repeated in a reason."""
MOST_LEVELS = 100
"""How deeply an event may nest; a fixed bound, so that no stack decides which events are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A line that is no event: what is known of its identity (its line number at least), and why, all reasons told."""

    event: Mapping[str, object]
    reasons: tuple[Reason, ...]


class _Rejected(Exception):
    """The JSON holds something that no event may hold."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Rejected(Reason("key-twice", params={"key": twice[:100]}))
    return found


def _constant(name: str) -> object:
    raise _Rejected(Reason("no-number", params={"written": name}))


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS or abs(number := int(text)) > LARGEST:
        raise _Rejected(Reason("integer-too-large"))
    return number or 0


def _float(text: str) -> float | int:
    number = float(text)
    if not -LARGEST_FLOAT < number < LARGEST_FLOAT:
        raise _Rejected(Reason("number-too-large"))
    return int(number) if number.is_integer() and abs(number) <= LARGEST else number


class EventReader:
    """Reads events strictly: JSON without doubles, the CloudEvents envelope, the data of the event's type."""

    def __init__(self, envelope: Mapping[str, Any], types: Mapping[str, Mapping[str, Any]]) -> None:
        """Compile the schemas: that of the envelope, and those of `data` by event type."""
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_integer, parse_float=_float
        )
        self._envelope = jsonschema_rs.Draft202012Validator(dict(envelope), validate_formats=True)
        self._types = {
            name: jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
            for name, schema in types.items()
        }
        self._defaults = {
            name: {key: rule["default"] for key, rule in schema.get("properties", {}).items() if "default" in rule}
            for name, schema in types.items()
        }

    def read(self, line: bytes, number: int) -> Event | Unreadable:
        """Return the event that a line (UTF-8 JSON) holds; `number` names the line where it holds none."""
        if len(line) > MOST_BYTES:
            return _unreadable(number, Reason("too-long", params={"limit": MOST_BYTES}))
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return _unreadable(number, Reason("not-utf8"))
        return self.read_text(text, number)

    def read_text(self, text: str, number: int) -> Event | Unreadable:
        """Return the event that a text holds."""
        try:
            told = self._decoded(text.lstrip("\ufeff"))
        except _Rejected as rejected:
            return _unreadable(number, rejected.reason)
        return self.check(told, number)

    def _decoded(self, text: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return the JSON value of a text, read strictly; raises _Rejected with the reason where it holds none."""
        try:
            told = self._decoder.decode(text)
        except RecursionError:
            raise _Rejected(TOO_DEEP) from None
        except json.JSONDecodeError as error:
            raise _Rejected(Reason("not-json", params={"column": error.colno})) from None
        if text.count("{") + text.count("[") > MOST_LEVELS and _too_deep(told):
            raise _Rejected(TOO_DEEP)
        return told

    def check(self, told: object, number: int) -> Event | Unreadable:
        """Return the event that a JSON value is, with the defaults of its schema filled in."""
        if not isinstance(told, dict):
            return _unreadable(number, Reason("no-object"))
        event = self._checked(told, number)
        kind = told.get("type")
        if isinstance(event, Unreadable) and isinstance(kind, str) and kind not in EVENT_TYPES:
            return self._of_no_known_type(told, number)
        return event

    def _checked(self, told: dict[str, Any], number: int) -> Event | Unreadable:
        try:
            plain = envelope(told, self._decoded)
        except Unfit as unfit:
            return Unreadable(event=_identity(told, number), reasons=unfit.reasons[:MOST_ERRORS])
        except _Rejected as rejected:
            return Unreadable(event=_identity(told, number), reasons=(replace(rejected.reason, at=BINARY),))
        reasons = _reasons(self._envelope, plain, "")
        if reasons:
            return Unreadable(event=_identity(told, number), reasons=reasons)
        kind, subject = plain["type"], plain["subject"]
        data = plain.get("data") or {}
        validator = self._types.get(kind)
        if validator is not None:
            reasons = _reasons(validator, data, "data")
        if (kind == "clock.ticked") != (subject == "*") and validator is not None:
            reasons = (*reasons, Reason("subject-of-clock", "subject"))
        moment = moment_told(plain["time"])
        if moment is None:
            reasons = (*reasons, no_moment(plain["time"]))
        if reasons or moment is None:
            return Unreadable(event=_identity(told, number), reasons=reasons)
        said = {key: value for key, value in data.items() if value is not None}  # null is as absent
        plain["data"] = {**self._defaults.get(kind, {}), **said}
        return self._event(plain, moment, number)

    def _of_no_known_type(self, told: dict[str, Any], number: int) -> Event | Unreadable:
        """Return an event of a type that nobody knows, of which only its identity is looked at (contract 2.1)."""
        known = {name: told[name] for name in OF_ANY_TYPE if name in told}
        reasons = _reasons(self._envelope, {**known, "subject": "*", "time": UNTIMED.isoformat()}, "")
        if reasons:
            return Unreadable(event=_identity(told, number), reasons=reasons)
        written, subject = told.get("time"), told.get("subject")
        time = moment_told(written) if isinstance(written, str) else None
        timed = time is not None and time.tzinfo is not None
        content = {**known, "data": told.get("data"), "subject": subject}
        content["time"] = time.astimezone(UTC).isoformat() if timed and time is not None else written
        try:
            digest = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            return _unreadable(number, Reason("lone-surrogate"))
        return Event(
            source=told["source"],
            id=told["id"],
            type=told["type"],
            subject=subject if isinstance(subject, str) else "*",
            time=time if timed and time is not None else UNTIMED,
            written_time=written if isinstance(written, str) and _short(written) else "",
            data=NO_DATA,
            digest=hashlib.blake2b(digest, digest_size=16).digest(),
            told=Untold(),
        )

    def _event(self, told: dict[str, Any], moment: datetime, number: int) -> Event | Unreadable:
        # What an event says: its extensions, and how its moment is written, are none of it (contract 2.1).
        said = (told["type"], told["subject"], moment.astimezone(UTC).isoformat(), told["data"])
        try:
            # Numbers were brought to one form while reading, so sorted compact JSON is equal exactly where the
            # RFC 8785 forms are equal.
            written = orjson.dumps((*said, told["source"], told["id"]), option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            return _unreadable(number, Reason("lone-surrogate"))
        try:
            means = read_data(data_class(told["type"]), told["data"])
        except (TypeError, ValueError) as error:  # a schema laxer than the noun: nothing is guessed in its place
            return Unreadable(
                event=_identity(told, number), reasons=(Reason("by-schema", "data", {"told": str(error)}),)
            )
        return Event(
            source=told["source"],
            id=told["id"],
            type=told["type"],
            subject=told["subject"],
            time=moment,
            written_time=told["time"],
            data=MappingProxyType(told["data"]),
            digest=hashlib.blake2b(written, digest_size=16).digest(),
            told=means,
        )


def _too_deep(value: object) -> bool:
    layer = [value]
    for _ in range(MOST_LEVELS):
        layer = [
            member
            for part in layer
            if isinstance(part, dict | list)
            for member in (part.values() if isinstance(part, dict) else part)
        ]
        if not layer:
            return False
    return True


def _unreadable(number: int, reason: Reason) -> Unreadable:
    return Unreadable(event=MappingProxyType({"line": number}), reasons=(reason,))


def _identity(told: Mapping[str, object], number: int) -> Mapping[str, object]:
    known = {name: told[name] for name in IDENTITY if _short(told.get(name))}
    return MappingProxyType(known if {"source", "id"} <= set(known) else {"line": number})


def _short(value: object) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reasons(validator: jsonschema_rs.Draft202012Validator, value: object, prefix: str) -> tuple[Reason, ...]:
    try:
        if validator.is_valid(value):
            return ()
        found = []
        for error in validator.iter_errors(value):
            path = ".".join(str(part) for part in ([prefix] if prefix else []) + list(error.instance_path))
            found.append((not path, path, error.message, error))
    except ValueError:
        return (Reason("unchecked"),)
    found.sort(key=itemgetter(0, 1, 2))  # by place, the event as a whole last, then by what is wrong there
    return once([_reason(error, path or None) for _, path, _, error in found[:MOST_ERRORS]])


def _reason(error: jsonschema_rs.ValidationError, at: str | None) -> Reason:
    """Return what a schema has against a value: the keyword it breaks, what that asks for, and the value."""
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    if keyword in {"pattern", "format"}:
        return misspelt(str(error.instance), str(getattr(error.kind, keyword)), at)
    name = ASKED.get(keyword)
    if name is None:
        return Reason("by-schema", at, {"told": error.message[:SHOWN]})
    asked = getattr(error.kind, name)
    shown = tuple(str(each)[:SHOWN] for each in asked) if isinstance(asked, list) else asked
    params = {name: shown}
    if keyword not in OF_CONTAINERS:
        params["value"] = json.dumps(error.instance, ensure_ascii=False)[:SHOWN]
    return Reason(f"schema.{keyword}", at, params)
