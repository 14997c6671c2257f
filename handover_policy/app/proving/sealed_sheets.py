"""send_sealed: a sheet that everybody has signed goes to its parties by mail, with the checkpoint that has it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import BindParameter, Connection, Engine, bindparam, select, union

from handover_policy.app.asking.view import View, view_of
from handover_policy.app.portal.case.taken_up import taken_up
from handover_policy.app.proving.sealing import is_sealed
from handover_policy.app.sending.private.channels import mail_channels
from handover_policy.app.serving.company import Company
from handover_policy.decide.people import resolve
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.outbox.parcels import KEY_DIGITS
from handover_policy.ledger.outbox.private import PrivateMessage, send_private, standing_of
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import CASE_LINKS, LEDGER
from handover_policy.model.case import Case

COMPLETING = ("sheet.signed", "employee.left")
"""After these a sheet may be complete; and after a clock event, which touches cases that are not its own."""
AFTER: BindParameter[int] = bindparam("after")
TOUCHED = union(
    select(LEDGER.c.case_id).where(
        LEDGER.c.company == COMPANY,
        LEDGER.c.position > AFTER,
        LEDGER.c.type.in_(COMPLETING),
        LEDGER.c.outcome == "applied",
        LEDGER.c.case_id.is_not(None),
    ),
    select(CASE_LINKS.c.case_id).where(CASE_LINKS.c.company == COMPANY, CASE_LINKS.c.position > AFTER),
)


def send_sealed(engine: Engine, company: Company, after: int, now: datetime) -> int:
    """Let the sheets that came to be complete be sent to their parties; return how many letters wait now.

    Each goes once to each party, in each version, however often it is asked for: its key says so.

    Args:
        engine: on the database.
        company: whose sheets they are.
        after: the position beyond which is looked.
        now: the moment.

    Raises:
        SQLAlchemyError: the database failed.

    """
    with reading(engine) as connection:
        letters = list(_letters(connection, company, after, now))
    if not letters:
        return 0
    with writing(engine) as connection:
        view = view_of(connection, company, now)
        for each in letters:
            if standing_of(connection, company.id, each) == "none":
                send_private(connection, company.id, each, mail_channels(view, each.person, own=each.own))
    return len(letters)


def _letters(connection: Connection, company: Company, after: int, now: datetime) -> Iterator[PrivateMessage]:
    """Yield the letters that were not asked for yet, to people who are reached by mail."""
    names = connection.execute(TOUCHED, {"company": company.id, "after": after}).scalars().all()
    view = view_of(connection, company, now)
    for name in sorted(names):
        case = view.state.case(name)
        if case is None or case.sheet is None or not is_sealed(view, case):
            continue
        for person in sorted(_parties(view, case)):
            told = f"{case.id}\n{case.sheet.version}\n{person}"
            key = hashlib.sha256(told.encode()).hexdigest()[:KEY_DIGITS]
            letter = PrivateMessage(kind="sheet", person=person, name=key, case=case.id)
            if standing_of(connection, company.id, letter) == "none" and mail_channels(view, person, own=letter.own):
                yield letter


def _parties(view: View, case: Case) -> set[str]:
    """Return who stands, or signed, for the parties of a sheet."""
    work = taken_up(view, case)
    found = {resolve(work, party) for party in work.book.policy.manifest.sheet_parties if party != "leaver"}
    signed = () if case.sheet is None else case.sheet.signatures.values()
    found |= {each.by for each in signed}
    found |= set() if case.cause == "death" else {case.employee}
    return {each for each in found if each is not None}
