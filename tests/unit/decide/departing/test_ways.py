"""Tests of takings-over and ways back: every event that may open or end a case, in every kind of open case."""

from __future__ import annotations

from typing import Any

import pytest

from handover_policy.model.words.causes import BY_LEAVER, CAUSES
from handover_policy.model.words.event_types import OPENING, WAYS_BACK
from tests.unit.decide.departing.ways import TABLE
from tests.unit.decide.stage import Stage, Told, ready

SET = "2026-03-02T10:00"
LAST = "2026-04-01"
MOMENTS = ("2026-03-20", "2026-04-01", "2026-04-02")


def openings() -> list[str]:
    """Return every way in which a case may be opened, by event type and cause."""
    found = [f"resignation.submitted:{cause}" for cause in BY_LEAVER]
    found += [f"departure.declared:{cause}" for cause in CAUSES if cause not in BY_LEAVER]
    return found + sorted(OPENING - {"resignation.submitted", "departure.declared"})


def data_of(event: str, day: str) -> dict[str, Any]:
    """Return what an event tells on a day; raises KeyError for a type that nobody has thought of."""
    earlier, later = {"last_day": "2026-03-25"}, {"last_day": "2026-04-10"}
    return {
        "resignation.submitted": {"form": "written"},
        "departure.declared:earlier": {"cause": "dismissal", "by": "U-HR", **earlier},
        "departure.declared:later": {"cause": "dismissal", "by": "U-HR", **later},
        "departure.declared:death": {"cause": "death", "by": "U-HR", "last_day": day},
        "departure.declared:transfer": {"cause": "transfer", "by": "U-HR", **earlier},
        "employee.absent": {"since": day},
        "employee.left": {"on": day},
        "resignation.withdrawn": {"accepted_by": "M1"},
        "departure.withdrawn": {"by": "U-HR", "reason": "x"},
        "employee.returned": {"on": day, "by": "U-HR"},
        "withdrawal.requested": {},
    }[event]


def ending() -> list[str]:
    """Return every event that may open or end a case; a declaration is one of four kinds."""
    declared = [f"departure.declared:{kind}" for kind in ("earlier", "later", "death", "transfer")]
    return sorted({*declared, *(OPENING - {"departure.declared"}), *WAYS_BACK})


ROWS = {opening: row for names, row in TABLE.items() for opening in names}


def opened(by: str) -> Stage:
    """Return a stage on which a case of E1 was opened."""
    stage = ready()
    kind, _, cause = by.partition(":")
    if kind == "resignation.submitted":
        stage.resign(at=SET, cause=cause)
    elif kind == "departure.declared":
        stage.declare("E1", SET, cause, LAST)
    else:
        stage.tell(kind, "E1", SET, {"since": "2026-02-27"} if kind == "employee.absent" else {"on": LAST})
    assert stage.case().state == "open"
    return stage


def became(stage: Stage, told: Told) -> str:
    """Return what came of an event, as the table writes it."""
    if told.outcome == "refused":
        refusal = told.decision["refusal"]
        reason = refusal.get("params", {}).get("reason")
        return f"{refusal['code']}:{reason}" if reason else str(refusal["code"])
    case = stage.case()
    state = "" if case.state == "open" else case.state
    last_day = "" if case.last_day is None else f"{case.last_day:%m-%d}"
    number = case.id.removeprefix("E1/")
    return " ".join(filter(None, (number, state, case.cause, last_day, "gone" if case.leaver_gone else "")))


def test_the_table_has_a_row_for_each_opening_and_a_cell_for_each_event():
    assert sorted(ROWS) == sorted(openings())
    assert all(sorted(row) == ending() for row in TABLE.values())


@pytest.mark.parametrize("event", ending())
@pytest.mark.parametrize("opening", openings())
def test_each_event_does_in_each_case_what_the_table_says(opening: str, event: str) -> None:
    cells = ROWS[opening][event].split(" | ")
    own = opening.partition(":")[2] or "abandonment"
    for day, cell in zip(MOMENTS, cells if len(cells) > 1 else cells * 3, strict=True):
        stage = opened(opening)
        told = stage.tell(event.partition(":")[0], "E1", f"{day}T10:00", data_of(event, day))
        assert became(stage, told) == cell.replace("same", own), (opening, event, day)


@pytest.mark.parametrize("opening", openings())
def test_a_withdrawn_case_leaves_nothing_open(opening: str) -> None:
    for event in sorted(WAYS_BACK):
        stage = opened(opening)
        stage.tell(event, "E1", "2026-03-20T10:00", data_of(event, "2026-03-20"))
        case = stage.case()
        if case.state == "withdrawn":
            assert all(task.finished for task in case.tasks.values())
            later = stage.tick("2026-05-06T09:00")
            assert not [effect for effect in later.decision["effects"] if effect["case"] == case.id]
            assert stage.resign(at="2026-05-07T10:00").decision["case"] == "E1/2"
