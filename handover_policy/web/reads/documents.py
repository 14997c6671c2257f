"""GET /v1/documents/{case}/{document}.{html,pdf}: a document of a case as it stands; its package as .zip, too."""

from __future__ import annotations

import structlog
from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import view_of
from handover_policy.app.packaging.contents import DOCUMENT as PACKAGE
from handover_policy.app.packaging.exporting import export_package, exporter_of
from handover_policy.app.portal.case.documents import FORMS
from handover_policy.app.portal.case.written import NoSuchDocument, document_for
from handover_policy.app.render import DocumentDenied, PreparedDocument
from handover_policy.app.serving.company import Company
from handover_policy.app.signing.found import SignedSheet, signed_sheet
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.render.documents.document import Unfillable
from handover_policy.render.documents.pdf import CharactersUnshown, PdfUnavailable
from handover_policy.web.doors import RETRY_SECONDS, Doors, doors_of
from handover_policy.web.pages.cases.documents import SIGNED_PDF, document_answer, written_or_kept
from handover_policy.web.pages.cases.package import ZIP, packed_answer
from handover_policy.web.paths import case_id, segment
from handover_policy.web.problems import ApiProblem, busy
from handover_policy.web.reads.asked import text

CASES = "cases:read"
LOG = structlog.get_logger("handover.web")


async def get_document(request: Request) -> Response:
    """Answer a document of a case; `?language=` asks for one it is written in."""
    doors = doors_of(request)
    key = await doors.key(request, CASES)
    company, now = doors.company(key), doors.service.now()
    case, language = case_id(request), text(request, "language")
    name, _, form = segment(request, "document").rpartition(".")
    if (name, form) == (PACKAGE, ZIP):
        return await _package(doors, company, case)
    if form not in FORMS:
        raise ApiProblem("not-found")

    def asked(connection: Connection) -> PreparedDocument | SignedSheet:
        view = view_of(connection, company, now)
        found = view.state.case(case)
        if found is None:
            raise ApiProblem("not-found")
        signed = signed_sheet(connection, company.id, found) if (name, form) == SIGNED_PDF else None
        return document_for(view, found, name, language) if signed is None else signed

    try:
        prepared = await doors.read(company, asked)
        content = await to_thread.run_sync(written_or_kept, doors.service.archive, prepared, form)
    except NoSuchDocument:
        raise ApiProblem("not-found") from None
    except DocumentDenied as denied:
        raise ApiProblem("no-document", why=str(denied)) from None
    except (PdfUnavailable, CharactersUnshown, Unfillable) as error:
        raise ApiProblem("unprintable", why=str(error)) from None
    except (BlobMissing, BlobBroken) as error:
        LOG.error("file-broken", company=company.id, case=case, why=type(error).__name__)  # noqa: TRY400
        raise busy("unwritten", RETRY_SECONDS) from None
    return document_answer(content, case, name, form, prepared)


async def _package(doors: Doors, company: Company, case: str) -> Response:
    """Answer the handover package of a case as it stands, from the archive; made where it is not there yet."""
    exporter = exporter_of(doors.service, company)
    try:
        package = await to_thread.run_sync(export_package, exporter, case)
    except Unfillable as error:
        raise ApiProblem("unprintable", why=str(error)) from None
    except DocumentDenied as denied:
        raise ApiProblem("no-document", why=str(denied)) from None
    if package is None:
        raise ApiProblem("not-found")
    try:
        return await packed_answer(exporter, case, package)
    except (BlobMissing, BlobBroken) as error:
        LOG.error("file-broken", company=company.id, case=case, why=type(error).__name__)  # noqa: TRY400
        raise busy("unwritten", RETRY_SECONDS) from None
