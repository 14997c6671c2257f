"""PrivateMessage, send_private: what the service tells one person alone and no decision asks for: a link, a code.

What such a message tells is made when it is sent, and stands in no row: the row says for whom it is and what kind.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args
from urllib.parse import unquote

from sqlalchemy import Connection, select

from handover_policy.ledger.links import hash_of
from handover_policy.ledger.outbox.parcels import KEY_DIGITS, ROW, OutboxRow
from handover_policy.ledger.outbox.rates import Bucket, allowed
from handover_policy.ledger.outbox.rows import EMPTY
from handover_policy.ledger.outbox.tables import ACCEPTED, DELIVERED, OUTBOX, READ, SENDING, WAITING
from handover_policy.ledger.people.asked_for import LINK, ask_in, handed_out_in
from handover_policy.ledger.personal.requests import request_in
from handover_policy.ledger.tables import COMPANIES
from handover_policy.ports.channels import Limit

PrivateKind: TypeAlias = Literal["link", "code", "certificate", "sheet"]
PrivateStanding: TypeAlias = Literal["none", "going", "carried", "stuck"]
"""How a message stands: nothing carries it, it is on its way, a provider took it, it could not be sent so far."""
MaySend: TypeAlias = Literal["yes", "soon", "no"]
PRIVATE = "private/"
"""Begins the key of such a message in the outbox."""
IS_PRIVATE = ROW.notice.startswith(PRIVATE, autoescape=True)
TAKEN = frozenset({ACCEPTED, DELIVERED, READ})
FIRST, NEXT = -1.0, 0.0
"""When a code is to be sent, before all else that is due, and a link."""
SHORTLY: dict[PrivateKind, Limit] = {
    "link": Limit(most=1, seconds=300),
    "certificate": Limit(most=1, seconds=300),
    "code": Limit(most=5, seconds=900),
}
A_DAY: dict[PrivateKind, Limit] = {
    "link": Limit(most=5, seconds=86400),
    "certificate": Limit(most=5, seconds=86400),
    "code": Limit(most=20, seconds=86400),
}
"""How many go out to one person: whoever holds an old link of theirs could have their telephone ring all night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateMessage:
    """A message to one person alone.

    Args:
        kind: what it tells.
        person: for whom it is.
        name: tells it from others of its kind: of a code, which one it is.
        case: whose certificate it leads to, or whose sheet it brings.

    """

    kind: PrivateKind
    person: str
    name: str
    case: str | None = None

    @property
    def notice(self) -> str:
        """Its key in the outbox."""
        return f"{PRIVATE}{self.kind}/{self.name}"

    @property
    def own(self) -> bool:
        """Whether it is about the departure of whom it is for."""
        return unquote((self.case or "").rpartition("/")[0]) == self.person


def private_in(row: OutboxRow) -> PrivateMessage | None:
    """Return the message that a row is of; None where a decision asks for it."""
    if not row.notice.startswith(PRIVATE):
        return None
    told, _, name = row.notice.removeprefix(PRIVATE).partition("/")
    kind: PrivateKind = next((each for each in get_args(PrivateKind) if each == told), "link")
    return PrivateMessage(kind=kind, person=row.person, name=name, case=row.case_id)


def fresh_name() -> str:
    """Return a name for a message that no other has."""
    return secrets.token_hex(KEY_DIGITS // 2)


def send_private(connection: Connection, company: str, message: PrivateMessage, channels: Sequence[str]) -> None:
    """Let a message wait to be sent at once, on each of some channels: whatever comes first counts, the other is spare.

    Each has its own parcel from the start, so that nothing is joined with it.
    """
    newest = connection.execute(select(COMPANIES.c.next_position).where(COMPANIES.c.company == company)).scalar()
    row = EMPTY | {
        "company": company,
        "notice": message.notice,
        "position": max((newest or 1) - 1, 0),
        "person": message.person,
        "case_id": message.case,
        "reminder": False,
        "state": WAITING,
        "attempts": 0,
        "next_attempt": FIRST if message.kind == "code" else NEXT,
        "code": None,
        "settled_at": None,
    }
    rows = [row | {"channel": each, "parcel": secrets.token_hex(KEY_DIGITS // 2)} for each in channels]
    if rows:
        connection.execute(OUTBOX.insert(), rows)


def may_send(
    connection: Connection, company: str, message: PrivateMessage, now: datetime
) -> Literal["yes", "soon", "no"]:
    """Return whether one more of its kind may go out to somebody, counting it; `soon`: one has just done so."""
    stamp, name = now.timestamp(), f"{PRIVATE}{message.kind}\n{message.person}"
    shortly, of_day = Bucket(company, name), Bucket(company, f"{PRIVATE}{message.kind}/day\n{message.person}")
    if not allowed(connection, shortly, (SHORTLY[message.kind],), 1, stamp).parcels:
        return "soon"
    return "yes" if allowed(connection, of_day, (A_DAY[message.kind],), 1, stamp).parcels else "no"


def standing_of(connection: Connection, company: str, message: PrivateMessage) -> PrivateStanding:
    """Return how a message stands, over all channels."""
    asked = select(ROW.state, ROW.code).where(ROW.company == company, ROW.notice == message.notice)
    found = list(connection.execute(asked.where(ROW.person == message.person)))
    if not found:
        return "none"
    if any(row.state in TAKEN for row in found):
        return "carried"
    return "going" if any(row.state in {WAITING, SENDING} and row.code is None for row in found) else "stuck"


def note_private(connection: Connection, company: str, rows: Iterable[OutboxRow], now: datetime) -> None:
    """Let hr see which links could not be sent so far, and no longer those that a provider took after all."""
    for row in rows:
        message = private_in(row)
        if message is None or message.kind in {"code", "sheet"}:
            continue
        standing = standing_of(connection, company, message)
        if standing == "stuck":
            ask_hr(connection, company, message, now)
        elif standing == "carried" and message.kind == "link":
            handed_out_in(connection, company, message.person, LINK)


def ask_hr(connection: Connection, company: str, message: PrivateMessage, now: datetime) -> None:
    """Let hr see that somebody waits for a link that nothing carries to them; once a day for a certificate."""
    if message.kind == "certificate":
        name = hash_of(f"{message.person}\n{message.case}\n{now.date()}").hex()
        request_in(connection, company, message.person, "certificate-link", message.case or "", name=name, now=now)
    else:
        ask_in(connection, company, message.person, LINK, now)
