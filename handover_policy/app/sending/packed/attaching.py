"""sheets_for, with_files: the confirmation sheet as PDF beside a mail that is about it, for whoever may read it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.written import document_for
from handover_policy.app.portal.sheet.reading import reads_sheet
from handover_policy.app.portal.visitor import visitor_of
from handover_policy.app.render import PreparedDocument
from handover_policy.model.words.messages import SHEET, TO_SIGN
from handover_policy.ports.channels import Attachment

LOG = structlog.get_logger()
DOCUMENT = "confirmation-sheet"
PDF = "application/pdf"
MOST_SHEETS = 3
"""In one mail; of more, which tells titles alone, the pages have them."""
ATTACHED, NOT_ATTACHED = "attached", "not_attached"
"""What a record of a delivery says of files: which went with the message, and why one that was to go did not."""
ONE_AT_A_TIME = threading.Lock()
"""A PDF takes the better part of a second of one processor: messages that need none go on meanwhile."""


@dataclass(frozen=True, slots=True)
class SheetToAttach:
    """A sheet as it stands, not yet written; `document` is None where it could not be prepared, and `why` says so.

    `beside` are files that go with it.
    """

    case: str
    document: PreparedDocument | None
    why: str = ""
    beside: Sequence[Attachment] = ()


def sheets_for(view: View, person: str, notices: Sequence[Mapping[str, Any]], language: str) -> Sequence[SheetToAttach]:
    """Return the sheets that some messages to somebody are about, if they may read them by now."""
    about = {str(each["case"]): None for each in notices if each.get("case") and _is_about_sheet(view, each)}
    if not about or len(about) > MOST_SHEETS:
        return ()
    found = [sheet_for(view, person, case, language) for case in about]
    return [each for each in found if each is not None]


def with_files(sheets: Sequence[SheetToAttach]) -> tuple[Sequence[Attachment], Mapping[str, object]]:
    """Return sheets as files, and what the record of the delivery says of them; nothing that fails stops a message."""
    files, told, missing = list[Attachment](), list[Mapping[str, object]](), list[str]()
    for each in sheets:
        try:
            if each.document is None:
                missing.append(each.why)
                continue
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
        return SheetToAttach(name, document_for(view, case, DOCUMENT, language))
    except Exception as error:
        LOG.exception("sheet-not-prepared", case=name)
        return SheetToAttach(name, None, type(error).__name__)
