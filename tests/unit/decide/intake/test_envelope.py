"""The CloudEvents envelope by the standard: extensions, media types, binary data, what is null; what an event says."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.wording import reason_sentence
from handover_policy.model.events import Event
from handover_policy.texts.texts import texts
from tests.unit.decide.intake.test_reader import EVENT
from tests.unit.decide.stage import reader

BARE = {name: value for name, value in EVENT.items() if name != "data"}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DATA = st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers(-9, 9) | TEXTS, max_size=4)


def told(**changed: object) -> Event | Unreadable:
    return reader().read(json.dumps({**EVENT, **changed}).encode(), 7)


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def binary(content: bytes, **changed: object) -> Event | Unreadable:
    event = {**BARE, "data_base64": encoded(content), **changed}
    return reader().read(json.dumps(event).encode(), 7)


def reasons(event: Event | Unreadable) -> tuple[str, ...]:
    assert isinstance(event, Unreadable)
    assert event.event["id"] == "e1"
    return tuple(reason_sentence(each, texts("en")) for each in event.reasons)


@given(DATA)
def test_binary_data_say_what_the_same_data_say_in_plain_sight(data: dict[str, Any]) -> None:
    event = {**BARE, "type": "canteen.visited"}
    plain = reader().check({**event, "data": data}, 1)
    encoded_too = reader().check({**event, "data_base64": encoded(json.dumps(data).encode())}, 1)
    assert isinstance(plain, Event)
    assert plain == encoded_too


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"{", "not a whole JSON value"),
        (b'{"amount": 5, "amount": 6}', "stands twice"),
        (b'{"amount": NaN}', "no JSON number"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", "nested too deeply"),
        (b"[1]", "data"),
        (b'"text"', "data"),
        (b'{"amount": "five"}', "data.amount"),
    ],
)
def test_binary_data_are_read_as_strictly_as_any(content: bytes, why: str) -> None:
    assert why in reasons(binary(content))[0]


@pytest.mark.parametrize("written", ["%%%", "YQ", "YQ==\n", 5, ["YQ=="], {}, "é"])
def test_what_is_no_base64_is_said(written: object) -> None:
    event = reader().read(json.dumps({**BARE, "data_base64": written}).encode(), 7)
    assert "Base64" in reasons(event)[0]


@pytest.mark.parametrize("data", [None, {}, {"amount": 5}])
def test_data_stand_in_one_form_only(data: object) -> None:
    assert "data_base64" in reasons(told(data=data, data_base64=encoded(b"{}")))[0]


@pytest.mark.parametrize(
    "media",
    ["application/json", "application/json; charset=utf-8", "text/JSON", "application/vnd.hr.event+json;v=1", None],
)
def test_every_media_type_that_is_json_is_read(media: object) -> None:
    assert told(datacontenttype=media) == told()


@pytest.mark.parametrize("media", ["application/xml", "text/plain", "json", "application/jsonx", "", 5, ["text/json"]])
def test_another_media_type_is_said(media: object) -> None:
    assert reasons(told(datacontenttype=media))[0].startswith("datacontenttype: ")


@pytest.mark.parametrize("value", ["text", "", 0, -(2**31), 2**31 - 1, True, False, None])
def test_extensions_hold_the_types_of_the_standard(value: object) -> None:
    assert told(traceparent=value) == told()


@pytest.mark.parametrize("value", [{}, {"a": 1}, [], [1], 0.5, 2**31, -(2**31) - 1])
def test_an_extension_of_another_type_is_named(value: object) -> None:
    (reason,) = reasons(told(trace1=value))
    assert reason.startswith("trace1: ")


@pytest.mark.parametrize("name", ["traceParent", "trace_id", "trace-id", "扩展", "", "x" * 41, "\u001b[31m"])
def test_an_extension_of_another_name_is_named(name: str) -> None:
    (reason,) = reasons(told(**{name: "x"}))
    assert reason.startswith(f"{name}: ")


def test_everything_wrong_with_an_envelope_is_told_at_once() -> None:
    found = reasons(told(trace={}, traceParent=1, datacontenttype="text/xml", data_base64="e30="))
    assert [reason.partition(":")[0] for reason in found] == ["trace", "traceParent", "datacontenttype", "data_base64"]
    assert len(reasons(told(**{f"x{number}": {} for number in range(50)}))) == 10


@pytest.mark.parametrize("name", ["specversion", "dataschema", "data_base64", "traceparent"])
def test_what_is_null_is_not_set(name: str) -> None:
    assert told(**{name: None}) == told()
    assert isinstance(told(subject=None), Unreadable)


def test_extensions_and_the_spelling_of_the_moment_are_none_of_what_an_event_says() -> None:
    first = told()
    assert isinstance(first, Event)
    for other in (told(traceparent="00-1"), told(time="2026-03-02T02:00:00Z"), told(dataschema="urn:x")):
        assert isinstance(other, Event)
        assert other.digest == first.digest
    for changed in ({"time": "2026-03-02T10:00:01+08:00"}, {"subject": "E2"}, {"data": {"amount": 6}}):
        other = told(**changed)
        assert isinstance(other, Event)
        assert other.digest != first.digest


@pytest.mark.parametrize("time", ["2026-03-02T10:00:00", "2026-03-02 10:00", "2026-03-02t10:00:00.5"])
def test_a_moment_without_an_offset_is_told_how_to_write_one(time: str) -> None:
    assert reasons(told(time=time)) == (f"time: the offset from UTC is missing: write {time}+08:00 (China: +08:00)",)
