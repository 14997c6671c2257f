"""make_checkpoint: what a company's log is now, signed, so that whoever keeps it sees whether it is ever altered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from handover_policy.evidence.checkpoints import Checkpoint, CheckpointUnreadable, origin_of, read_checkpoint
from handover_policy.evidence.judging import LogKey
from handover_policy.evidence.keys import SigningKey, verifier_key
from handover_policy.evidence.merkle import Leaves, range_hash, subtrees_of
from handover_policy.evidence.notes import NoteUnreadable, read_note, signed
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.proofs.checkpoints import (
    LogStanding,
    WrittenCheckpoint,
    WrittenKey,
    end_key,
    keys_of,
    log_standing,
    newest_checkpoint,
    write_checkpoint,
    write_key,
)
from handover_policy.ledger.proofs.key_files import (
    add_log_key,
    is_open_to_others,
    keep_signed,
    log_keys_in,
    signed_last,
)
from handover_policy.ledger.proofs.subtrees import hashes_at

LOG = structlog.get_logger()


class LogForked(RuntimeError):
    """A log is no longer what was signed last of it, by the table or beside the keys: somebody has to look first."""

    def __init__(self, company: str, size: int) -> None:
        """Take the company, and the size at which the checkpoint saw another log."""
        super().__init__(f"the log of {company} is another one than at {size}")
        self.company, self.size = company, size


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What stands before a checkpoint is made."""

    standing: LogStanding
    root: bytes
    keys: tuple[WrittenKey, ...]
    newest: WrittenCheckpoint | None

    def at(self, now: datetime) -> datetime:
        """Return the time of the next checkpoint, never before that of the newest."""
        before = now if self.newest is None else datetime.fromisoformat(self.newest.at)
        return max(now, before).astimezone(UTC).replace(microsecond=0)


def make_checkpoint(
    engine: Engine, company: str, data: Path, now: datetime, *, new_key: bool = False
) -> WrittenCheckpoint | None:
    """Return a checkpoint of a company's log as it stands; None where the log is empty, or another process made one.

    Args:
        engine: on the database.
        company: its id.
        data: the folder of the service, where its keys lie; a key is made where there is none.
        now: the moment; no checkpoint's time is before that of the one before, whatever the clock says.
        new_key: lets a new key sign from now on: the checkpoint names it, and the old one signs that.

    Raises:
        LogForked: the log is another one than the newest checkpoint saw.
        KeyUnfit: the file of the keys holds something else.
        OSError: the keys cannot be read or written.
        SQLAlchemyError: the database failed.

    """
    with reading(engine) as connection:
        seen = _seen(connection, company, signed_last(data, company))
    if seen is None:
        return None
    at = seen.at(now)
    origin = origin_of(company, seen.standing.leaf)
    old, signing = _signing(seen, data, company, origin, new_key=new_key)
    size, begins = seen.standing.size, None if old is None else signing.verifier
    told = Checkpoint(origin=origin, size=size, root=seen.root, at=at, key=begins)
    note = signed(told.text, [signing] if old is None else [old, signing])
    written = WrittenCheckpoint(
        1 if seen.newest is None else seen.newest.place + 1, size, _written(at), note.written, None
    )
    try:
        with writing(engine) as connection:
            _note_keys(connection, company, seen.keys, signing, _written(at))
            write_checkpoint(connection, company, written)
    except IntegrityError:
        return None
    keep_signed(data, company, note.written)
    return written


def log_keys(written: tuple[WrittenKey, ...]) -> tuple[LogKey, ...]:
    """Return the keys of a log as whoever judges its checkpoints wants them."""
    return tuple(
        LogKey(
            verifier=verifier_key(each.key),
            since=datetime.fromisoformat(each.since),
            until=None if each.until is None else datetime.fromisoformat(each.until),
        )
        for each in written
    )


def due(newest: WrittenCheckpoint | None, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether a day has begun, where a company is, since its newest checkpoint."""
    return newest is None or now.astimezone(zone).date() > datetime.fromisoformat(newest.at).astimezone(zone).date()


def root_at(connection: Connection, company: str, first: int, size: int) -> bytes | None:
    """Return the root that a company's log had at a size; None where its tree lacks something."""
    whole = Leaves(0, size)
    try:
        return range_hash(whole, hashes_at(connection, company, first, tuple(subtrees_of(whole))))
    except KeyError:
        return None


def _signing(
    seen: _Seen, data: Path, company: str, origin: str, *, new_key: bool
) -> tuple[SigningKey | None, SigningKey]:
    """Return the key that signs from now on, and the one in whose place it comes and that can vouch for it.

    A key that no checkpoint names yet may lie in the file: of a process that ended before it signed anything.
    """
    if is_open_to_others(data, company):
        LOG.warning("log-key-open", company=company)
    known = {each.key: each.until is not None for each in seen.keys}
    keys = [each for each in log_keys_in(data, company, origin) if not known.get(each.verifier.text, False)]
    signing = add_log_key(data, company, origin) if new_key or not keys else keys[-1]
    if signing.verifier.text in known:
        return None, signing
    vouching = [each for each in keys if each.verifier.text in known]
    if known and not vouching:
        LOG.warning("log-key-lost", company=company)
    return (vouching[-1] if vouching else None), signing


def _seen(connection: Connection, company: str, last: str | None) -> _Seen | None:
    """Return what stands; None where the log is empty."""
    standing = log_standing(connection, company)
    if standing is None:
        return None
    root = root_at(connection, company, standing.first, standing.size)
    if root is None:
        raise LogForked(company, standing.size)
    newest = newest_checkpoint(connection, company)
    origin = origin_of(company, standing.leaf)
    told = None if newest is None else _told(newest.note)
    if newest is not None and (told is None or told.origin != origin):
        raise LogForked(company, newest.size)
    signed_here = None if last is None else _told(last)
    if signed_here is not None and signed_here.origin != origin:
        LOG.warning("log-another", company=company, before=signed_here.origin, now=origin)
    for each in (told, signed_here):
        if each is None or each.origin != origin:
            continue
        if each.size > standing.size or root_at(connection, company, standing.first, each.size) != each.root:
            raise LogForked(company, each.size)
    return _Seen(standing=standing, root=root, keys=keys_of(connection, company), newest=newest)


def _told(note: str) -> Checkpoint | None:
    """Return the checkpoint of a note; None where it cannot be read."""
    try:
        return read_checkpoint(read_note(note).text)
    except (NoteUnreadable, CheckpointUnreadable):
        return None


def _note_keys(
    connection: Connection, company: str, known: tuple[WrittenKey, ...], signing: SigningKey, now: str
) -> None:
    """Note which key signs from now on, and that the others do no more."""
    text = signing.verifier.text
    if text not in {each.key for each in known}:
        write_key(connection, company, text, now)
    for each in known:
        if each.key != text and each.until is None:
            end_key(connection, company, each.key, now)


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
