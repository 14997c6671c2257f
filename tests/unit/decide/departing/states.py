"""What becomes of every event of a case in every state of a person's cases: each cell decided on purpose.

A cell is the number of the case to which the event is applied, `-` where it is applied without a case, or why it is
refused; beside each row stands why. Events that name no case go to the newest employment, those that name a task to its
case (contract 2.4). The moments before, on and after the last day of an open case are in `ways`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One event in every state, and why."""

    why: str
    written: str

    @property
    def cells(self) -> Mapping[str, str]:
        """Return what the event does by state."""
        return MappingProxyType(dict(zip(STATES, self.written.split(" | "), strict=True)))


DATA: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "resignation.submitted": {"form": "written"},
        "resignation.withdrawn": {"accepted_by": "M1"},
        "departure.declared": {"cause": "dismissal", "last_day": "2026-04-20", "by": "U-HR"},
        "withdrawal.requested": {},
        "withdrawal.declined": {"by": "M1", "reason": "x"},
        "departure.withdrawn": {"by": "U-HR", "reason": "x"},
        "employee.returned": {"on": "2026-04-08", "by": "U-HR"},
        "last_day.changed": {"last_day": "2026-04-07", "agreed_by": "M1", "reason": "x"},
        "employee.absent": {"since": "2026-04-01"},
        "employee.left": {"on": "2026-04-08"},
        "successor.assigned": {"successor": "E2", "by": "M1"},
        "task.submitted": {"task": "E1/1:work.papers", "by": "E1"},
        "task.confirmed": {"task": "E1/1:work.papers", "by": "E2"},
        "task.returned": {"task": "E1/1:work.papers", "by": "E2", "reason": "x"},
        "task.waived": {"task": "E1/1:work.papers", "by": "M1", "reason": "x"},
        "task.reopened": {"task": "E1/1:work.papers", "by": "M1", "reason": "x"},
        "sheet.signed": {"party": "manager", "by": "M1", "method": "click"},
        "sheet.objected": {"party": "manager", "by": "M1", "reason": "x"},
        "claim.decided": {"clause": "c", "decision": "dropped", "by": "U-HR", "reason": "x"},
        "breach.recorded": {"clause": "c", "by": "M1", "description": "x", "proven": True},
        "loss.recorded": {"amount": 10, "description": "x", "proven": True},
        "severance.owed": {"amount": 100},
    }
)
"""What each event tells."""
STATES = (
    "no case",
    "away",
    "open",
    "ended",
    "gone",
    "absent",
    "transfer",
    "closed",
    "withdrawn",
    "hired again",
    "hired again, earlier case open",
)

