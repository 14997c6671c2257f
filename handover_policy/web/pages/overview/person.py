"""/people/{employee}: an employee, changed, leaving, or somebody acting for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct
from handover_policy.app.portal.leaving.days_told import DayBounds, day_fault
from handover_policy.app.portal.leaving.declaring import declared_act
from handover_policy.app.portal.leaving.foreseeing import departing
from handover_policy.app.portal.staff.ahead import StaffAhead, change_ahead, delegate_ahead
from handover_policy.app.portal.staff.reading import (
    MANAGER,
    NUMBER,
    PRIVATE_MAIL,
    PRIVATE_PHONE,
    Wrong,
    read_person,
)
from handover_policy.app.portal.staff.telling import act_for, whom_meant
from handover_policy.model.decision import Refusal
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.answers import as_page
from handover_policy.web.pages.opening import PERSON, note_looked
from handover_policy.web.pages.overview.departing import departure_read, departure_typed, unfit_day
from handover_policy.web.pages.overview.people import meant_in, typed_of
from handover_policy.web.pages.overview.person_page import (
    Away,
    PersonForm,
    act_name,
    acting,
    done,
    met_person,
    person_page,
)
from handover_policy.web.pages.overview.telling import refusal_said, unfit_said
from handover_policy.web.pages.visit import Visit, visiting
from handover_policy.web.paths import segment

OPEN_ALREADY = "case-already-open"
CHANGE = "change"
"""The form that an address with `open` shows unfolded."""
LOOK = "look"
"""The step of a form that shows what it would lead to; without it the act is done."""
AWAY: Mapping[Away, tuple[str, str]] = MappingProxyType(
    {"absence": ("employee.absent", "since"), "return": ("employee.returned", "on")}
)
"""By the form of an absence, and of the end of one that is no departure yet, the event and the key of its day."""


@as_page
async def get_person(request: Request) -> Response:
    """Answer an employee's page."""
    visit = await visiting(request)
    wanted = visit.request.query_params.get("open") == CHANGE
    answer = await person_page(visit, PersonForm(form=CHANGE if wanted else ""))
    await note_looked(visit, segment(request, "employee"), PERSON)
    return answer


@as_page
async def post_change(request: Request) -> Response:
    """Tell what has changed of an employee."""
    visit, told, person = await acting(request)
    typed = typed_of(told)
    if not visit.visitor.hr:  # codes and certificates go to the private ones: nobody leads them to themselves
        typed = {name: value for name, value in typed.items() if name not in {PRIVATE_PHONE, PRIVATE_MAIL}}

    def read(view: View) -> tuple[PageAct | None, Sequence[Wrong]]:
        said = {**typed, NUMBER: person}
        found, wrong = read_person(said, view.policy, meant_in(view, typed), view.today)
        known = view.state.employee(person)
        if known is not None and known.attributes.get(MANAGER) and not typed.get(MANAGER) and MANAGER in typed:
            wrong = (*wrong, Wrong(MANAGER, "missing"))
        return (None if wrong else act_for(view, visit.visitor, act_name(told), found)), wrong

    act, wrong = await visit.read(read)
    if wrong:
        return await person_page(visit, PersonForm(form="change", typed=typed, faults=wrong))
    filled = PersonForm(form="change", typed=typed)
    if told.get("step") == LOOK and act is not None:
        return await _looked(visit, filled, change_ahead, act)
    return await done(visit, act, filled, "changed")


@as_page
async def post_departure(request: Request) -> Response:
    """Show what a departure would bring, or what would become of one that is open, or record it."""
    visit, told, person = await acting(request)
    typed = departure_typed(told, visit.now.date())
    filled = PersonForm(form="departure", typed=typed)
    departure, faults = await visit.read(departure_read, visit, person, typed)
    if any(each.field != "reason" for each in faults):
        return await person_page(visit, replace(filled, faults=faults))
    act = declared_act(act_name(told), visit.visitor, person, departure, visit.now)
    ahead = await visit.read(departing, act, visit.words)
    if ahead.refusal is not None:  # nobody is asked for the ground of what cannot be
        return await person_page(visit, replace(filled, refusal=await _not_departing(visit, person, ahead.refusal)))
    if faults:
        return await person_page(visit, replace(filled, faults=faults))
    if told.get("step") != "send":
        return await person_page(visit, replace(filled, ahead=ahead))
    return await done(visit, act, filled, "departure")


