"""prepare_document, PreparedDocument: a document of a case, as text, page or PDF."""

from __future__ import annotations

import json
from dataclasses import dataclass

from handover_policy.app.load import Opened
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.suggestion import nearest
from handover_policy.render.documents.casefile import CaseFile
from handover_policy.render.documents.catalogue import DOCUMENTS, Content
from handover_policy.render.documents.contents.certificate import DocumentRefused, LeavingCertificate
from handover_policy.render.documents.contents.confirmation_sheet import sheet_text
from handover_policy.render.documents.contents.proof import NO_PROOF, ShownProof
from handover_policy.render.documents.document import CaseDocument, content_json, open_document
from handover_policy.render.documents.pdf import PrintedPdf, print_pdf

SHEET = "confirmation-sheet"


class DocumentDenied(ValueError):
    """The case gives no such document; the text says why, in the language of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDocument:
    """A document with what it says of a case; `missing` names attributes of the leaver that nobody has told.

    `proof` is by what it is checked later, where it is rendered from a ledger.
    """

    document: CaseDocument
    content: Content
    file: CaseFile
    proof: ShownProof = NO_PROOF

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what is left to be filled in by hand."""
        return self.content.missing if isinstance(self.content, LeavingCertificate) else ()

    def written(self, form: str) -> bytes:
        """Return the document as `text`, `html` or `pdf`; text as a terminal shows it, also into a file.

        Raises:
            Unfillable: a template that a set brings along does not fit the case.
            PdfUnavailable: no PDF can be written on this machine.
            CharactersUnshown: no font has some of its characters; a page of boxes is not worth keeping for years.

        """
        if form == "text":
            return "\n".join(map(escaped, self.document.text(self.content, self.proof).split("\n"))).encode()
        html = self.document.html(self.content, self.proof)
        return html.encode() if form == "html" else self.printed().content

    def printed(self) -> PrintedPdf:
        """Return the document as PDF, and where its elements stand; raises what `written` does."""
        return print_pdf(self.document.html(self.content, self.proof), self._attached(), self.file.at)

    def _attached(self) -> dict[str, bytes]:
        """Return the files inside the PDF: what it says as JSON, of the sheet also the content that was signed."""
        attached = {f"{self.document.name}.json": self._json()}
        canonical = sheet_text(self.file) if self.document.name == SHEET else None
        if canonical is not None:
            written = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            attached["sheet.json"] = written.encode()
        return attached

    def _json(self) -> bytes:
        """Return what the document says as JSON, without its language and layout."""
        written = {"document": self.document.name, "content": content_json(self.content)}
        written |= {"proof": content_json(self.proof)} if self.proof.way else {}
        return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def prepare_document(name: str, file: CaseFile, opened: Opened, language: str | None = None) -> PreparedDocument:
    """Return a document of a case, ready to be written; in the policy's language where none is asked for.

    Raises LookupError where there is no such document, DocumentDenied where the case gives none.
    """
    if name not in DOCUMENTS:
        near = nearest(name, DOCUMENTS)
        raise LookupError(f"there is no document {name}" + (f"; did you mean {near}?" if near else ""))
    if opened.templates is None:
        raise ValueError("the messages have findings")
    spoken = language or opened.policies[-1].manifest.language
    document = open_document(opened.messages, opened.templates.wordings, name, spoken)
    try:
        content = DOCUMENTS[name].make(file)
    except DocumentRefused as refused:
        raise DocumentDenied(document.word("refusals", refused.reason)) from refused
    return PreparedDocument(document=document, content=content, file=file)