TABLE: Mapping[str, Row] = MappingProxyType(
    {
        "resignation.submitted": Row(
            (
                "opens a case where none is open; an absence or a transfer stands in nobody's way, a closed case "
                "without a new hiring neither (problem rehire-missing)"
            ),
            "1 | 1 | case-already-open | case-already-open | case-already-open | 1 | 2 | 2 | 2 | 2 | 2",
        ),
        "resignation.withdrawn": Row(
            (
                "takes back only a resignation, until the end of the last day, and nothing once the leaver was "
                "told to have left"
            ),
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "wrong-state:ended | wrong-state:left | wrong-state:not-resigned | "
                "wrong-state:not-resigned | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "departure.declared": Row(
            "opens a case, or takes over one that would end later; not one that has ended",
            "1 | 1 | 1 | case-already-open | 1 | 1 | 2 | 2 | 2 | 2 | 2",
        ),
        "withdrawal.requested": Row(
            "the leaver may ask as long as there is something to ask for",
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "wrong-state:ended | wrong-state:left | 1 | "
                "1 | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "withdrawal.declined": Row(
            "manager and hr may answer as long as a case is open",
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | 1 | 1 | "
                "1 | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "departure.withdrawn": Row(
            "takes back what the employer declared or an absence opened, never a resignation",
            (
                "no-open-case:none | no-open-case:none | wrong-state:resigned | "
                "wrong-state:resigned | wrong-state:resigned | 1 | "
                "1 | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "employee.returned": Row(
            ("ends what was told of being away: before there is a case without one, then by taking the case back"),
            (
                "no-open-case:none | - | wrong-state:not-away | "
                "wrong-state:not-away | 1 | 1 | "
                "wrong-state:not-away | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "last_day.changed": Row(
            "there is a last day to change; after the end it may be corrected to a day that has come",
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | 1 | wrong-state:no-last-day | "
                "1 | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "employee.absent": Row(
            ("its days are over, so it opens a case, or tells of the open one; of an ended employment it says nothing"),
            ("1 | 1 | 1 | 1 | 1 | 1 | 2 | no-open-case:closed | 2 | 2 | 2"),
        ),
        "employee.left": Row(
            "is always taken where the person is known: a fact; of a closed case it only notes the day",
            "1 | 1 | 1 | 1 | 1 | 1 | 2 | 1 | 2 | 2 | 2",
        ),
        "successor.assigned": Row(
            "needs an open case",
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | 1 | 1 | "
                "1 | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "task.submitted": Row(
            ("goes to the case of the task, whoever was hired again; the steps of somebody gone are somebody else's"),
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | wrong-party:person | wrong-party:person | "
                "1 | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:closed | 1"
            ),
        ),
        "task.confirmed": Row(
            "nothing was submitted",
            (
                "no-open-case:none | no-open-case:none | wrong-state:first-step | "
                "wrong-state:first-step | wrong-state:first-step | wrong-state:first-step | "
                "wrong-state:first-step | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:closed | wrong-state:first-step"
            ),
        ),
        "task.returned": Row(
            "nothing was submitted",
            (
                "no-open-case:none | no-open-case:none | wrong-state:first-step | "
                "wrong-state:first-step | wrong-state:first-step | wrong-state:first-step | "
                "wrong-state:first-step | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:closed | wrong-state:first-step"
            ),
        ),
        "task.waived": Row(
            "open tasks may be waived whatever became of the leaver, not in a case that is over",
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | 1 | 1 | "
                "1 | no-open-case:closed | no-open-case:withdrawn | "
                "no-open-case:closed | 1"
            ),
        ),
        "task.reopened": Row(
            "opens a closed case again, and never a withdrawn one",
            (
                "no-open-case:none | no-open-case:none | wrong-state:unfinished | "
                "wrong-state:unfinished | wrong-state:unfinished | wrong-state:unfinished | "
                "wrong-state:unfinished | 1 | no-open-case:withdrawn | "
                "1 | wrong-state:unfinished"
            ),
        ),
        "sheet.signed": Row(
            ("a late signature is kept; without a sheet, or for a departure taken back, there is nothing to sign"),
            (
                "no-open-case:none | no-open-case:none | wrong-state:no-sheet | "
                "wrong-state:no-sheet | wrong-state:no-sheet | wrong-state:no-sheet | "
                "wrong-state:no-sheet | 1 | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "sheet.objected": Row(
            "as signatures",
            (
                "no-open-case:none | no-open-case:none | wrong-state:no-sheet | "
                "wrong-state:no-sheet | wrong-state:no-sheet | wrong-state:no-sheet | "
                "wrong-state:no-sheet | 1 | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "claim.decided": Row(
            "there is a claim only where one was raised; it may be decided after the case has closed",
            (
                "no-open-case:none | no-open-case:none | wrong-state:no-claim | "
                "wrong-state:no-claim | wrong-state:no-claim | wrong-state:no-claim | "
                "wrong-state:no-claim | 1 | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "breach.recorded": Row(
            "is known late as often as in time: closed cases take it, a departure taken back does not",
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | 1 | 1 | "
                "1 | 1 | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "loss.recorded": Row(
            "as breaches",
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | 1 | 1 | "
                "1 | 1 | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
        "severance.owed": Row(
            ("opens a closed case again until it is paid; a transfer ends no employment, so nothing is owed for one"),
            (
                "no-open-case:none | no-open-case:none | 1 | "
                "1 | 1 | 1 | "
                "wrong-state:not-of-a-transfer | 1 | no-open-case:withdrawn | "
                "no-open-case:none | no-open-case:earlier"
            ),
        ),
    }
)
