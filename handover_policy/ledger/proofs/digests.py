"""told_digests: the digests of files and sheets of which a row of the ledger tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from handover_policy.ledger.proofs.tables import TOLD_DIGESTS
from handover_policy.ledger.rows.access import COMPANY

KEY, SHEET = '"sha256"', '"kind":"sheet"'
"""What stands in a body, or a decision, that may tell of one: of most rows nothing is read again."""
PREFIX, DIGITS = "sha256:", 64
HEX = frozenset("0123456789abcdef")
FIRST_TOLD = (
    select(TOLD_DIGESTS.c.position)
    .where(TOLD_DIGESTS.c.company == COMPANY, TOLD_DIGESTS.c.sha256 == bindparam("digest"))
    .order_by(TOLD_DIGESTS.c.position)
    .limit(1)
)


def told_digests(body: str | None, decision: str | None) -> frozenset[str]:
    """Return the digests, in hex, of which a row tells: files of its event, sheets of its decision."""
    if body is None or (KEY not in body and (decision is None or SHEET not in decision)):
        return frozenset()
    found = list(_of_body(_read(body))) if KEY in body else []
    if decision is not None and SHEET in decision:
        found += [each.get("sha256") for each in _read(decision).get("effects", ()) if each.get("kind") == "sheet"]
    return frozenset(digest for each in found if (digest := as_digest(each)) is not None)


def as_digest(told: object) -> str | None:
    """Return a SHA-256 in hex as the table has it; None where a value is none."""
    if not isinstance(told, str):
        return None
    digest = told.strip().lower().removeprefix(PREFIX)
    return digest if len(digest) == DIGITS and HEX.issuperset(digest) else None


def first_told(connection: Connection, company: str, digest: str) -> int | None:
    """Return the position of the first row that tells of a digest; None where none does."""
    return connection.execute(FIRST_TOLD, {"company": company, "digest": digest}).scalar()


def _of_body(body: Any) -> Iterator[object]:  # noqa: ANN401 - any JSON value
    """Yield what may be digests: of an event those of its evidence and its own, of other rows the row's own."""
    for told in (body, body.get("data") if isinstance(body, dict) else None):
        if isinstance(told, dict):
            yield told.get("sha256")
            evidence = told.get("evidence")
            for each in evidence if isinstance(evidence, list) else ():
                yield each.get("sha256") if isinstance(each, dict) else None


def _read(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return orjson.loads(text)
    except ValueError:
        return {}
