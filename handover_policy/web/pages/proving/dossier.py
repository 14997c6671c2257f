"""/cases/{employee}/{n}/dossier.zip: the dossier of a case, for hr and auditors."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.cases.page import case_in
from handover_policy.web.pages.visit import visiting
from handover_policy.web.paths import case_id
from handover_policy.web.reads.evidence import dossier_answer, dossier_of, note_taken

LOG = structlog.get_logger("handover.web")


@as_page
async def get_dossier_page(request: Request) -> Response:
    """Answer the dossier of a case; who took it is noted for the person whose case it is."""
    visit = await visiting(request)
    name = case_id(request)

    def asked(view: View) -> str:
        found = case_in(view, visit.visitor, name)
        if not visit.visitor.reads_all:
            raise PageProblem("not-yours")
        return found.id

    case = await visit.read(asked)
    written = await dossier_of(visit.doors, visit.company, case)
    await note_taken(visit.doors, visit.company, case, visit.visitor.id)
    LOG.info("dossier-taken", company=visit.company.id, person=visit.visitor.id, case=case)
    return dossier_answer(written, case)
