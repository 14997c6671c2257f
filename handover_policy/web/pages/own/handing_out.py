"""/cases/{employee}/{n}/certificate: how hr hands out a leaving certificate: by a link, or on paper."""

from __future__ import annotations

from dataclasses import replace

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.own.certificate import PAPER, CertificatePage, certificate_page
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.personal.certificates import add_certificate_link
from handover_policy.ledger.personal.openings import note_opening
from handover_policy.web.pages.addresses import case_path
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.own.saying import own_page
from handover_policy.web.pages.printed import printed_base
from handover_policy.web.pages.visit import Visit, visiting
from handover_policy.web.paths import case_id


@as_page
async def get_handing_out(request: Request) -> Response:
    """Answer how a certificate was handed out."""
    visit = await _by_hr(request)
    return _page(visit, await _shown(visit))


@as_page
async def post_handing_out(request: Request) -> Response:
    """Make a new link, which is shown once, or record that paper was handed out."""
    visit = await _by_hr(request)
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    form = await visit.form()
    shown = await _shown(visit)
    engine, company, now, by = visit.doors.service.engine, visit.company.id, visit.now, visit.visitor.id
    person, case = shown.case.employee, shown.case.id
    if form.get("do") == "paper":
        await to_thread.run_sync(lambda: note_opening(engine, company, person, by=by, what=PAPER, now=now))
        return see_other(f"{case_path(case)}/certificate")
    token = await to_thread.run_sync(lambda: add_certificate_link(engine, company, person, case, now))
    base = await to_thread.run_sync(printed_base, request, company)
    return _page(visit, await _shown(visit), link=f"{base}/certificate/{token}")


async def _by_hr(request: Request) -> Visit:
    visit = await visiting(request)
    if not visit.visitor.reads_all:
        raise PageProblem("not-yours")
    return visit


async def _shown(visit: Visit) -> CertificatePage:
    envelope = envelope_in(visit.doors.service.settings.data)
    shown = await visit.read(certificate_page, case_id(visit.request), envelope)
    if shown is None:
        raise PageProblem("not-found")
    visitor = visit.visitor
    return shown if visitor.hr and shown.case.employee != visitor.id else replace(shown, codes=())


def _page(visit: Visit, shown: CertificatePage, *, link: str = "") -> Response:
    return own_page(visit, "handing_out.html", shown=shown, link=link, here="board")
