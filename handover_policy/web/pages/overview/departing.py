"""What hr or a manager fill in to record a departure: read from the form, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.datastructures import FormData

from handover_policy.app.asking.view import View
from handover_policy.app.portal.leaving.days_told import UnfitDay
from handover_policy.app.portal.leaving.declaring import (
    DEATH,
    LONGEST_GROUND,
    DepartureTold,
    departure_faults,
)
from handover_policy.app.portal.staff.reading import Wrong
from handover_policy.model.words.causes import CAUSES
from handover_policy.web.pages.answers import PageProblem
from handover_policy.web.pages.days import day_text
from handover_policy.web.pages.visit import Visit

LONGEST_FIELD = 40
DAYS = ("last_day", "arrived")


def departure_typed(told: FormData, today: date) -> dict[str, str]:
    """Return what was typed; a form that does not ask for the day of the notice means today."""
    typed = {name: str(told.get(name, "")).strip()[:LONGEST_FIELD] for name in ("cause", *DAYS)}
    if "arrived" not in told:
        typed["arrived"] = today.isoformat()
    return typed | {"reason": str(told.get("reason", "")).strip()}


def departure_read(
    view: View, visit: Visit, person: str, typed: Mapping[str, str]
) -> tuple[DepartureTold, list[Wrong]]:
    """Return what was typed of a departure, and everything that is wrong with it."""
    employee = view.state.employee(person)
    if employee is None:
        raise PageProblem("not-found")
    days = {name: _day(typed[name]) for name in DAYS}
    told = DepartureTold(
        cause=typed["cause"], last_day=days["last_day"], arrived=days["arrived"], reason=typed["reason"]
    )
    wrong = [] if told.cause in CAUSES else [Wrong("cause", "missing")]
    wrong += [Wrong(name, "day", typed[name]) for name in DAYS if typed[name] and days[name] is None]
    if len(told.reason) > LONGEST_GROUND:
        wrong.append(Wrong("reason", "too-long"))
    case = view.state.open_case(person)
    said = {each.field for each in wrong}
    for fault in departure_faults(told, employee, case, visit.now.date()):
        if fault.field in said:
            continue
        field = "death_day" if fault.field == "last_day" and told.cause == DEATH else fault.field
        found = Wrong(field, "missing") if fault.day is None else unfit_day(field, fault.day, visit)
        wrong.append(Wrong(fault.field, found.code, found.what, field))
    return told, wrong


def unfit_day(field: str, unfit: UnfitDay, visit: Visit) -> Wrong:
    """Return why a day cannot be, as a page says it."""
    return Wrong(field, unfit.why, day_text(visit.words, unfit.other, visit.now.date()))


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None
