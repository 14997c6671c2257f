"""Keys of the API: made, found, listed, taken back. A key is shown once and kept as its hash alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Engine, Row, insert, select, update

from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.entries import written_moment
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.tables import API_KEYS

ALL_SCOPES = "all"
SCOPES = (
    "events:write",
    "events:read",
    "decisions:read",
    "cases:read",
    "gates:read",
    "files:write",
    "files:read",
    "evidence:read",
)
"""What a key may be allowed to do; `all` stands for each of them, and for those still to come."""
ID_BYTES, SECRET_BYTES, SIGNING_BYTES = 6, 32, 32
BEGINNING = "hk_"
SIGNING = "whsec_"
"""How Standard Webhooks begins a secret."""
ID = re.compile(r"hk_[0-9a-f]{12}")


class ScopeUnknown(ValueError):
    """There is no such scope."""

    def __init__(self, scope: str) -> None:
        """Take the scope."""
        super().__init__(scope)
        self.scope = scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is kept: whose it is, and what it may do.

    Args:
        id: names it; the part of the key before the dot.
        company: the one it belongs to.
        name: what people call it.
        scopes: of SCOPES, or `all`.
        sources: patterns of the sources it may tell events of; none where any.
        types: patterns of the event types it may tell; none where any.
        signing: whether requests may be signed with its secret.
        made_at: the moment, in UTC.
        revoked_at: the moment it was taken back; None while it counts.

    """

    id: str
    company: str
    name: str
    scopes: tuple[str, ...]
    sources: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    signing: bool = False
    made_at: str
    revoked_at: str | None = None

    def may(self, scope: str) -> bool:
        """Return whether it has a scope."""
        return ALL_SCOPES in self.scopes or scope in self.scopes

    def may_tell(self, source: str, kind: str) -> bool:
        """Return whether it may tell events of a source and a type."""
        return _matches(source, self.sources) and _matches(kind, self.types)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key just made, the only time it is shown: `text` is the key, `signing` its secret `whsec_…`, if it has one."""

    id: str
    text: str
    signing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWanted:
    """What a new key is to be.

    Args:
        name: what people call it.
        scopes: what it may do: of SCOPES, or `all`.
        sources: patterns of sources (`hr/*`) it may tell events of; none for any.
        types: patterns of event types (`employee.*`) it may tell; none for any.
        signing: whether it gets a secret for signatures as well.

    """

    name: str
    scopes: tuple[str, ...]
    sources: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    signing: bool = False


def add_key(engine: Engine, envelope: Envelope, company: str, wanted: KeyWanted, now: datetime) -> NewKey:
    """Return a new key of a company; the tables must be there.

    Args:
        engine: the database.
        envelope: keeps the secret for signatures.
        company: whose key it is.
        wanted: what it is to be.
        now: the moment, aware of its zone.

    Raises:
        ScopeUnknown: one of the scopes is none.

    """
    for scope in wanted.scopes:
        if scope not in (*SCOPES, ALL_SCOPES):
            raise ScopeUnknown(scope)
    key = BEGINNING + secrets.token_hex(ID_BYTES)
    text = f"{key}.{secrets.token_urlsafe(SECRET_BYTES)}"
    secret = secrets.token_bytes(SIGNING_BYTES) if wanted.signing else None
    limits = {"scopes": wanted.scopes, "sources": wanted.sources, "types": wanted.types}
    row = {
        "company": company,
        "id": key,
        "name": wanted.name,
        "hash": _hash(text),
        "signing": None if secret is None else envelope.closed(secret, _kept_as(company, key)),
        "limits": orjson.dumps(limits).decode(),
        "made_at": written_moment(now),
        "revoked_at": None,
    }
    with writing(engine) as connection:
        connection.execute(insert(API_KEYS), row)
    shown = None if secret is None else SIGNING + base64.b64encode(secret).decode()
    return NewKey(id=key, text=text, signing=shown)


def find_key(engine: Engine, companies: Collection[str], text: str) -> ApiKey | None:
    """Return the key that a text is, of one of these companies; None where it is none, or was taken back."""
    row = _row(engine, companies, text.partition(".")[0])
    if row is None or not hmac.compare_digest(bytes(row.hash), _hash(text)):
        return None
    return _key(row)


def find_signing(
    engine: Engine, envelope: Envelope, companies: Collection[str], key: str
) -> tuple[ApiKey, bytes] | None:
    """Return the key of an id, with its secret for signatures; None where there is none, or it was taken back.

    Raises:
        EnvelopeUnfit: the secret was kept under another key of the installation.

    """
    row = _row(engine, companies, key)
    if row is None or row.signing is None:
        return None
    return _key(row), envelope.opened(bytes(row.signing), _kept_as(row.company, row.id))


def list_keys(engine: Engine, company: str) -> tuple[ApiKey, ...]:
    """Return the keys of a company, those taken back as well, the oldest first."""
    asked = select(API_KEYS).where(API_KEYS.c.company == company).order_by(API_KEYS.c.made_at, API_KEYS.c.id)
    with reading(engine) as connection:
        return tuple([_key(row) for row in connection.execute(asked)])


def revoke_key(engine: Engine, company: str, key: str, now: datetime) -> bool:
    """Return whether a key of a company was taken back: False where there is none, or it was taken back before."""
    row = API_KEYS.c
    counts = (row.company == company, row.id == key, row.revoked_at.is_(None))
    with writing(engine) as connection:
        found = connection.execute(update(API_KEYS).where(*counts).values(revoked_at=written_moment(now)))
    return found.rowcount == 1


def _row(engine: Engine, companies: Collection[str], key: str) -> Row[Any] | None:
    """Return the row of a key that counts."""
    if ID.fullmatch(key) is None:
        return None
    row = API_KEYS.c
    asked = select(API_KEYS).where(row.company.in_(companies), row.id == key, row.revoked_at.is_(None))
    with reading(engine) as connection:
        return connection.execute(asked).first()


def _key(row: Row[Any]) -> ApiKey:
    limits: Mapping[str, list[str]] = MappingProxyType(orjson.loads(row.limits))
    return ApiKey(
        id=row.id,
        company=row.company,
        name=row.name,
        scopes=tuple(limits["scopes"]),
        sources=tuple(limits["sources"]),
        types=tuple(limits["types"]),
        signing=row.signing is not None,
        made_at=row.made_at,
        revoked_at=row.revoked_at,
    )


def _hash(text: str) -> bytes:
    """Return what is kept of a key: its secret is 32 random bytes, so one round of hashing is enough."""
    return hashlib.sha256(text.encode(errors="replace")).digest()


def _kept_as(company: str, key: str) -> str:
    return f"{company}/{key}"


def _matches(name: str, patterns: Collection[str]) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)
