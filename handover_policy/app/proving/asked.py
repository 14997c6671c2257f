"""checkpoint_told, proof_told, recorded: what anybody may ask of a company's log, without saying who they are."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import Certificate
from sqlalchemy import Connection

from handover_policy.app.proving.audited_checkpoints import keys_in
from handover_policy.app.proving.proofs import ProvableLog, provable_log
from handover_policy.evidence.checkpoints import CheckpointUnreadable, origin_of, read_checkpoint
from handover_policy.evidence.judging import CheckpointJudge
from handover_policy.evidence.notes import NoteUnreadable, read_note
from handover_policy.evidence.stamps import StampUnfit, read_stamp
from handover_policy.ledger.ledger_rows import LedgerRow, ledger_row
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, checkpoint_over, keys_of, newest_checkpoint
from handover_policy.ledger.proofs.digests import first_told, tells_sheet, told_digests

Told = dict[str, object]


class NeverThatSize(LookupError):
    """A log never had the size from which it is asked to go on."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """That the ledger tells of a digest: since when, and by when that is proven.

    Args:
        at: when it was received.
        sealed: when the first checkpoint was made that has it; None where none has it yet.
        stamped: when an authority saw that checkpoint; None where none did.
        proven: whether the log still is what the checkpoint says.
        sheet: whether it is the digest of what a confirmation sheet says, and of no file.

    """

    at: datetime
    sealed: datetime | None
    stamped: datetime | None
    proven: bool
    sheet: bool = False


def checkpoint_told(connection: Connection, company: str, since: int | None = None) -> Told | None:
    """Return the newest checkpoint, the keys that sign, and how the log goes on from a size; None where there is none.

    Raises:
        NeverThatSize: it never had that size.
        TreeBroken: the tree lacks something.

    """
    newest, log = newest_checkpoint(connection, company), provable_log(connection, company)
    if newest is None or log is None:
        return None
    told = _checkpoint(connection, company, newest)
    if since is None:
        return told
    if not 0 < since <= newest.size:
        raise NeverThatSize(company)
    path = [each.hex() for each in log.growth(since, newest.size)]
    return {**told, "growth": {"from": since, "size": newest.size, "path": path}}


def proof_told(connection: Connection, company: str, position: int) -> Told | None:
    """Return the proof that a row stands in the log, by the newest checkpoint; None where that has no such row.

    Raises:
        TreeBroken: the tree lacks something.

    """
    newest, log = newest_checkpoint(connection, company), provable_log(connection, company)
    proof = None if newest is None or log is None else log.row(position, newest.size)
    if newest is None or proof is None:
        return None
    return {"position": position, "proof": proof.json(), **_checkpoint(connection, company, newest)}


def recorded(
    connection: Connection, company: str, digest: bytes, authorities: Sequence[Certificate] = ()
) -> Recorded | None:
    """Return since when the ledger tells of a digest; None where it does not.

    What the note says counts, which is signed, and no column beside it; a stamp for which nobody vouches is none.

    Args:
        connection: of a transaction that sees one state.
        company: whose ledger it is.
        digest: which.
        authorities: certificates that are trusted to issue those of time-stamp authorities.

    """
    position, log = first_told(connection, company, digest), provable_log(connection, company)
    if position is None or log is None:
        return None
    row = ledger_row(connection, company, position)
    if row is None:
        return None
    at, sheet = row.entry.received_at, tells_sheet(row.decision, digest)
    checkpoint = checkpoint_over(connection, company, position - log.standing.first + 1)
    if checkpoint is None:
        return Recorded(at, None, None, proven=False, sheet=sheet)
    proven = digest in told_digests(row.body, row.decision) and _holds(log, row, checkpoint)
    return Recorded(at, _sealed(checkpoint) or at, _stamped(checkpoint, authorities), proven=proven, sheet=sheet)


def _holds(log: ProvableLog, row: LedgerRow, checkpoint: WrittenCheckpoint) -> bool:
    """Return whether a row still says what it said, and stands in the log as a checkpoint saw it that a key signed."""
    keys, _ = keys_in(keys_of(log.connection, log.company))
    judged = CheckpointJudge(origin_of(log.company, log.standing.leaf), keys).judge(checkpoint.note)
    seen = judged.checkpoint
    if seen is None or judged.faults:
        return False
    try:
        proof = log.row(row.position, seen.size)
    except LookupError:
        return False
    return proof is not None and proof.stands_in(seen) and row.leaf_of() == proof.leaf


def _sealed(checkpoint: WrittenCheckpoint) -> datetime | None:
    try:
        return read_checkpoint(read_note(checkpoint.note).text).at
    except (NoteUnreadable, CheckpointUnreadable):
        return None


def _stamped(checkpoint: WrittenCheckpoint, authorities: Sequence[Certificate]) -> datetime | None:
    if checkpoint.stamp is None or not authorities:
        return None
    try:
        return read_stamp(checkpoint.stamp, checkpoint.note.encode(), authorities).at
    except StampUnfit:
        return None


def _checkpoint(connection: Connection, company: str, written: WrittenCheckpoint) -> Told:
    keys = [{"key": each.key, "since": each.since, "until": each.until} for each in keys_of(connection, company)]
    return {
        "checkpoint": written.note,
        "size": written.size,
        "at": written.at,
        "timestamp": None if written.stamp is None else base64.b64encode(written.stamp).decode(),
        "keys": keys,
    }
