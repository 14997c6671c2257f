"""keep_contents, content_of: what decisions were made by, by digest; newest_of, bodies_of: rows that are no events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, literal_column, select

from handover_policy.ledger.entries import EntryKind
from handover_policy.ledger.rows.access import COMPANY, upsert
from handover_policy.ledger.tables import LEDGER, POLICY_SETS

KIND: BindParameter[str] = bindparam("kind")
DIGEST: BindParameter[str] = bindparam("digest")
CONTENT = select(POLICY_SETS.c.kind, POLICY_SETS.c.content).where(
    POLICY_SETS.c.company == COMPANY, POLICY_SETS.c.digest == DIGEST
)
ALL_CONTENTS = (
    select(POLICY_SETS.c.digest, POLICY_SETS.c.kind, POLICY_SETS.c.content)
    .where(POLICY_SETS.c.company == COMPANY)
    .order_by(POLICY_SETS.c.digest)
)
# ToldRow apart from events by a literal, too: only then SQLite takes the index of rows that are none.
OF_KIND = (LEDGER.c.company == COMPANY, LEDGER.c.kind == KIND, LEDGER.c.kind != literal_column("'event'"))
BODIES = select(LEDGER.c.position, LEDGER.c.body).where(*OF_KIND).order_by(LEDGER.c.position)
NEWEST = select(LEDGER.c.position, LEDGER.c.body).where(*OF_KIND).order_by(LEDGER.c.position.desc()).limit(1)


class ToldRow(NamedTuple):
    """A row that is no event: where it stands, and what it says."""

    position: int
    body: str


def newest_of(connection: Connection, company: str, kind: EntryKind) -> ToldRow | None:
    """Return the newest row of a kind other than `event`; None where there is none."""
    found = connection.execute(NEWEST, {"company": company, "kind": kind}).first()
    return None if found is None else ToldRow(*found)


def bodies_of(connection: Connection, company: str, kind: EntryKind) -> list[ToldRow]:
    """Return all rows of a kind other than `event`, the oldest first."""
    return [ToldRow(*row) for row in connection.execute(BODIES, {"company": company, "kind": kind})]


def keep_contents(connection: Connection, company: str, contents: Mapping[str, tuple[str, str]]) -> None:
    """Keep contents, each a kind and a text, under their digests."""
    rows = [
        {"company": company, "digest": digest, "kind": kind, "content": text}
        for digest, (kind, text) in contents.items()
    ]
    if rows:
        connection.execute(upsert(POLICY_SETS, connection.dialect.name), rows)


def content_of(connection: Connection, company: str, digest: str) -> tuple[str, str] | None:
    """Return kind and text of the content kept under a digest; None where there is none."""
    found = connection.execute(CONTENT, {"company": company, "digest": digest}).first()
    return None if found is None else (found[0], found[1])


def texts_of(connection: Connection, company: str) -> Callable[[str], str | None]:
    """Return what gives the texts of contents by their digests."""

    def text(digest: str) -> str | None:
        found = content_of(connection, company, digest)
        return None if found is None else found[1]

    return text


def contents_of(connection: Connection, company: str) -> dict[str, tuple[str, str]]:
    """Return all contents of a company, each a kind and a text, by digest."""
    rows = connection.execute(ALL_CONTENTS, {"company": company})
    return {digest: (kind, text) for digest, kind, text in rows}
