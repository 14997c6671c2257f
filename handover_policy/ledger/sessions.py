"""Sessions: who is signed in on which device: a token shown to the browser once, kept as its hash alone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, Select, select, update

from handover_policy.ledger.database import writing
from handover_policy.ledger.links import hash_of
from handover_policy.ledger.tables import SESSIONS

SessionKind: TypeAlias = Literal["full", "private"]
LASTS = timedelta(hours=12)
TOKEN_BYTES = 32
LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that counts; `hash` names it among those of a person."""

    company: str
    person: str
    kind: SessionKind
    hash: bytes
    began_at: str
    until: float
    device: str


def add_session(
    engine: Engine, company: str, person: str, now: datetime, *, kind: SessionKind = "full", device: str = ""
) -> str:
    """Return the token of a new session; `device` is how the browser names itself."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "company": company,
        "hash": hash_of(token),
        "person": person,
        "kind": kind,
        "began_at": now.isoformat(timespec="seconds"),
        "until": (now + LASTS).timestamp(),
        "device": device[:LONGEST_DEVICE],
    }
    with writing(engine) as connection:
        connection.execute(SESSIONS.insert(), row)
    return token


def session_of(connection: Connection, companies: Sequence[str], token: str, now: datetime) -> SignedIn | None:
    """Return the session of a token; None where there is none, or it has ended."""
    row = SESSIONS.c
    asked = _of_token(companies, token).where(row.ended_at.is_(None), row.until > now.timestamp())
    found = connection.execute(asked).first()
    return None if found is None else _signed_in(found)


def once_signed_in(connection: Connection, companies: Sequence[str], token: str) -> SignedIn | None:
    """Return the session of a token, also where it has ended: whose it was opens nothing to anybody."""
    found = connection.execute(_of_token(companies, token)).first()
    return None if found is None else _signed_in(found)


def sessions_of(connection: Connection, company: str, person: str, now: datetime) -> list[SignedIn]:
    """Return the sessions of a person that count, the newest first."""
    row = SESSIONS.c
    asked = (
        select(row.company, row.person, row.kind, row.hash, row.began_at, row.until, row.device)
        .where(row.company == company, row.person == person, row.ended_at.is_(None), row.until > now.timestamp())
        .order_by(row.began_at.desc())
    )
    return [_signed_in(each) for each in connection.execute(asked)]


def renew_sessions(engine: Engine, company: str, before: datetime, now: datetime) -> None:
    """Let the sessions that counted before count from now on: where a demo's clock leapt, nobody was away."""
    row = SESSIONS.c
    told = update(SESSIONS).where(row.company == company, row.until > before.timestamp(), row.ended_at.is_(None))
    with writing(engine) as connection:
        connection.execute(told.values(until=(now + LASTS).timestamp()))


def end_session(engine: Engine, company: str, person: str, named: bytes, now: datetime) -> None:
    """End a session of a person's own."""
    row = SESSIONS.c
    told = update(SESSIONS).where(
        row.company == company, row.person == person, row.hash == named, row.ended_at.is_(None)
    )
    with writing(engine) as connection:
        connection.execute(told.values(ended_at=now.isoformat(timespec="seconds")))


def _of_token(companies: Sequence[str], token: str) -> Select[Any]:
    row = SESSIONS.c
    asked = select(row.company, row.person, row.kind, row.hash, row.began_at, row.until, row.device)
    return asked.where(row.company.in_(companies), row.hash == hash_of(token))


def _signed_in(row: Any) -> SignedIn:  # noqa: ANN401 - a row of the queries above
    company, person, kind, named, began_at, until, device = row
    return SignedIn(
        company=company,
        person=person,
        kind=kind,
        hash=bytes(named),
        began_at=began_at,
        until=until,
        device=device,
    )
