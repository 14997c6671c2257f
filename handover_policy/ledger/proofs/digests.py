"""told_digests: the digests of files and sheets of which a row of the ledger tells, and where one was first told of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from handover_policy.ledger.proofs.tables import TOLD_DIGESTS
from handover_policy.ledger.rows.access import COMPANY

TELLING = frozenset({"event", "signature", "file", "delivery"})
"""Kinds of rows that tell of files; an opening repeats what others told, and would tell it after they were erased."""
KEY, SHEET = '"sha256"', '"effect":"sheet"'
"""What stands in a body, or a decision, that may tell of one: most rows are not looked at any further."""
IN_BODY = re.compile(r'"sha256"\s*:\s*"(?:sha256:)?([0-9a-fA-F]{64})"')
IN_SHEET = re.compile(r'"effect":"sheet"[^{}]*?"sha256":"([0-9a-f]{64})"')
"""A decision is written by ourselves, and a sheet in it holds no further object before its digest."""
DIGEST = re.compile(r"\s*(?:sha256:)?([0-9a-fA-F]{64})\s*")
FIRST_TOLD = (
    select(TOLD_DIGESTS.c.position)
    .where(TOLD_DIGESTS.c.company == COMPANY, TOLD_DIGESTS.c.sha256 == bindparam("digest"))
    .order_by(TOLD_DIGESTS.c.position)
    .limit(1)
)

ALL_TOLD = select(TOLD_DIGESTS.c.sha256, TOLD_DIGESTS.c.position).where(TOLD_DIGESTS.c.company == COMPANY)


def told_digests(body: str | None, decision: str | None) -> frozenset[bytes]:
    """Return the digests of which a row tells: files of what came, sheets of what was decided."""
    found = IN_BODY.findall(body) if body is not None and KEY in body else []
    if decision is not None and SHEET in decision:
        found += IN_SHEET.findall(decision)
    return frozenset(map(bytes.fromhex, found))


def tells_sheet(decision: str | None, digest: bytes) -> bool:
    """Return whether a row decided on a sheet whose content has a digest."""
    return decision is not None and digest.hex() in IN_SHEET.findall(decision)


def digest_rows(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return which digests new rows tell of, as the table has them."""
    return [
        {"sha256": digest, "position": each["position"]}
        for each in entries
        if each["kind"] in TELLING
        for digest in sorted(told_digests(each["body"], each["decision"]))
    ]


def as_digest(told: str) -> bytes | None:
    """Return the SHA-256 that somebody wrote down; None where it is none."""
    found = DIGEST.fullmatch(told)
    return None if found is None else bytes.fromhex(found[1])


def first_told(connection: Connection, company: str, digest: bytes) -> int | None:
    """Return the position of the first row that tells of a digest; None where none does."""
    return connection.execute(FIRST_TOLD, {"company": company, "digest": digest}).scalar()


def told_in(connection: Connection, company: str) -> set[tuple[bytes, int]]:
    """Return which digests are written, and of which rows."""
    return {(bytes(digest), position) for digest, position in connection.execute(ALL_TOLD, {"company": company})}
