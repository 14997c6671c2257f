"""/people/{employee}: an employee, changed, leaving, or somebody acting for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeAlias

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct
from handover_policy.app.portal.acts.consequences import ActConsequences
from handover_policy.app.portal.leaving.foreseeing import Departing, departing
from handover_policy.app.portal.staff.ahead import StaffAhead, change_ahead, delegate_ahead
from handover_policy.app.portal.staff.listing import PersonShown, person_shown
from handover_policy.app.portal.staff.reading import (
    ADDRESS_OF,
    HIRED,
    MANAGER,
    NUMBER,
    PRIVATE_MAIL,
    PRIVATE_PHONE,
    Wrong,
    read_person,
)
from handover_policy.app.portal.staff.telling import act_for, whom_meant
from handover_policy.app.portal.visitor import may_know
from handover_policy.model.words.causes import CAUSES
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.addresses import person_path
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.cases.speaking import SentenceSpeaker
from handover_policy.web.pages.opening import PERSON, note_looked
from handover_policy.web.pages.overview.people import meant_in, typed_of, wrong_said
from handover_policy.web.pages.overview.telling import refusal_said, tell, unfit_said
from handover_policy.web.pages.visit import ACT, Visit, visiting
from handover_policy.web.paths import segment

UNFIT, DONE = 422, 200
LOOK = "look"
"""The step of a form that shows what it would lead to; without it the act is done."""
NOTHING: Mapping[str, str] = MappingProxyType({})
Away: TypeAlias = Literal["absence", "return"]
AWAY: Mapping[Away, tuple[str, str]] = MappingProxyType(
    {"absence": ("employee.absent", "since"), "return": ("employee.returned", "on")}
)
"""By the form of an absence, and of the end of one that is no departure yet, the event and the key of its day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForm:
    """What was filled in on a person's page: in which form, what, what is wrong with it, what would come of it."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    faults: Sequence[Wrong] = ()
    refusal: str = ""
    ahead: Departing | None = None
    effect: ActConsequences | None = None


@as_page
async def get_person(request: Request) -> Response:
    """Answer an employee's page."""
    visit = await visiting(request)
    answer = await _page(visit, PersonForm())
    await note_looked(visit, segment(request, "employee"), PERSON)
    return answer


@as_page
async def post_change(request: Request) -> Response:
    """Tell what has changed of an employee."""
    visit, told, person = await _acting(request)
    typed = typed_of(told)
    if not visit.visitor.hr:  # codes and certificates go to the private ones: nobody leads them to themselves
        typed = {name: value for name, value in typed.items() if name not in {PRIVATE_PHONE, PRIVATE_MAIL}}

    def read(view: View) -> tuple[PageAct | None, Sequence[Wrong]]:
        said = {**typed, NUMBER: person}
        found, wrong = read_person(said, view.policy, meant_in(view, typed))
        known = view.state.employee(person)
        if known is not None and known.attributes.get(MANAGER) and not typed.get(MANAGER) and MANAGER in typed:
            wrong = (*wrong, Wrong(MANAGER, "missing"))
        return (None if wrong else act_for(view, visit.visitor, _name(told), found)), wrong

    act, wrong = await visit.read(read)
    if wrong:
        return await _page(visit, PersonForm(form="change", typed=typed, faults=wrong))
    filled = PersonForm(form="change", typed=typed)
    if told.get("step") == LOOK and act is not None:
        return await _looked(visit, filled, change_ahead, act)
    return await _done(visit, act, filled, "changed")


@as_page
async def post_departure(request: Request) -> Response:
    """Show what a departure would bring, or record it."""
    visit, told, person = await _acting(request)
    typed = {name: str(told.get(name, "")).strip()[:40] for name in ("cause", "last_day")}
    day = _day(typed["last_day"])
    faults = [Wrong("cause", "missing")] if typed["cause"] not in CAUSES else []
    faults += [Wrong("last_day", "day" if typed["last_day"] else "missing", typed["last_day"])] if day is None else []
    filled = PersonForm(form="departure", typed=typed, faults=faults)
    if faults or day is None:
        return await _page(visit, filled)
    data = {"cause": typed["cause"], "last_day": day.isoformat(), "by": visit.visitor.id}
    act = PageAct(name=_name(told), by=visit.visitor, type="departure.declared", subject=person, data=data)
    if told.get("step") != "send":
        ahead = await visit.read(departing, act, visit.words)
        refusal = "" if ahead.refusal is None else refusal_said(ahead.refusal, visit)
        return await _page(visit, PersonForm(form="departure", typed=typed, ahead=ahead, refusal=refusal))
    return await _done(visit, act, filled, "departure")


@as_page
async def post_absence(request: Request) -> Response:
    """Show what recording that somebody stays away would bring, or record it: a fact, no resignation."""
    return await _away(request, "absence")


@as_page
async def post_return(request: Request) -> Response:
    """Record that somebody is back of whose absence no departure came."""
    return await _away(request, "return")


