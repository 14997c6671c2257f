"""add_certificate_link, certificate_link: links by which a leaving certificate is fetched without an account."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from handover_policy.ledger.database import writing
from handover_policy.ledger.links import hash_of
from handover_policy.ledger.personal.tables import CERTIFICATE_LINKS

LASTS = timedelta(days=180)
TOKEN_BYTES = 32


class CertificateLink(NamedTuple):
    """A link to the certificate of a case; `until` is in seconds since 1970."""

    company: str
    person: str
    case: str
    until: float
    made_at: str


def add_certificate_link(engine: Engine, company: str, person: str, case: str, now: datetime) -> str:
    """Return the token of a new link; it is shown once and kept as its hash alone."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with writing(engine) as connection:
        write_certificate_links(connection, company, [(person, case, token)], now)
    return token


def write_certificate_links(
    connection: Connection, company: str, links: Iterable[tuple[str, str, str]], now: datetime
) -> None:
    """Let tokens lead to the certificates of cases of people; one that was told before stays as it is."""
    until, made_at = (now + LASTS).timestamp(), now.isoformat(timespec="seconds")
    rows = [
        {
            "company": company,
            "hash": hash_of(token),
            "person": person,
            "case_id": case,
            "until": until,
            "made_at": made_at,
        }
        for person, case, token in links
    ]
    if rows:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        told = dialect.insert(CERTIFICATE_LINKS).on_conflict_do_nothing(index_elements=["company", "hash"])
        connection.execute(told, rows)


def certificate_link(connection: Connection, companies: Sequence[str], token: str) -> CertificateLink | None:
    """Return the link of a token, whether it still counts or not; None where there is none."""
    row = CERTIFICATE_LINKS.c
    asked = select(row.company, row.person, row.case_id, row.until, row.made_at)
    found = connection.execute(asked.where(row.company.in_(companies), row.hash == hash_of(token))).first()
    return None if found is None else CertificateLink(*found)


def newest_link(connection: Connection, company: str, case: str) -> CertificateLink | None:
    """Return the newest link to the certificate of a case."""
    row = CERTIFICATE_LINKS.c
    asked = select(row.company, row.person, row.case_id, row.until, row.made_at)
    told = asked.where(row.company == company, row.case_id == case).order_by(row.until.desc()).limit(1)
    found = connection.execute(told).first()
    return None if found is None else CertificateLink(*found)
