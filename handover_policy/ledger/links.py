"""add_link, last_address: links by which people sign in: shown once, kept as their hash alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.tables import COMPANIES, SIGN_IN_LINKS

TOKEN_BYTES = 32
LASTS = timedelta(minutes=15)


def add_link(engine: Engine, company: str, person: str, now: datetime, lasts: timedelta = LASTS) -> str:
    """Return the token of a new link of a person's; the tables must be there.

    Args:
        engine: the database.
        company: whose person it is.
        person: their id.
        now: the moment, aware of its zone.
        lasts: how long it may be used, once.

    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {"company": company, "hash": hash_of(token), "person": person, "until": (now + lasts).timestamp()}
    with writing(engine) as connection:
        connection.execute(SIGN_IN_LINKS.insert(), row)
    return token


def hash_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def somebody_signed_in(engine: Engine) -> bool:
    """Return whether any link was ever used."""
    asked = select(SIGN_IN_LINKS.c.company).where(SIGN_IN_LINKS.c.used_at.is_not(None)).limit(1)
    with reading(engine) as connection:
        return connection.execute(asked).first() is not None


def last_address(engine: Engine, company: str) -> str | None:
    """Return where the process takes requests that took a company last; None where it gave it back."""
    with reading(engine) as connection:
        found = connection.execute(select(COMPANIES.c.address).where(COMPANIES.c.company == company)).first()
    return None if found is None else found[0]
