"""make_code, check_code: one-time codes of people, kept encrypted; five wrong ones lock for a quarter of an hour."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, Engine, and_, select, update

from handover_policy.ledger.database import writing
from handover_policy.ledger.envelope import Envelope, EnvelopeUnfit
from handover_policy.ledger.rows.access import upsert
from handover_policy.ledger.tables import CODES

Purpose: TypeAlias = Literal["sheet", "acts", "certificate"]
Checked: TypeAlias = Literal["right", "wrong", "expired", "locked"]
DIGITS = 6
LASTS, LOCKED = timedelta(minutes=10), timedelta(minutes=15)
MOST_TRIES = 5
NAME_DIGITS = 32


@dataclass(frozen=True, slots=True)
class CodeOf:
    """Whose code it is, and for what."""

    company: str
    person: str
    purpose: Purpose

    @property
    def name(self) -> str:
        """The name under which it is kept: nobody else's code is ever read for it."""
        return f"code\n{self.company}\n{self.person}\n{self.purpose}"

    @property
    def row(self) -> ColumnElement[bool]:
        """The condition that picks its row."""
        row = CODES.c
        return and_(row.company == self.company, row.person == self.person, row.purpose == self.purpose)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeKept:
    """A code that is at hand: whose, for what, until when (in seconds since 1970), what it is, and its name.

    Two codes never have the same name, and nobody learns the one from the other. `unsent` says that a channel was to
    carry it, and has not.
    """

    person: str
    purpose: str
    until: float
    code: str
    name: str = ""
    unsent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeState:
    """How it stands with somebody's code: until when one counts and its name, and until when none is taken."""

    until: float | None = None
    locked_until: float | None = None
    name: str = ""


def code_state(connection: Connection, code: CodeOf, now: datetime) -> CodeState:
    """Return how it stands with a code."""
    row = CODES.c
    asked = select(row.until, row.locked_until, row.sealed).where(code.row)
    found = connection.execute(asked).first()
    if found is None:
        return CodeState()
    stamp = now.timestamp()
    counts = found.sealed is not None and found.until > stamp
    return CodeState(
        until=found.until if counts else None,
        locked_until=found.locked_until if found.locked_until is not None and found.locked_until > stamp else None,
        name=name_of(code.purpose, found.sealed) if counts else "",
    )


def make_code(engine: Engine, envelope: Envelope, wanted: CodeOf, now: datetime) -> CodeState:
    """Return how it stands after a fresh code was made in the place of the one before; none is while they are locked.

    How often a wrong one was told is not forgotten with it.
    """
    with writing(engine) as connection:
        before = code_state(connection, wanted, now)
        if before.locked_until is not None:
            return before
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        tried = connection.execute(select(CODES.c.tries).where(wanted.row)).scalar() or 0
        until = (now + LASTS).timestamp()
        sealed = envelope.closed(code.encode(), wanted.name)
        row = {
            "company": wanted.company,
            "person": wanted.person,
            "purpose": wanted.purpose,
            "sealed": sealed,
            "until": until,
            "tries": tried,
            "locked_until": None,
        }
        connection.execute(upsert(CODES, connection.dialect.name), row)
    return CodeState(until=until, name=name_of(wanted.purpose, sealed))


def check_code(engine: Engine, envelope: Envelope, asked: CodeOf, told: str, now: datetime) -> Checked:
    """Return whether a code is the right one, and use it up; five wrong ones lock."""
    row, stamp = CODES.c, now.timestamp()
    digits = "".join(each for each in unicodedata.normalize("NFKC", told) if each.isascii() and each.isdigit())
    with writing(engine) as connection:
        state = code_state(connection, asked, now)
        if state.locked_until is not None:
            return "locked"
        if state.until is None:
            return "expired"
        found = connection.execute(select(row.sealed, row.tries).where(asked.row)).one()
        right = hmac.compare_digest(_opened(envelope, found.sealed, asked.name), digits) and len(digits) == DIGITS
        change = update(CODES).where(asked.row)
        if right:
            connection.execute(change.values(sealed=None, tries=0, locked_until=None))
            return "right"
        tries = found.tries + 1
        if tries < MOST_TRIES:
            connection.execute(change.values(tries=tries))
            return "wrong"
        connection.execute(change.values(sealed=None, tries=0, locked_until=stamp + LOCKED.total_seconds()))
        return "locked"


def codes_at_hand(
    connection: Connection, envelope: Envelope, company: str, now: datetime, person: str | None = None
) -> Sequence[CodeKept]:
    """Return the codes that count, of everybody or of one person, by person."""
    row = CODES.c
    asked = (
        select(row.person, row.purpose, row.until, row.sealed)
        .where(row.company == company, row.sealed.is_not(None), row.until > now.timestamp())
        .order_by(row.person, row.purpose)
    )
    return [
        CodeKept(person=whose, purpose=purpose, until=until, code=code, name=name_of(purpose, kept))
        for whose, purpose, until, kept in connection.execute(
            asked if person is None else asked.where(row.person == person)
        )
        if (code := _opened(envelope, kept, CodeOf(company, whose, purpose).name))
    ]


def name_of(purpose: str, sealed: bytes) -> str:
    """Return the name of a code, of how it is kept: each is sealed another way, even where the digits are the same."""
    return f"{purpose}/{hashlib.sha256(bytes(sealed)).hexdigest()[:NAME_DIGITS]}"


def _opened(envelope: Envelope, kept: bytes, name: str) -> str:
    try:
        return envelope.opened(bytes(kept), name).decode()
    except EnvelopeUnfit:  # the installation's key is another one now: whoever waits asks for a new code
        return ""
