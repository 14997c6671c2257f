"""Tests of what was done for another last day: certificate, pay and transfers once the ground has moved (2.4)."""

from __future__ import annotations

import pytest

from tests.unit.decide.stage import Stage, Told, ready

DUTIES = "certificate: {due: last_day}\nfinal_pay: {due: last_day, roll: previous_workday}\n"
PAID, CERTIFIED = "E1/1:obligation.final_pay", "E1/1:obligation.certificate"


def told_of(told: Told) -> list[str]:
    found = told.effects("problem", code="done-for-another-day")
    return [effect["subject"].rpartition(":")[0] for effect in found]


def settled(last_day: str = "2026-04-05") -> Stage:
    """Return a departure whose certificate and pay are done already, for that last day (a Sunday)."""
    stage = ready(obligations=DUTIES)
    stage.declare("E1", "2026-03-02T10:00", "mutual", last_day)
    for task in ("obligation.certificate", "obligation.final_pay"):
        assert stage.act("submitted", "U-HR", "2026-03-20T10:00", task).outcome == "applied"
    return stage


def moved(stage: Stage, at: str, last_day: str) -> Told:
    return stage.tell("last_day.changed", "E1", f"{at}T10:00", last_day=last_day, agreed_by="M1", reason="x")


@pytest.mark.parametrize("day", ["2026-04-30", "2026-03-25", "2026-04-04"])
def test_whatever_was_done_for_another_last_day_is_told_though_it_was_due_the_same_day(day: str) -> None:
    assert told_of(moved(settled(), "2026-03-23", day)) == [CERTIFIED, PAID]


def test_the_day_it_was_done_for_fits_again():
    stage = settled()
    moved(stage, "2026-03-23", "2026-04-30")
    assert told_of(moved(stage, "2026-03-24", "2026-04-05")) == []
    assert told_of(moved(stage, "2026-03-25", "2026-04-30")) == [CERTIFIED, PAID]


def test_what_is_done_anew_fits_its_day_and_no_other():
    stage = settled()
    moved(stage, "2026-03-23", "2026-04-30")
    stage.act("reopened", "U-HR", "2026-03-24T10:00", "obligation.certificate", reason="x")
    stage.act("submitted", "U-HR", "2026-03-25T10:00", "obligation.certificate")
    assert told_of(moved(stage, "2026-03-26", "2026-04-05")) == [CERTIFIED]
    assert told_of(moved(stage, "2026-03-27", "2026-04-30")) == [PAID]


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("departure.declared", {"cause": "dismissal", "last_day": "2026-03-25", "by": "U-HR"}, [CERTIFIED, PAID]),
        ("departure.declared", {"cause": "death", "last_day": "2026-03-22", "by": "U-HR"}, [CERTIFIED, PAID]),
        ("resignation.submitted", {"form": "written", "requested_last_day": "2026-03-25"}, [CERTIFIED, PAID]),
        ("resignation.submitted", {"form": "written"}, []),
        ("departure.withdrawn", {"by": "U-HR", "reason": "x"}, [CERTIFIED, PAID]),
        ("employee.left", {"on": "2026-03-23"}, []),
        ("successor.assigned", {"successor": "E2", "by": "M1"}, []),
    ],
)
def test_it_is_told_whatever_moves_the_day(kind: str, data: dict[str, str], expected: list[str]) -> None:
    assert told_of(settled().tell(kind, "E1", "2026-03-23T10:00", data)) == expected


def test_what_is_not_done_yet_only_moves():
    stage = ready(obligations=DUTIES)
    stage.declare("E1", "2026-03-02T10:00", "mutual", "2026-04-05")
    told = moved(stage, "2026-03-23", "2026-04-30")
    assert told_of(told) == []
    assert told.one("task", id=CERTIFIED)["due"] == "2026-04-30"
