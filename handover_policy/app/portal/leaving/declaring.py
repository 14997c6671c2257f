"""declared_act: what hr or a manager fill in of a departure, as the event it is; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.leaving.days_told import DayBounds, UnfitDay, day_fault
from handover_policy.app.portal.visitor import Visitor
from handover_policy.model.case import Case
from handover_policy.model.employee import Employee
from handover_policy.model.words.causes import BY_LEAVER

DEATH, TRANSFER = "death", "transfer"
REPORTED = frozenset({"employee.absent", "employee.left"})
LONGEST_GROUND = 10_000
NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureTold:
    """What was filled in: the cause, the last day, the day on which the notice arrived, the ground."""

    cause: str
    last_day: date | None
    arrived: date | None
    reason: str

    @property
    def by_leaver(self) -> bool:
        """Whether the employee has given notice, which hr records."""
        return self.cause in BY_LEAVER


@dataclass(frozen=True, slots=True)
class UnfitDeparture:
    """What is wrong with a field: it is missing, or its day cannot be."""

    field: str
    day: UnfitDay | None = None


def standing(case: Case | None) -> Case | None:
    """Return the departure that somebody has, of which a second one cannot simply be recorded; a transfer is none."""
    return None if case is None or case.state != "open" or case.cause == TRANSFER else case


def needs_ground(told: DepartureTold, case: Case | None) -> bool:
    """Return whether a ground has to be told: the employer changes a departure that was told."""
    if told.by_leaver or told.cause == DEATH:
        return False
    return case is not None and case.opened_by not in REPORTED


def departure_faults(told: DepartureTold, employee: Employee, case: Case | None, today: date) -> list[UnfitDeparture]:
    """Return what is wrong with what was filled in."""
    return list(_faults(told, employee, standing(case), today))


def _faults(told: DepartureTold, employee: Employee, case: Case | None, today: date) -> Iterator[UnfitDeparture]:
    if told.last_day is None:
        if not told.by_leaver:
            yield UnfitDeparture("last_day")
    else:
        dead = told.cause == DEATH
        bounds = DayBounds(today=today, hired=employee.hired_on, past=dead, ahead=not dead)
        unfit = day_fault(told.last_day, bounds)
        if unfit is not None:
            yield UnfitDeparture("last_day", unfit)
    if told.by_leaver:
        if told.arrived is None:
            yield UnfitDeparture("arrived")
        else:
            unfit = day_fault(told.arrived, DayBounds(today=today, hired=employee.hired_on, ahead=False))
            if unfit is not None:
                yield UnfitDeparture("arrived", unfit)
    if needs_ground(told, case) and not told.reason:
        yield UnfitDeparture("reason")


def declared_act(name: str, by: Visitor, person: str, told: DepartureTold, now: datetime) -> PageAct:
    """Return the act by which a departure is recorded: a notice of the employee's is told as of the day it arrived."""
    ground = {"reason": told.reason} if told.reason else {}
    if told.by_leaver:
        data: dict[str, object] = {"form": "written", "cause": told.cause, **ground}
        if told.last_day is not None:
            data["requested_last_day"] = told.last_day.isoformat()
        earlier = told.arrived is not None and told.arrived < now.date()
        at = datetime.combine(told.arrived, NOON, now.tzinfo) if told.arrived is not None and earlier else None
        return PageAct(name=name, by=by, type="resignation.submitted", subject=person, data=data, at=at)
    day = "" if told.last_day is None else told.last_day.isoformat()
    data = {"cause": told.cause, "last_day": day, "by": by.id, **ground}
    return PageAct(name=name, by=by, type="departure.declared", subject=person, data=data)
