"""/board/unreached: hr notes that somebody whom no channel reaches was told by hand."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.ledger.outbox.afterwards.unreached import told_by_hand
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.visit import visiting

BOARD = "/board"


@as_page
async def post_told_by_hand(request: Request) -> Response:
    """Note that somebody was told; once or twice, it comes to the same."""
    visit = await visiting(request)
    form = await visit.form()
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    engine, company, by, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    person = str(form.get("person", ""))
    await to_thread.run_sync(lambda: told_by_hand(engine, company, person, by=by, now=now))
    return see_other(BOARD)
