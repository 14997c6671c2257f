"""Rare events: days ahead of the event, and types that nobody knows, with little or nothing about them."""

from __future__ import annotations

import pytest

from tests.unit.decide.stage import Stage, leaving, ready, small

KNOWN_NOWHERE = {"specversion": "1.0", "id": "x", "source": "t", "type": "coffee.brewed"}


def test_an_absence_since_a_day_ahead_is_refused() -> None:
    told = ready().tell("employee.absent", "E1", "2026-03-02T10:00", since="2026-03-05")
    assert told.decision["refusal"]["code"] == "out-of-order"


def test_a_return_on_a_day_ahead_is_refused() -> None:
    stage = leaving()
    stage.tell("employee.absent", "E1", "2026-03-04T10:00", since="2026-03-03")
    told = stage.tell("employee.returned", "E1", "2026-03-05T10:00", on="2026-03-09", by="M1")
    assert told.decision["refusal"]["code"] == "out-of-order"


def test_an_event_of_an_unknown_type_needs_no_time() -> None:
    told = Stage(small()).hear(KNOWN_NOWHERE)
    assert (told.decision["outcome"], "time" in told.decision["event"]) == ("ignored", False)


@pytest.mark.parametrize("broken", [{"id": ""}, {"data": {"text": "\ud800"}}], ids=["no id", "half a sign"])
def test_an_event_of_an_unknown_type_is_refused_where_it_cannot_be_told_from_others(broken: dict[str, object]) -> None:
    told = Stage(small()).hear({**KNOWN_NOWHERE, **broken})
    assert told.decision["refusal"]["code"] == "invalid-event"


def test_whoever_was_told_of_a_departure_and_has_left_is_not_told_of_its_end() -> None:
    stage = leaving(
        notices="""
        notices:
          - {id: named, on: successor.assigned, to: successor, channels: [sms], notification: successor-assigned}
          - {id: back, on: resignation.withdrawn, to: everybody_told, channels: [sms], notification: withdrawn}
        """
    )
    stage.tell("employee.left", "E2", "2026-03-05T10:00", on="2026-03-05")
    told = stage.tell("resignation.withdrawn", "E1", "2026-03-06T10:00", accepted_by="M1")
    assert {notice["to"] for notice in told.effects("notice")} == {"E1", "M1", "U-HR"}
