"""asked_of, is_due: of which cases a decision calls for a package, and whether it is time for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import orjson

from handover_policy.ledger.packages.kept import CLOCK, ToldDecision
from handover_policy.model.case import Case

OF_PEOPLE = frozenset({"document.uploaded", "profile.updated"})
"""Events that are no case's own, and change what is in a package."""


@dataclass(slots=True, kw_only=True)
class PackagesAsked:
    """What decisions call for, in their order.

    `changed` are cases whose package may be another by now, `touched` those that time has moved, whose package may be
    missing, `people` those of whose work something was told.
    """

    changed: dict[str, None] = field(default_factory=dict)
    touched: dict[str, None] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)

    def take(self, told: ToldDecision) -> None:
        """Take in a decision."""
        decision = orjson.loads(told.decision)
        if told.type in OF_PEOPLE:
            self.people[told.subject] = None
        elif decision["case"] is not None:
            self.changed[str(decision["case"])] = None
        for effect in decision.get("effects") or ():
            if effect["effect"] == "case":
                self.changed[str(effect["case"])] = None
            elif told.type == CLOCK and effect.get("case"):
                self.touched[str(effect["case"])] = None


def asked_of(several: list[ToldDecision]) -> PackagesAsked:
    """Return what some decisions call for together."""
    asked = PackagesAsked()
    for each in several:
        asked.take(each)
    return asked


def receiver_of(case: Case) -> str | None:
    """Return for whom the package of a case is: its successor, in whose place the manager stands."""
    if case.successor is not None:
        return case.successor
    stands = dict(case.people).get("successor")
    return None if stands is None else stands.partition("\n")[0]


def is_due(case: Case, today: date) -> bool:
    """Return whether whoever goes on with the work is to have the package of a case by now.

    That is once the leaver has left or was told to leave, stays away, or the case has closed; never of a departure that
    was withdrawn.
    """
    if case.state == "withdrawn":
        return False
    if case.state == "closed" or case.leaver_gone or case.absent or case.left_on is not None:
        return True
    return case.last_day is not None and case.last_day < today
