"""/cases/{employee}/{n}: a departure: dates, who is waited for, tasks, gates, documents, history, and acts."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acts.filling import Choice, choices
from handover_policy.app.portal.case.history import HistoryLine
from handover_policy.app.portal.case.page import CaseMet, CasePage, case_page, lines_between, met_case
from handover_policy.app.portal.overview.gaps import left_undone
from handover_policy.app.portal.visitor import Visitor, may_know, sees_case
from handover_policy.ledger.codes import CodeKept
from handover_policy.model.case import Case
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.cases.codes import codes_told
from handover_policy.web.pages.cases.form import BLANK, ActForm, fresh_act
from handover_policy.web.pages.cases.speaking import SentenceSpeaker
from handover_policy.web.pages.opening import CASE, note_looked
from handover_policy.web.pages.visit import Visit, visiting
from handover_policy.web.paths import case_id

LONGEST_NUMBER = 15


@as_page
async def get_case_page(request: Request) -> Response:
    """Answer the page of a departure; after an act with a note of what was done, and of what others did meanwhile."""
    visit = await visiting(request)
    name = case_id(request)
    whole = request.query_params.get("all") == "1"
    done, at, seen = (request.query_params.get(each, "") for each in ("done", "at", "seen"))

    def asked(view: View) -> tuple[CasePage, Noted | None, Choosing]:
        met = met_case_of(view, visit.visitor, name)
        page = case_page(met, visit.words, whole=whole)
        return page, _noted(met, done, number(at), number(seen)), chosen(met, page)

    page, noted, choosing = await visit.read(asked)
    await note_looked(visit, page.case.employee, CASE)
    codes = [each for each in await codes_told(visit) if each.person in page.names]
    return case_answer(visit, page, choosing, whole=whole, noted=noted, codes=codes)


class Noted:
    """What somebody has just done, and what others did between their look and their act."""

    def __init__(self, act: str, meanwhile: list[HistoryLine]) -> None:
        """Take the name of the act, and what happened meanwhile."""
        self.act, self.meanwhile = act, meanwhile


Choosing = dict[tuple[str, str], list[Choice]]
"""By act and field what may be chosen."""


def met_case_of(view: View, visitor: Visitor, name: str) -> CaseMet:
    """Return a case that is a visitor's to see.

    Raises:
        PageProblem: there is none, or it is not theirs.

    """
    case = case_in(view, visitor, name)
    if not sees_case(view, visitor, case):
        raise PageProblem("not-yours")
    return met_case(view, visitor, case)


def case_in(view: View, visitor: Visitor, name: str) -> Case:
    """Return a case, whoever may see it; raises PageProblem where there is none, as for one that is not theirs."""
    case = view.state.case(name)
    if case is None:
        unknown = may_know(view, visitor, unquote(name.rpartition("/")[0]))
        raise PageProblem("not-found" if unknown else "not-yours")
    return case


def chosen(met: CaseMet, page: CasePage) -> Choosing:
    """Return what may be chosen in the fields of the acts that are offered."""
    situation = met.situation
    return {
        (each.act.name, field.name): list(choices(situation, each.act, field))
        for each in page.offered
        if each.not_now is None
        for field in each.act.fields
    }


def case_answer(
    visit: Visit,
    page: CasePage,
    choosing: Choosing,
    *,
    status: int = 200,
    whole: bool = False,
    noted: Noted | None = None,
    form: ActForm = BLANK,
    codes: Sequence[CodeKept] = (),
) -> Response:
    """Return the page of a departure, with a form as it was filled in where one was."""
    return visit.page(
        "case.html",
        status=status,
        names=page.names,
        page=page,
        choosing=choosing,
        whole=whole,
        noted=noted,
        form=form,
        codes=codes,
        say=SentenceSpeaker(visit.words, visit.now),
        draw=fresh_act,
        undone=left_undone(page.case, visit.now.date()) if visit.visitor.hr else 0,
        here="case" if page.case.employee == visit.visitor.id else "board",
    )


def number(told: str) -> int:
    """Return a position that an address names; 0 for whatever is none."""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= LONGEST_NUMBER else 0


def _noted(met: CaseMet, act: str, at: int, seen: int) -> Noted | None:
    """Return the note on an act, where the row at the position is the visitor's own act in this case."""
    row = next((each for each in met.told.rows if each.position == at and each.own), None)
    if row is None or row.actor != met.visitor.id:
        return None
    return Noted(act, list(lines_between(met, seen, at)) if seen else [])
