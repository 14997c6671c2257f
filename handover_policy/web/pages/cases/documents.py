"""/cases/{employee}/{n}/documents/{name}: a document of a departure, as a page or as PDF."""

from __future__ import annotations

from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.filing.archive import Archive
from handover_policy.app.portal.case.documents import FORMS
from handover_policy.app.portal.case.written import NoSuchDocument, document_for
from handover_policy.app.portal.sheet.reading import reads_sheet
from handover_policy.app.portal.visitor import sees_case
from handover_policy.app.render import DocumentDenied, PreparedDocument
from handover_policy.app.signing.found import SignedSheet, content_of, older_sheets, signed_sheet
from handover_policy.model.case import Case
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.render.documents.document import Unfillable
from handover_policy.render.documents.pdf import CharactersUnshown, PdfUnavailable
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.cases.page import case_in
from handover_policy.web.pages.opening import CASE, note_looked
from handover_policy.web.pages.visit import visiting
from handover_policy.web.paths import case_id, segment

SHEET = "confirmation-sheet"
SIGNED_PDF = (SHEET, "pdf")
SIGNED_BY = "x-signed-by"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
"""A document needs nothing besides itself; its style stands within it."""


@as_page
async def get_document_page(request: Request) -> Response:
    """Answer a document to those whose case it is to see; the sheet to its parties too."""
    visit = await visiting(request)
    case, name, form = case_id(request), *document_named(request)
    language = visit.words.language

    def asked(view: View) -> tuple[str, PreparedDocument | SignedSheet]:
        found = case_in(view, visit.visitor, case)
        if not sees_case(view, visit.visitor, found) and not (
            name == SHEET and reads_sheet(view, visit.visitor, found)
        ):
            raise PageProblem("not-yours")
        signed = _signed(view, found, request.query_params.get("round", "")) if (name, form) == SIGNED_PDF else None
        return found.employee, document_for(view, found, name, language) if signed is None else signed

    try:
        employee, prepared = await visit.read(asked)
        content = await to_thread.run_sync(written_or_kept, visit.doors.service.archive, prepared, form)
    except NoSuchDocument:
        raise PageProblem("not-found") from None
    except DocumentDenied as denied:
        raise PageProblem("unfit", what=str(denied)) from None
    except PdfUnavailable:
        raise PageProblem("unfit", what=visit.words.say("pages_case.documents.no-pdf")) from None
    except (CharactersUnshown, Unfillable) as error:
        raise PageProblem("unfit", what=str(error)) from None
    except (BlobMissing, BlobBroken):
        raise PageProblem("unfit", what=visit.words.say("signing.gone")) from None
    await note_looked(visit, employee, CASE)
    return document_answer(content, case, name, form, prepared)


def _signed(view: View, case: Case, asked: str) -> SignedSheet | None:
    """Return the signed PDF of a sheet, of an older version where that is asked for; raises PageProblem for none."""
    if not asked:
        return signed_sheet(view.connection, view.company.id, case)
    older = older_sheets(view.connection, view.company.id, case)
    found = next((each for each in older if str(each.round) == asked), None)
    if found is None:
        raise PageProblem("not-found")
    return found


def written_or_kept(archive: Archive, document: PreparedDocument | SignedSheet, form: str) -> bytes:
    """Return a document as it is written, or the signed PDF as it is kept."""
    return content_of(archive, document) if isinstance(document, SignedSheet) else document.written(form)


def document_named(request: Request) -> tuple[str, str]:
    """Return the name and the form of the document that a path names.

    Raises:
        PageProblem: it is neither page nor PDF.

    """
    name, _, form = segment(request, "document").rpartition(".")
    if form not in FORMS:
        raise PageProblem("not-found")
    return name, form


def document_answer(
    content: bytes, case: str, name: str, form: str, of: PreparedDocument | SignedSheet | None = None
) -> Response:
    """Return a document as an answer; its name in a folder is plain, whatever the employee is called.

    Of a signed PDF a header names the parties whose signatures it has.
    """
    file = "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "_" for each in f"{case}-{name}")
    whole = quote(f"{case}-{name}.{form}", safe="")
    headers = {
        "cache-control": "no-store",
        "content-disposition": f"inline; filename=\"{file}.{form}\"; filename*=UTF-8''{whole}",
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    if isinstance(of, SignedSheet):
        headers[SIGNED_BY] = ", ".join(quote(each, safe=" -_") for each in of.parties)
    return Response(content, 200, headers, FORMS[form])
