"""person_page: the page of an employee, with a form as it was filled in; and who may do what on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct
from handover_policy.app.portal.acts.consequences import ActConsequences
from handover_policy.app.portal.leaving.declaring import REPORTED, standing
from handover_policy.app.portal.leaving.foreseeing import Departing
from handover_policy.app.portal.staff.listing import PersonShown, person_shown
from handover_policy.app.portal.staff.reading import ADDRESS_OF, HIRED, MANAGER, Wrong
from handover_policy.app.portal.visitor import may_know
from handover_policy.model.case import Case
from handover_policy.model.words.causes import CAUSES
from handover_policy.web.pages.addresses import person_path
from handover_policy.web.pages.answers import PageProblem, see_other
from handover_policy.web.pages.cases.speaking import SentenceSpeaker
from handover_policy.web.pages.overview.people import wrong_said
from handover_policy.web.pages.overview.telling import tell, unfit_said
from handover_policy.web.pages.visit import ACT, Visit, visiting
from handover_policy.web.paths import segment

UNFIT, DONE = 422, 200
RESIGNED = "resignation.submitted"
NOTHING: Mapping[str, str] = MappingProxyType({})
Away: TypeAlias = Literal["absence", "return"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForm:
    """What was filled in on a person's page: in which form, what, what is wrong with it, what would come of it."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    faults: Sequence[Wrong] = ()
    refusal: str = ""
    ahead: Departing | None = None
    effect: ActConsequences | None = None


def away_now(shown: PersonShown) -> Away | None:
    """Return what can be told of somebody's absence here; of one in a departure it is told on the departure's page."""
    if shown.row.employee.away_since is not None:
        return "return"
    return None if standing_of(shown) is not None or shown.row.left else "absence"


def standing_of(shown: PersonShown) -> Case | None:
    """Return the departure that somebody has."""
    return next((case for case in reversed(shown.cases) if standing(case) is not None), None)


def _standing_kind(case: Case | None) -> str:
    """Return how a departure that is open has begun: by a notice, an absence, or a declaration."""
    if case is None:
        return ""
    if case.opened_by == RESIGNED:
        return "resigned"
    return "reported" if case.opened_by in REPORTED else "declared"


def act_name(told: FormData) -> str:
    """Return the name of the act that a form does."""
    return str(told.get(ACT, ""))[:100]


async def acting(request: Request) -> tuple[Visit, FormData, str]:
    """Return the visit of somebody who may act for the employer on an employee, and the form they sent."""
    visit = await visiting(request)
    told = await visit.form()
    person = segment(request, "employee")
    await met_person(visit, person)
    if not may_act(visit, person):
        raise PageProblem("not-yours")
    return visit, told, person


async def met_person(visit: Visit, person: str) -> PersonShown:
    """Return an employee who is a visitor's to see; raises PageProblem where they are not, or there is none."""

    def read(view: View) -> tuple[PersonShown | None, bool]:
        return person_shown(view, visit.visitor, person), may_know(view, visit.visitor, person)

    shown, known = await visit.read(read)
    if shown is None:
        raise PageProblem("not-found" if known else "not-yours")
    return shown


def may_act(visit: Visit, person: str) -> bool:
    """Return whether a visitor may do on somebody's page what hr and managers do: auditors not, nobody on their own."""
    visitor = visit.visitor
    return visitor.id != person and (visitor.hr or (visitor.manages and not visitor.auditor))


async def done(visit: Visit, act: PageAct | None, filled: PersonForm, what: str) -> Response:
    """Tell an act, and answer that it was done, or why it was not."""
    path = person_path(segment(visit.request, "employee"))
    if act is None:
        return see_other(f"{path}?done=same")
    try:
        refusal = await tell(visit, act)
    except ActUnfit as unfit:
        refusal = unfit_said(unfit, visit.words)
    if refusal:
        return await person_page(visit, PersonForm(form=filled.form, typed=filled.typed, refusal=refusal))
    return see_other(f"{path}?done={what}")


async def person_page(visit: Visit, filled: PersonForm) -> Response:
    """Return the page of an employee."""
    person = segment(visit.request, "employee")
    shown = await met_person(visit, person)
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
        acts=may_act(visit, person),
        away=away_now(shown),
        standing=standing_of(shown),
        standing_kind=_standing_kind(standing_of(shown)),
        law="cn" if visit.company.run.books.zone_owner.manifest.jurisdiction.startswith("CN") else "elsewhere",
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
