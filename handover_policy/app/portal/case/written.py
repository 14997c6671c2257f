"""document_for: a document of a case, prepared for its reader while the rows are at hand, written afterwards."""

from __future__ import annotations

from dataclasses import replace

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.documents import DOCUMENTS, case_file
from handover_policy.app.proving.shown import shown_proof
from handover_policy.app.render import SHEET, PreparedDocument, prepare_document
from handover_policy.model.case import Case


class NoSuchDocument(LookupError):
    """There is no document of this name."""


def document_for(view: View, case: Case, name: str, language: str | None = None) -> PreparedDocument:
    """Return a document of a case, ready to be written; in the policy's language where none is asked for.

    Raises:
        NoSuchDocument: there is none of the name.
        DocumentDenied: the case gives no such document; the text says why.

    """
    if name not in DOCUMENTS:
        raise NoSuchDocument(name)
    prepared = prepare_document(name, case_file(view, case), view.company.opened, language)
    return with_proof(view, case, prepared) if name == SHEET else prepared


def with_proof(view: View, case: Case, prepared: PreparedDocument) -> PreparedDocument:
    """Return the sheet of a case with what it is checked by later."""
    if case.sheet is None:
        return prepared
    return replace(
        prepared, proof=shown_proof(view.connection, view.company.settings, case.sheet.sha256, view.now.tzinfo)
    )
