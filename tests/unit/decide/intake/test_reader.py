"""Reading one line: strict JSON, the envelope, the data of the type (contract 2.1)."""

import json
from typing import Any

import pytest

from handover_policy.decide.intake.reader import MOST_BYTES, EventReader, Unreadable
from handover_policy.model.decision import Reason
from handover_policy.model.events import Event
from tests.unit.decide.stage import reader

EVENT: dict[str, Any] = {
    "id": "e1",
    "source": "hr",
    "type": "severance.owed",
    "subject": "E1",
    "time": "2026-03-02T10:00:00+08:00",
    "data": {"amount": 5},
}


def line(**changed: object) -> str:
    return json.dumps({**EVENT, **changed})


def read(text: str) -> Event:
    event = reader().read(text.encode(), 7)
    assert isinstance(event, Event), event
    return event


def unreadable(text: str | bytes) -> Unreadable:
    event = reader().read(text if isinstance(text, bytes) else text.encode(), 7)
    assert isinstance(event, Unreadable)
    return event


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe",
        b"{",
        b"[]",
        b"x" * (MOST_BYTES + 1),
        b"[" * 100_000,
        line().replace('"id"', '"id": "e0", "id"'),
        line().replace("5", "NaN"),
        line().replace("5", "123456789012345678"),
        line().replace("5", "9007199254740993"),
        line().replace("5", "1e301"),
        line(subject="\ud800"),
    ],
)
def test_a_line_that_is_no_event_is_known_by_its_number(text):
    assert dict(unreadable(text).event) == {"line": 7}


def test_a_whole_number_beyond_what_doubles_hold_is_refused_even_as_text_of_digits():
    (reason,) = unreadable(line().replace("5", "-9007199254740993")).reasons
    assert reason == Reason("integer-too-large")


def test_an_envelope_that_breaks_the_schema_keeps_what_identity_it_has():
    told = {**EVENT, "time": "yesterday"}
    assert dict(unreadable(json.dumps(told)).event) == {name: told[name] for name in ("source", "id", "type", "time")}


def test_an_envelope_without_source_or_id_is_known_by_its_line():
    assert dict(unreadable(json.dumps({"id": "e1"})).event) == {"line": 7}
    assert dict(unreadable(line(id="x" * 2000)).event) == {"line": 7}
    assert dict(unreadable(line(id="\ud800", time="x")).event) == {"line": 7}


def test_all_reasons_are_told_with_the_place_of_each():
    reasons = unreadable(line(data={"amount": -1, "more": 1})).reasons
    assert [(each.code, each.at) for each in reasons] == [
        ("schema.additionalProperties", "data"),
        ("schema.minimum", "data.amount"),
    ]


def test_only_a_clock_event_has_the_star_for_a_subject():
    assert len(unreadable(line(subject="*")).reasons) == 1
    assert len(unreadable(line(type="clock.ticked", data={})).reasons) == 1


@pytest.mark.parametrize("text", ["2026-02-30T10:00:00+08:00", "1900-06-01T10:00:00Z", "2999-01-01T10:00:00Z"])
def test_a_time_that_is_no_moment_of_the_years_reckoned_is_refused(text):
    assert "time" in {each.at for each in unreadable(line(time=text)).reasons}


def test_numbers_of_one_value_are_one_content():
    same = [read(line().replace("5", text)).digest for text in ("5", "5.0", "0.5e1")]
    assert len(set(same)) == 1
    assert read(line(data={"amount": 0})).digest == read(line().replace("5", "-0")).digest
    assert read(line().replace("5", "0.25")).digest != same[0]


def test_absent_data_and_no_data_are_one_content():
    tick = {**EVENT, "type": "clock.ticked", "subject": "*"}
    without = {name: value for name, value in tick.items() if name != "data"}
    digests = {read(json.dumps(told)).digest for told in (without, {**tick, "data": None}, {**tick, "data": {}})}
    assert len(digests) == 1


def test_a_byte_order_mark_and_lower_case_letters_of_the_time_are_read():
    event = read("\ufeff" + line(time="2026-03-02t02:00:00z"))
    assert event.time.isoformat() == "2026-03-02T02:00:00+00:00"
    assert event.written_time == "2026-03-02t02:00:00z"


def test_the_data_of_an_unknown_type_are_not_checked():
    assert read(line(type="canteen.visited", data={"dish": ["a"]})).data == {"dish": ["a"]}


def test_an_event_with_many_brackets_side_by_side_is_not_nested_too_deeply():
    assert read(line(type="canteen.visited", data={"a": [[]] * 200})).data["a"] == [[]] * 200


@pytest.mark.parametrize("levels", [99, 400, 900, 3000, 100_000])
def test_an_event_nested_too_deeply_is_refused_whatever_stack_there_is(levels):
    nested = "[" * levels + "]" * levels
    event = unreadable(line(type="canteen.visited", data=0).replace('"data": 0', f'"data": {{"a": {nested}}}'))
    assert event.reasons == (Reason("too-deep"),)
    assert dict(event.event) == {"line": 7}


def test_an_event_of_many_small_parts_is_not_nested_too_deeply():
    dishes: list[object] = [[]] * 400
    assert read(line(type="canteen.visited", data={"dishes": dishes})).data == {"dishes": dishes}


def test_an_event_nested_within_bounds_is_read():
    nested = "[" * 97 + "]" * 97
    assert read(line(type="canteen.visited", data=0).replace('"data": 0', f'"data": {{"a": {nested}}}')).data


def test_a_lone_surrogate_is_refused_wherever_it_stands():
    assert unreadable(line(data={"amount": "\ud800"})).reasons
    assert unreadable(line(type="canteen.visited", data={"dish": "\ud800"})).reasons
    assert unreadable(line(subject="\ud800", id="")).reasons


def test_what_a_schema_lets_through_and_no_noun_holds_is_refused_not_guessed():
    lax = EventReader({"type": "object"}, {})
    told = lax.read(line(type="loss.recorded", data={"amount": "much", "description": "d", "proven": True}).encode(), 7)
    assert isinstance(told, Unreadable)
    assert told.reasons == (Reason("by-schema", "data", {"told": "'much' is no amount"}),)
