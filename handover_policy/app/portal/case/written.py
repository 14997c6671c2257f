"""document_for: a document of a case, prepared for its reader while the rows are at hand, written afterwards."""

from __future__ import annotations

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.documents import DOCUMENTS, case_file
from handover_policy.app.render import PreparedDocument, prepare_document
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
    return prepare_document(name, case_file(view, case), view.company.opened, language)
