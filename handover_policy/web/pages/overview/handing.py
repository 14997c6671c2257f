"""/people/{employee}/link: a sign-in link made by hr, and shown to hr this once: to be handed to its person."""

from __future__ import annotations

from datetime import timedelta

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.visitor import visitor_of
from handover_policy.ledger.links import add_link
from handover_policy.ledger.people.asked_for import LINK, handed_out
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.printed import printed_base
from handover_policy.web.pages.visit import Visit, visiting
from handover_policy.web.paths import segment

LASTS = timedelta(hours=72)


@as_page
async def post_link(request: Request) -> Response:
    """Make a link for somebody, and show it."""
    visit = await _of_hr(request)
    person = segment(request, "employee")
    name = await visit.read(_called, person)
    if name is None:
        raise PageProblem("not-found")
    engine, company, now = visit.doors.service.engine, visit.company.id, visit.now

    def made() -> str:
        token = add_link(engine, company, person, now, LASTS)
        handed_out(engine, company, person, LINK)
        return f"{printed_base(request, company)}/enter/{token}"

    link = await to_thread.run_sync(made)
    return visit.page(
        "link.html", path="/people", name=name, person=person, link=link, until=now + LASTS, here="people"
    )


@as_page
async def post_refuse(request: Request) -> Response:
    """Give no link to somebody who asked for one."""
    visit = await _of_hr(request)
    engine, company, person = visit.doors.service.engine, visit.company.id, segment(request, "employee")
    if await visit.read(_called, person) is None:
        raise PageProblem("not-found")
    await to_thread.run_sync(lambda: handed_out(engine, company, person, LINK))
    return see_other("/board")


async def _of_hr(request: Request) -> Visit:
    visit = await visiting(request)
    await visit.form()
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    return visit


def _called(view: View, person: str) -> str | None:
    known = visitor_of(view, person)
    return None if known is None else known.name
