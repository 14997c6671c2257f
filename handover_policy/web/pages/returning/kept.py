"""/kept: what somebody typed when their session had ended, for them to send after all, or to throw away."""

from __future__ import annotations

from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.personal.drafts import Draft, DraftOf, draft_of, forget_draft
from handover_policy.web.pages.answers import as_page, see_other
from handover_policy.web.pages.returning.signed_out import DRAFT_COOKIE
from handover_policy.web.pages.returning.typed import shown
from handover_policy.web.pages.visit import Visit, visiting

SAME_FORM = 307
"""Of an answer after which a browser sends the same form to another page."""


@as_page
async def get_kept(request: Request) -> Response:
    """Answer what was kept, in a form that goes where it was going."""
    visit = await visiting(request)
    draft = await _draft(visit)
    if draft is None:
        return see_other("/")
    return visit.page("kept.html", draft=draft, typed=shown(draft.fields), here="inbox")


@as_page
async def post_kept(request: Request) -> Response:
    """Send what was kept on to the page it was meant for, which takes or refuses it as any form."""
    visit = await visiting(request)
    await visit.form()
    draft = await _draft(visit)
    if draft is None:
        return see_other("/")
    await _forget(visit)
    return RedirectResponse(draft.path, SAME_FORM, {"cache-control": "no-store", "referrer-policy": "no-referrer"})


@as_page
async def post_forget(request: Request) -> Response:
    """Throw away what was kept."""
    visit = await visiting(request)
    await visit.form()
    await _forget(visit)
    return see_other("/")


async def _draft(visit: Visit) -> Draft | None:
    service, token = visit.doors.service, visit.request.cookies.get(DRAFT_COOKIE, "")
    envelope = await to_thread.run_sync(envelope_in, service.settings.data)
    now = service.now()

    def asked(connection: Connection) -> Draft | None:
        return draft_of(connection, envelope, _whose(visit), token, now)

    return await visit.doors.read(visit.company, asked) if token else None


async def _forget(visit: Visit) -> None:
    await to_thread.run_sync(forget_draft, visit.doors.service.engine, _whose(visit))


def _whose(visit: Visit) -> DraftOf:
    return DraftOf(visit.company.id, visit.visitor.id)