async def _not_departing(visit: Visit, person: str, refusal: Refusal) -> str:
    if refusal.code != OPEN_ALREADY:
        return refusal_said(refusal, visit)
    shown = await met_person(visit, person)
    return visit.words.say("pages_people.open.refused", name=shown.row.employee.name)


@as_page
async def post_absence(request: Request) -> Response:
    """Show what recording that somebody stays away would bring, or record it: a fact, no resignation."""
    return await _away(request, "absence")


@as_page
async def post_return(request: Request) -> Response:
    """Record that somebody is back of whose absence no departure came."""
    return await _away(request, "return")


async def _away(request: Request, form: Away) -> Response:
    visit, told, person = await acting(request)
    kind, key = AWAY[form]
    typed = {key: str(told.get(key, "")).strip()[:40]}
    day = _day(typed[key])
    if day is None:
        fault = Wrong(key, "day" if typed[key] else "missing", typed[key])
        return await person_page(visit, PersonForm(form=form, typed=typed, faults=[fault]))
    employee = (await met_person(visit, person)).row.employee
    bounds = DayBounds(today=visit.now.date(), hired=employee.hired_on, absent=employee.away_since, ahead=False)
    unfit = day_fault(day, bounds if form == "return" else replace(bounds, absent=None))
    if unfit is not None:
        return await person_page(visit, PersonForm(form=form, typed=typed, faults=[unfit_day(key, unfit, visit)]))
    data = {key: day.isoformat(), **({"by": visit.visitor.id} if form == "return" else {})}
    act = PageAct(name=act_name(told), by=visit.visitor, type=kind, subject=person, data=data)
    filled = PersonForm(form=form, typed=typed)
    if told.get("step") == "send":
        return await done(visit, act, filled, form)
    ahead = await visit.read(departing, act, visit.words)
    refusal = "" if ahead.refusal is None else refusal_said(ahead.refusal, visit)
    return await person_page(visit, PersonForm(form=form, typed=typed, ahead=ahead, refusal=refusal))


@as_page
async def post_delegate(request: Request) -> Response:
    """Record who may act for an employee."""
    visit, told, person = await acting(request)
    typed = {name: str(told.get(name, "")).strip()[:200] for name in ("delegate", "until")}
    day = _day(typed["until"])

    def read(view: View) -> list[str]:
        asked = " ".join(typed["delegate"].split())
        return whom_meant(view, [asked])[asked]

    people = await visit.read(read) if typed["delegate"] else []
    faults = [] if len(people) == 1 else [Wrong("delegate", _why(typed["delegate"], people), typed["delegate"][:60])]
    if people == [person]:
        faults = [Wrong("delegate", "himself")]
    if typed["until"] and day is None:
        faults.append(Wrong("until", "day", typed["until"]))
    unfit = None if day is None else day_fault(day, DayBounds(today=visit.now.date(), past=False))
    if unfit is not None:
        faults.append(unfit_day("until", unfit, visit))
    filled = PersonForm(form="delegate", typed=typed, faults=faults)
    if faults:
        return await person_page(visit, filled)
    data = {"from": person, "to": people[0], "by": visit.visitor.id}
    data |= {"until": day.isoformat()} if day is not None else {}
    act = PageAct(name=act_name(told), by=visit.visitor, type="delegation.recorded", subject=person, data=data)
    if told.get("step") == LOOK:
        return await _looked(visit, filled, delegate_ahead, act)
    return await done(visit, act, filled, "delegate")


async def _looked(
    visit: Visit, filled: PersonForm, ahead: Callable[[View, PageAct, Texts], StaffAhead], act: PageAct
) -> Response:
    """Answer with what an act would lead to, before it is done."""
    try:
        found = await visit.read(ahead, act, visit.words)
    except ActUnfit as unfit:
        return await person_page(visit, replace(filled, refusal=unfit_said(unfit, visit.words)))
    refusal = "" if found.refusal is None else refusal_said(found.refusal, visit)
    return await person_page(visit, replace(filled, effect=found.effect, refusal=refusal))


def _why(told: str, people: Sequence[str]) -> str:
    return "missing" if not told else "several" if people else "nobody"


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None
