"""/board: departures, overdue first, with who is waited for; and what waits for hr or a manager."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.codes import codes_to_tell
from handover_policy.app.portal.deliveries.troubles import Troubles, troubles_of
from handover_policy.app.portal.overview.beginning import (
    Steps,
    as_contacts,
    faults_in,
    filled_in,
    steps_of,
    trial_of,
)
from handover_policy.app.portal.overview.board import Board, board_of
from handover_policy.app.portal.overview.choosing import STANDINGS, TERMS, BoardWanted, wanted_by
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.people.contacts import tell_contacts
from handover_policy.simulate.timeline import DepartureRefused
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.visit import Visit, visiting

UNFIT = 422
FEW = 3
"""Cases among which nobody needs to search."""
FEW_TROUBLES = 3
"""Messages in trouble that the board shows itself; all of them have a page of their own."""


@as_page
async def get_board(request: Request) -> Response:
    """Answer the board."""
    visit = overseeing(await visiting(request))
    return await _board(visit, wanted_by(request.query_params))


@as_page
async def post_contacts(request: Request) -> Response:
    """Take in who stands behind the contacts of the policy."""
    visit = overseeing(await visiting(request))
    told = await visit.form()
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    contacts = filled_in(visit.contacts, {name: str(value) for name, value in told.items()})
    faults = faults_in(contacts)
    if faults:
        steps = Steps(contacts=contacts, people=0, faults=faults)
        return await _board(visit, BoardWanted(), steps)
    engine, company = visit.doors.service.engine, visit.company.id
    await to_thread.run_sync(lambda: tell_contacts(engine, company, as_contacts(contacts)))
    return see_other("/board")


@as_page
async def get_trial(request: Request) -> Response:
    """Answer what a departure of today would bring under the policy in force: played, never told."""
    visit = overseeing(await visiting(request))
    role, stage = request.query_params.get("role", ""), request.query_params.get("stage", "")
    try:
        played = await to_thread.run_sync(lambda: trial_of(visit.company, visit.now.date(), role, stage))
    except DepartureRefused as refused:
        raise PageProblem("unfit", what=refused.sentence(visit.words.language)) from None
    vocabulary = visit.company.opened.policies[0].manifest.vocabulary
    choices = (vocabulary.get("employee.role", {}), vocabulary.get("employee.stage", {}))
    return visit.page("trial.html", played=played, roles=choices[0], stages=choices[1], here="board")


def overseeing(visit: Visit) -> Visit:
    """Return the visit of somebody who has a board: hr, an auditor, a manager; raises PageProblem for others."""
    if not (visit.visitor.reads_all or visit.visitor.manages):
        raise PageProblem("not-yours")
    return visit


async def _board(visit: Visit, wanted: BoardWanted, steps: Steps | None = None) -> Response:
    def read(view: View) -> tuple[Board, Steps | None, Troubles]:
        troubles = troubles_of(view, visit.visitor, visit.words, FEW_TROUBLES)
        if not visit.visitor.hr:
            return board_of(view, visit.visitor, wanted), None, troubles
        envelope = envelope_in(visit.doors.service.settings.data)
        codes = codes_to_tell(view.connection, envelope, visit.company.id, visit.now)
        return board_of(view, visit.visitor, wanted, codes), steps_of(view, visit.contacts), troubles

    board, found, troubles = await visit.read(read)
    if steps is not None and found is not None:
        steps = replace(found, contacts=steps.contacts, faults=steps.faults)
    values: dict[str, Any] = {
        "board": board,
        "troubles": troubles,
        "steps": found if steps is None else steps,
        "standings": STANDINGS,
        "terms": TERMS,
        "acts": visit.visitor.hr or not visit.visitor.auditor,
        "folded": board.count <= FEW and not wanted.narrows,
        "here_again": _address(wanted, board.page),
        "table_link": _address(wanted, 1).replace("/board?", "/board/cases.csv?", 1),
        "page_link": lambda page: _address(wanted, page),
        "here": "board",
        "path": "/board",
    }
    return visit.page(
        "board.html", status=200 if steps is None else UNFIT, names={**board.names, **troubles.names}, **values
    )


def _address(wanted: BoardWanted, page: int) -> str:
    """Return the address of a page of the board."""
    told = {**asdict(wanted), "page": page}
    named = {"q": "text", "state": "standing", "department": "department", "due": "term", "page": "page"}
    plain = asdict(BoardWanted())
    return "/board?" + urlencode(
        {name: told[of] for name, of in named.items() if told[of] != plain[of] or of == "page"}
    )
