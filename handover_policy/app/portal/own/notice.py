"""PersonalNotice, notice_for: the notice on personal information, shown before somebody's first recorded signature.

Personal Information Protection Law, art. 17. The version that was shown stands in the ledger with the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.overview.contacts import contacts_shown, helper
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.personal.openings import has_opened
from handover_policy.ledger.reading.own import rows_about
from handover_policy.texts.texts import Texts, texts

NOTICE_KEY = "noticeversion"
"""The attribute of an event that tells which notice on personal information was shown with it."""
NOTICE = "notice"
"""What is noted of somebody to whom the notice was shown: they may sign where no event is about them."""
CLAUSES, SHEET = "agreement.signed", "sheet.signed"
PARTS = ("who", "what", "why", "how-long", "rights")
DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalNotice:
    """The notice on personal information, paragraph by paragraph; the version is made of its text."""

    version: str
    paragraphs: Sequence[str]


def notice_for(view: View, visitor: Visitor, language: str) -> PersonalNotice | None:
    """Return the notice that is to be shown with a signature; None to whom it was shown with an earlier one."""
    company, person = view.company.id, visitor.id
    if has_opened(view.connection, company, person, by=person, what=NOTICE):
        return None
    for row in rows_about(view.connection, company, person, (CLAUSES, SHEET)):
        event = {} if row.body is None else orjson.loads(row.body)
        if NOTICE_KEY in event and (row.type == CLAUSES or event["data"].get("by") == person):
            return None
    return personal_notice(view, language)


def personal_notice(view: View, language: str) -> PersonalNotice:
    """Return the notice on personal information of a company; whatever changes in it makes another version."""
    words = texts(language)
    paragraphs = [_paragraph(view, words, part) for part in PARTS]
    source = [_paragraph(view, texts(view.policy.manifest.language), part) for part in PARTS]
    version = hashlib.sha256("\n".join(source).encode()).hexdigest()[:DIGITS]
    return PersonalNotice(version=version, paragraphs=paragraphs)


def _paragraph(view: View, words: Texts, part: str) -> str:
    manifest = view.policy.manifest
    contact = helper(contacts_shown(view))
    hr = "" if contact is None else f"{contact.name or contact.id} {contact.phone}".strip()
    return words.say(f"pages_rest.notice.{part}", company=manifest.company or manifest.title, hr=hr)
