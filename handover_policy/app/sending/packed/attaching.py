"""sheets_for, with_files: the confirmation sheet as PDF beside a mail that is about it, for whoever may read it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.written import document_for
from handover_policy.app.portal.sheet.reading import reads_sheet
from handover_policy.app.portal.visitor import visitor_of
from handover_policy.app.render import PreparedDocument
from handover_policy.app.signing.found import SignedSheet, signed_sheet
from handover_policy.model.words.messages import SHEET, TO_SIGN
from handover_policy.ports.blobs import Blobs
from handover_policy.ports.channels import Attachment

Kept: TypeAlias = Callable[[str], bytes]
"""Returns a file of the archive by its digest."""
LOG = structlog.get_logger()
DOCUMENT = "confirmation-sheet"
PDF = "application/pdf"
MOST_SHEETS = 3
"""In one mail; of more, which tells titles alone, the pages have them."""
ATTACHED, NOT_ATTACHED = "attached", "not_attached"
"""What a record of a delivery says of files: which went with the message, and why one that was to go did not."""
ONE_AT_A_TIME = threading.Lock()
"""A PDF takes the better part of a second of one processor: messages that need none go on meanwhile."""


def nothing_kept(sha256: str) -> bytes:
    """Raise that there is no archive."""
    raise LookupError(sha256)


def kept_by(blobs: Blobs, company: str) -> Kept:
    """Return what returns a company's files by their digests."""

    def kept(sha256: str) -> bytes:
        with blobs.open(company, sha256) as opened:
            return opened.read()

    return kept


@dataclass(frozen=True, slots=True)
class SheetToAttach:
    """A sheet as it stands, not yet written; `document` is None where it could not be prepared, and `why` says so.

    `signed` is its signed PDF, where there is one, `beside` are files that go with it.
    """

    case: str
    document: PreparedDocument | None
    why: str = ""
    signed: SignedSheet | None = None
    beside: Sequence[Attachment] = ()


def sheets_for(view: View, person: str, notices: Sequence[Mapping[str, Any]], language: str) -> Sequence[SheetToAttach]:
    """Return the sheets that some messages to somebody are about, if they may read them by now."""
    about = {str(each["case"]): None for each in notices if each.get("case") and _is_about_sheet(view, each)}
    if not about or len(about) > MOST_SHEETS:
        return ()
    found = [sheet_for(view, person, case, language) for case in about]
    return [each for each in found if each is not None]


def with_files(sheets: Sequence[SheetToAttach], kept: Kept) -> tuple[Sequence[Attachment], Mapping[str, object]]:
    """Return sheets as files, signed where they are, and what is noted of them; what fails stops no message."""
    files, told, missing = list[Attachment](), list[Mapping[str, object]](), list[str]()
    for each in sheets:
        try:
            if each.document is None:
                missing.append(each.why)
                continue
            if each.signed is not None:
                content = kept(each.signed.sha256)
            else:
                with ONE_AT_A_TIME:
                    content = each.document.written("pdf")
        except Exception as error:
            LOG.exception("sheet-not-attached", case=each.case)
            missing.append(type(error).__name__)
            continue
        name = f"{each.case.replace('/', '-')}-{DOCUMENT}.pdf"
        for file in (Attachment(name=name, media_type=PDF, content=content), *each.beside):
            files.append(file)
            digest = hashlib.sha256(file.content).hexdigest()
            told.append({"name": file.name, "size": len(file.content), "sha256": digest})
    noted: dict[str, object] = {ATTACHED: told} if told else {}
    return files, noted | ({NOT_ATTACHED: missing} if missing else {})


def _is_about_sheet(view: View, notice: Mapping[str, Any]) -> bool:
    """Return whether a message asks to sign a sheet, or tells what became of one."""
    if notice.get("notification") == TO_SIGN:
        return True
    rules = (each for each in view.policy.notices if each.id == notice.get("notice"))
    return any(on == SHEET or on.startswith(f"{SHEET}.") for rule in rules for on in rule.on)


def sheet_for(view: View, person: str, name: str, language: str) -> SheetToAttach | None:
    """Return a sheet for somebody; None where there is none, or they may not read it."""
    try:
        case, visitor = view.state.case(name), visitor_of(view, person)
        if case is None or case.sheet is None or visitor is None or not reads_sheet(view, visitor, case):
            return None
        signed = signed_sheet(view.connection, view.company.id, case)
        return SheetToAttach(name, document_for(view, case, DOCUMENT, language), signed=signed)
    except Exception as error:
        LOG.exception("sheet-not-prepared", case=name)
        return SheetToAttach(name, None, type(error).__name__)
