"""add_link, link_of, use_link: links by which people sign in: shown once, kept as their hash alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, Engine, UpdateBase, select, update
from sqlalchemy.dialects import postgresql, sqlite

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
    token = new_token()
    with writing(engine) as connection:
        write_links(connection, company, [(person, token)], now + lasts)
    return token


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def write_links(connection: Connection, company: str, links: Iterable[tuple[str, str]], until: datetime) -> None:
    """Let tokens let their people in, once each, until a moment."""
    rows = [
        {"company": company, "hash": hash_of(token), "person": person, "until": until.timestamp()}
        for person, token in links
    ]
    if rows:
        connection.execute(_unless_there(connection.dialect.name), rows)


@cache
def _unless_there(dialect: str) -> UpdateBase:
    """Return the statement that adds links, and leaves one as it is that was told before."""
    told = sqlite.insert(SIGN_IN_LINKS) if dialect == "sqlite" else postgresql.insert(SIGN_IN_LINKS)
    return told.on_conflict_do_nothing(index_elements=["company", "hash"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLink:
    """A link that there is, used or not; `until` is in seconds since 1970."""

    company: str
    person: str
    until: float
    used: bool


def link_of(connection: Connection, companies: Sequence[str], token: str) -> SignInLink | None:
    """Return the link of a token; None where there is none."""
    row = SIGN_IN_LINKS.c
    asked = select(row.company, row.person, row.until, row.used_at).where(
        row.company.in_(companies), row.hash == hash_of(token)
    )
    found = connection.execute(asked).first()
    if found is None:
        return None
    return SignInLink(company=found[0], person=found[1], until=found[2], used=found[3] is not None)


def use_link(engine: Engine, link: SignInLink, token: str, now: datetime, *, again: bool = False) -> bool:
    """Return whether a link lets its person in now, and use it up; `again` lets it be used again and again."""
    row = SIGN_IN_LINKS.c
    fresh = () if again else (row.used_at.is_(None),)
    told = update(SIGN_IN_LINKS).where(
        row.company == link.company, row.hash == hash_of(token), row.until > now.timestamp(), *fresh
    )
    with writing(engine) as connection:
        used = connection.execute(told.values(used_at=now.isoformat(timespec="seconds")))
    return used.rowcount == 1


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