async def _away(request: Request, form: Away) -> Response:
    visit, told, person = await _acting(request)
    kind, key = AWAY[form]
    typed = {key: str(told.get(key, "")).strip()[:40]}
    day = _day(typed[key])
    if day is None:
        fault = Wrong(key, "day" if typed[key] else "missing", typed[key])
        return await _page(visit, PersonForm(form=form, typed=typed, faults=[fault]))
    data = {key: day.isoformat(), **({"by": visit.visitor.id} if form == "return" else {})}
    act = PageAct(name=_name(told), by=visit.visitor, type=kind, subject=person, data=data)
    filled = PersonForm(form=form, typed=typed)
    if told.get("step") == "send":
        return await _done(visit, act, filled, form)
    ahead = await visit.read(departing, act, visit.words)
    refusal = "" if ahead.refusal is None else refusal_said(ahead.refusal, visit)
    return await _page(visit, PersonForm(form=form, typed=typed, ahead=ahead, refusal=refusal))


@as_page
async def post_delegate(request: Request) -> Response:
    """Record who may act for an employee."""
    visit, told, person = await _acting(request)
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
    filled = PersonForm(form="delegate", typed=typed, faults=faults)
    if faults:
        return await _page(visit, filled)
    data = {"from": person, "to": people[0], "by": visit.visitor.id}
    data |= {"until": day.isoformat()} if day is not None else {}
    act = PageAct(name=_name(told), by=visit.visitor, type="delegation.recorded", subject=person, data=data)
    if told.get("step") == LOOK:
        return await _looked(visit, filled, delegate_ahead, act)
    return await _done(visit, act, filled, "delegate")


async def _looked(
    visit: Visit, filled: PersonForm, ahead: Callable[[View, PageAct, Texts], StaffAhead], act: PageAct
) -> Response:
    """Answer with what an act would lead to, before it is done."""
    try:
        found = await visit.read(ahead, act, visit.words)
    except ActUnfit as unfit:
        return await _page(visit, replace(filled, refusal=unfit_said(unfit, visit.words)))
    refusal = "" if found.refusal is None else refusal_said(found.refusal, visit)
    return await _page(visit, replace(filled, effect=found.effect, refusal=refusal))


def _why(told: str, people: Sequence[str]) -> str:
    return "missing" if not told else "several" if people else "nobody"


def _away_now(shown: PersonShown) -> Away | None:
    """Return what can be told of somebody's absence here; of one in a departure it is told on the departure's page."""
    if shown.row.employee.away_since is not None:
        return "return"
    leaving = any(case.state == "open" and case.cause != "transfer" for case in shown.cases)
    return None if leaving or shown.row.left else "absence"


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _name(told: FormData) -> str:
    return str(told.get(ACT, ""))[:100]


async def _acting(request: Request) -> tuple[Visit, FormData, str]:
    """Return the visit of somebody who may act for the employer on an employee, and the form they sent."""
    visit = await visiting(request)
    told = await visit.form()
    person = segment(request, "employee")
    await _met(visit, person)
    if not _may_act(visit, person):
        raise PageProblem("not-yours")
    return visit, told, person


async def _met(visit: Visit, person: str) -> PersonShown:
    """Return an employee who is a visitor's to see; raises PageProblem where they are not, or there is none."""

    def read(view: View) -> tuple[PersonShown | None, bool]:
        return person_shown(view, visit.visitor, person), may_know(view, visit.visitor, person)

    shown, known = await visit.read(read)
    if shown is None:
        raise PageProblem("not-found" if known else "not-yours")
    return shown


def _may_act(visit: Visit, person: str) -> bool:
    """Return whether a visitor may do on somebody's page what hr and managers do: auditors not, nobody on their own."""
    visitor = visit.visitor
    return visitor.id != person and (visitor.hr or (visitor.manages and not visitor.auditor))


async def _done(visit: Visit, act: PageAct | None, filled: PersonForm, what: str) -> Response:
    path = person_path(segment(visit.request, "employee"))
    if act is None:
        return see_other(f"{path}?done=same")
    try:
        refusal = await tell(visit, act)
    except ActUnfit as unfit:
        refusal = unfit_said(unfit, visit.words)
    if refusal:
        return await _page(visit, PersonForm(form=filled.form, typed=filled.typed, refusal=refusal))
    return see_other(f"{path}?done={what}")


async def _page(visit: Visit, filled: PersonForm) -> Response:
    person = segment(visit.request, "employee")
    shown = await _met(visit, person)
    employee = shown.row.employee
    known = {
        name: str(employee.attributes.get(name) or "") for name in ("name", "role", "stage", MANAGER, "department")
    }
    known |= {HIRED: employee.hired_on.isoformat()}
    known |= {name: shown.addresses.get(kind, "") for name, kind in ADDRESS_OF.items()}
    vocabulary = visit.company.run.books.zone_owner.manifest.vocabulary
    names = {**shown.names, **({} if filled.ahead is None else filled.ahead.names)}
    return visit.page(
        "person.html",
        status=UNFIT if filled.faults or filled.refusal else DONE,
        names=names,
        shown=shown,
        path=person_path(person),
        acts=_may_act(visit, person),
        away=_away_now(shown),
        filled=filled,
        change={**known, **(filled.typed if filled.form == "change" else {})},
        faults={(filled.form, each.field): wrong_said(each, visit.words) for each in reversed(filled.faults)},
        ahead=filled.ahead if filled.ahead is not None and filled.ahead.refusal is None else None,
        causes=tuple(CAUSES),
        say=SentenceSpeaker(visit.words, visit.now),
        roles=vocabulary.get("employee.role", {}),
        stages=vocabulary.get("employee.stage", {}),
        unmet=visit.unmet_said,
        done=visit.request.query_params.get("done", ""),
        here="people",
    )
