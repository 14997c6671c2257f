"""Tests of every event of a case in every state there is: a table, a row for each type, every cell on purpose."""

from __future__ import annotations

import pytest

from handover_policy.model.words.event_types import OF_A_CASE
from tests.unit.decide.departing.states import DATA, STATES, TABLE
from tests.unit.decide.stage import Stage, Told, ready

ABSENCE = ("calendar: CN", "calendar: CN\nabsence: {days: 3}")
DUTIES = "certificate: {due: last_day}\n"
CLAUSES = """
    clauses:
      - {id: c, title: 甲, text: 乙, sign: never,
         consequence: {kind: damages, measure: actual_loss, when: {case.loss_proven: true}}}
"""
DAY = "2026-04-08"
"""The day on which each event is told: five workdays after the last day of every case that has ended."""


def standing(state: str) -> Stage:
    """Return a stage on which E1 is in a state on the day before the event."""
    stage = ready(ABSENCE, obligations=DUTIES, clauses=CLAUSES)
    BEFORE[state](stage)
    stage.tick("2026-04-07T09:00")
    return stage


def _resigned(stage: Stage, last_day: str = "2026-04-01") -> None:
    stage.resign(requested_last_day=last_day)
    stage.assign("E2")


def _open(stage: Stage) -> None:
    _resigned(stage, "2026-04-30")


def _gone(stage: Stage) -> None:
    _open(stage)
    stage.tell("employee.left", "E1", "2026-04-03T10:00", on="2026-04-03")


def _away(stage: Stage) -> None:
    stage.tell("employee.absent", "E1", "2026-04-07T08:00", since="2026-04-07")


def _absent(stage: Stage) -> None:
    stage.tell("employee.absent", "E1", "2026-03-06T10:00", since="2026-03-02")


def _transferred(stage: Stage) -> None:
    stage.declare("E1", "2026-03-02T10:00", "transfer", "2026-04-30")


def _closed(stage: Stage) -> None:
    _resigned(stage)
    stage.hand_over()
    stage.act("submitted", "U-HR", "2026-03-12T11:00", "obligation.certificate")
    stage.tell("loss.recorded", "E1", "2026-03-13T10:00", amount=10, description="x", proven=True)
    stage.tick("2026-04-02T09:00")
    assert stage.case().state == "closed"


def _withdrawn(stage: Stage) -> None:
    _open(stage)
    stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")


def _rehired(stage: Stage) -> None:
    _closed(stage)
    stage.hire("E1", at="2026-04-03T09:00")


def _rehired_meanwhile(stage: Stage) -> None:
    _resigned(stage)
    stage.hire("E1", at="2026-04-03T09:00")


BEFORE = {
    "no case": lambda _: None,
    "away": _away,
    "open": _open,
    "ended": _resigned,
    "gone": _gone,
    "absent": _absent,
    "transfer": _transferred,
    "closed": _closed,
    "withdrawn": _withdrawn,
    "hired again": _rehired,
    "hired again, earlier case open": _rehired_meanwhile,
}


def became(told: Told) -> str:
    if told.outcome == "refused":
        refusal = told.decision["refusal"]
        reason = refusal.get("params", {}).get("reason")
        return f"{refusal['code']}:{reason}" if reason else str(refusal["code"])
    case = told.decision["case"]
    return "-" if case is None else str(case).removeprefix("E1/")


def told_in(state: str, event: str) -> str:
    return became(standing(state).tell(event, "E1", f"{DAY}T10:00", DATA[event]))


def test_the_table_has_a_row_for_every_event_of_a_case_and_a_cell_for_every_state():
    assert set(TABLE) == set(DATA) == OF_A_CASE
    assert tuple(BEFORE) == STATES
    assert all(tuple(row.cells) == STATES and row.why for row in TABLE.values())


@pytest.mark.parametrize("event", sorted(OF_A_CASE))
def test_each_event_does_in_each_state_what_the_table_says(event: str) -> None:
    assert {state: told_in(state, event) for state in STATES} == TABLE[event].cells


@pytest.mark.parametrize("state", STATES)
def test_a_refused_event_changes_nothing(state: str) -> None:
    for event in sorted(OF_A_CASE):
        stage = standing(state)
        before = stage.register.cases_of("E1"), stage.register.employee("E1")
        if stage.tell(event, "E1", f"{DAY}T10:00", DATA[event]).outcome == "refused":
            assert (stage.register.cases_of("E1"), stage.register.employee("E1")) == before
