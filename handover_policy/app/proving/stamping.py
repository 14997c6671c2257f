"""stamp, stamp_in_time: a checkpoint seen by a time-stamp authority, whose answer is kept with it once it was read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography.x509 import Certificate
from sqlalchemy import Engine

from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.serving.settings import TimestampSettings
from handover_policy.delivery.timestamps.authority import ask_authority
from handover_policy.evidence.judging import CLOCKS_APART
from handover_policy.evidence.stamps import StampUnfit, certificates, read_stamp, stamp_request
from handover_policy.ledger.database import writing
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, write_stamp


def authorities_of(authority: TimestampSettings | None) -> tuple[Certificate, ...]:
    """Return whom the settings trust to vouch for stamps; nobody where they say nobody, or cannot be read now."""
    if authority is None or authority.ca is None:
        return ()
    try:
        return certificates(authority.ca.read_bytes())
    except (OSError, StampUnfit):
        return ()


def stamp(
    engine: Engine, company: str, checkpoint: WrittenCheckpoint, authority: TimestampSettings
) -> WrittenCheckpoint:
    """Return a checkpoint with the answer of an authority.

    Raises:
        AuthorityFailed: it did not answer.
        StampUnfit: it stamped something else, or is none that the settings trust.
        OSError: the certificates that the settings name cannot be read.
        SQLAlchemyError: the database failed.

    """
    answer = _answer(checkpoint, authority)
    with writing(engine) as connection:
        write_stamp(connection, company, checkpoint.place, answer)
    return checkpoint._replace(stamp=answer)


def stamp_in_time(
    engine: Engine, company: str, newest: WrittenCheckpoint, authority: TimestampSettings, *, data: Path, now: datetime
) -> WrittenCheckpoint:
    """Return the newest checkpoint of a log with the answer of an authority.

    Where that was away for so long that what it answers would tell of clocks apart, a checkpoint made now is stamped.

    Raises:
        as `stamp` and `make_checkpoint` do.

    """
    if now - datetime.fromisoformat(newest.at) <= CLOCKS_APART / 2:
        return stamp(engine, company, newest, authority)
    _answer(newest, authority)  # it is there again
    return stamp(engine, company, make_checkpoint(engine, company, data, now) or newest, authority)


def _answer(checkpoint: WrittenCheckpoint, authority: TimestampSettings) -> bytes:
    text = checkpoint.note.encode()
    answer = ask_authority(authority.url, stamp_request(text))
    read_stamp(answer, text, () if authority.ca is None else certificates(authority.ca.read_bytes()))
    return answer
