"""shown_proof: by what a sheet is checked later: where its digest is looked up, and what the ledger is by now."""

from __future__ import annotations

from datetime import tzinfo
from urllib.parse import urlencode

from sqlalchemy import Connection

from handover_policy.app.serving.settings import CompanySettings
from handover_policy.evidence.checkpoints import CheckpointUnreadable, read_checkpoint
from handover_policy.evidence.notes import NoteUnreadable, read_note
from handover_policy.ledger.proofs.checkpoints import newest_checkpoint
from handover_policy.render.documents.contents.proof import ShownProof

DIGEST = "digest"


def shown_proof(connection: Connection, company: CompanySettings, sha256: str, zone: tzinfo | None) -> ShownProof:
    """Return what a sheet shows of how it is checked later.

    Args:
        connection: in a transaction.
        company: whose sheet it is.
        sha256: the digest of the content that was signed; that of the file, in which it stands, it cannot name.
        zone: of the company.

    """
    address = "" if company.verify_at is None else with_digest(company.verify_at, sha256)
    way = "code" if address else "unaddressed"
    newest = newest_checkpoint(connection, company.id)
    if newest is None:
        return ShownProof(way=way, address=address)
    try:
        told = newest.note.split("\n")
        seen = read_checkpoint(read_note(newest.note).text)
    except (NoteUnreadable, CheckpointUnreadable):
        return ShownProof(way=way, address=address)
    local = seen.at.astimezone(zone)
    at = f"{local:%Y-%m-%d %H:%M:%S} {local:%z}"
    return ShownProof(
        way=way, address=address, log=seen.origin, size=seen.size, root=told[2], at=f"{at[:-2]}:{at[-2:]}"
    )


def with_digest(page: str, sha256: str) -> str:
    """Return the address of the page that looks up a digest."""
    return f"{page}{'&' if '?' in page else '?'}{urlencode({DIGEST: sha256})}"
