"""Draft: what somebody typed into a form when their session had ended, kept encrypted until they are back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, select

from handover_policy.ledger.database import writing
from handover_policy.ledger.envelope import Envelope, EnvelopeUnfit
from handover_policy.ledger.links import hash_of
from handover_policy.ledger.personal.tables import DRAFTS

LASTS = timedelta(hours=12)
TOKEN_BYTES = 32
MOST_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class DraftOf:
    """Whose draft it is."""

    company: str
    person: str

    @property
    def name(self) -> str:
        """The name under which it is kept: nobody else's is ever read for it."""
        return f"draft\n{self.company}\n{self.person}"

    @property
    def row(self) -> ColumnElement[bool]:
        """The condition that picks its row."""
        return and_(DRAFTS.c.company == self.company, DRAFTS.c.person == self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form as it was filled in: where it goes, its fields in their order; `files` says that files came with it."""

    path: str
    fields: Sequence[tuple[str, str]]
    multipart: bool = False
    files: bool = False


def keep_draft(engine: Engine, envelope: Envelope, whose: DraftOf, draft: Draft, now: datetime) -> str | None:
    """Return the token by which a draft is found again, on the device that holds it; None where it is too large.

    It is read for its person alone, whoever holds the token; what they had kept before is forgotten.
    """
    content = orjson.dumps(draft)
    if len(content) > MOST_BYTES:
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "company": whose.company,
        "person": whose.person,
        "hash": hash_of(token),
        "sealed": envelope.closed(content, whose.name),
        "until": (now + LASTS).timestamp(),
    }
    stale = DRAFTS.c.until <= now.timestamp()
    with writing(engine) as connection:
        connection.execute(delete(DRAFTS).where(whose.row | stale))
        connection.execute(DRAFTS.insert(), row)
    return token


def has_draft(connection: Connection, whose: DraftOf, token: str, now: datetime) -> bool:
    """Return whether a draft of somebody's waits on the device that holds a token."""
    asked = select(DRAFTS.c.until).where(whose.row, DRAFTS.c.hash == hash_of(token))
    return connection.execute(asked.where(DRAFTS.c.until > now.timestamp())).first() is not None


def draft_of(connection: Connection, envelope: Envelope, whose: DraftOf, token: str, now: datetime) -> Draft | None:
    """Return a draft of somebody's; None where none waits on the device that holds a token."""
    asked = select(DRAFTS.c.sealed).where(whose.row, DRAFTS.c.hash == hash_of(token))
    sealed = connection.execute(asked.where(DRAFTS.c.until > now.timestamp())).scalar()
    if sealed is None:
        return None
    try:
        told = orjson.loads(envelope.opened(bytes(sealed), whose.name))
    except EnvelopeUnfit:  # the installation's key is another one now
        return None
    return Draft(**{**told, "fields": [(name, value) for name, value in told["fields"]]})


def forget_draft(engine: Engine, whose: DraftOf) -> None:
    """Forget what was kept of somebody."""
    with writing(engine) as connection:
        connection.execute(delete(DRAFTS).where(whose.row))
