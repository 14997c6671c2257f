"""letters_due, queue_letters: sheets that everybody has signed, on their way to their parties by mail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, Engine, and_, bindparam, or_, select, union

from handover_policy.app.asking.view import View, view_of
from handover_policy.app.portal.case.taken_up import taken_up
from handover_policy.app.proving.sealing import is_being_signed, is_sealed
from handover_policy.app.sending.private.channels import mail_channels, mail_names
from handover_policy.app.serving.company import Company
from handover_policy.decide.people import resolve
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.parcels import KEY_DIGITS
from handover_policy.ledger.outbox.private import PrivateMessage, send_private, standing_of
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import CASE_LINKS, LEDGER
from handover_policy.model.case import Case
from handover_policy.model.sheet import Sheet

COMPLETING = ("sheet.signed", "employee.left")
"""After these a sheet may be complete; and after a clock event, which touches cases that are not its own."""
RECENT = timedelta(days=7)
AFTER: BindParameter[int] = bindparam("after")
TOUCHED = union(
    select(LEDGER.c.case_id).where(
        LEDGER.c.company == COMPANY,
        LEDGER.c.position > AFTER,
        or_(and_(LEDGER.c.type.in_(COMPLETING), LEDGER.c.outcome == "applied"), LEDGER.c.kind == "signature"),
        LEDGER.c.case_id.is_not(None),
    ),
    select(CASE_LINKS.c.case_id).where(CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.position > AFTER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersDue:
    """Letters with sheets that are complete and were not asked for yet.

    `waiting` says that there will be more: the last signature is still being put into a PDF.
    """

    ready: tuple[PrivateMessage, ...] = ()
    waiting: bool = False


def letters_due(connection: Connection, company: Company, after: int, now: datetime) -> LettersDue:
    """Return the letters to people who are reached by mail, about sheets that rows beyond a position touched."""
    if not mail_names(company.settings):
        return LettersDue()
    names = connection.execute(TOUCHED, {"company": company.id, "after": after}).scalars().all()
    view = view_of(connection, company, now)
    ready, waiting = list[PrivateMessage](), False
    for name in sorted(names):
        case = view.state.case(name)
        if case is None or case.sheet is None or not is_sealed(view, case) or not _is_recent(view, case.sheet):
            continue
        letters = list(_letters(view, case, case.sheet.version))
        if letters and is_being_signed(view, case):
            waiting = True
        else:
            ready += letters
    return LettersDue(ready=tuple(ready), waiting=waiting)


def queue_letters(engine: Engine, company: Company, letters: Sequence[PrivateMessage], now: datetime) -> None:
    """Let letters wait to be sent; each goes once to each party, in each version of a sheet: its key says so.

    Raises:
        SQLAlchemyError: the database failed.

    """
    with writing(engine) as connection:
        view = view_of(connection, company, now)
        for each in letters:
            if standing_of(connection, company.id, each) == "none":
                send_private(connection, company.id, each, mail_channels(view, each.person, own=each.own))


def _letters(view: View, case: Case, version: int) -> Iterator[PrivateMessage]:
    for person in sorted(_parties(view, case)):
        key = hashlib.sha256(f"{case.id}\n{version}\n{person}".encode()).hexdigest()[:KEY_DIGITS]
        letter = PrivateMessage(kind="sheet", person=person, name=key, case=case.id)
        asked = standing_of(view.connection, view.company.id, letter) != "none"
        if not asked and mail_channels(view, person, own=letter.own):
            yield letter


def _is_recent(view: View, sheet: Sheet) -> bool:
    """Return whether a sheet came to be complete of late: of what is brought in from before nobody is told."""
    signed = [each.at.astimezone(view.now.tzinfo).date() for each in sheet.signatures.values()]
    days = [*signed, *sheet.deemed.values()]
    return bool(days) and max(days) >= view.today - RECENT


def _parties(view: View, case: Case) -> set[str]:
    """Return who stands, or signed, for the parties of a sheet."""
    work = taken_up(view, case)
    found = {resolve(work, party) for party in work.book.policy.manifest.sheet_parties if party != "leaver"}
    signed = () if case.sheet is None else case.sheet.signatures.values()
    found |= {each.by for each in signed}
    found |= set() if case.cause == "death" else {case.employee}
    return {each for each in found if each is not None}
