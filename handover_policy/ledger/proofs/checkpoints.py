"""WrittenCheckpoint, WrittenKey: the checkpoints of a company's log and the keys that sign them, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, or_, select, update

from handover_policy.ledger.proofs.tables import LOG_CHECKPOINTS, LOG_KEYS
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import LEDGER

HERE: BindParameter[str] = bindparam("here")
AFTER: BindParameter[int] = bindparam("after")
ROW, KEY = LOG_CHECKPOINTS.c, LOG_KEYS.c
ALL = (
    select(ROW.place, ROW.size, ROW.at, ROW.note, ROW.stamp)
    .where(ROW.company == COMPANY, ROW.place > AFTER)
    .order_by(ROW.place)
)
NEWEST = (
    select(ROW.place, ROW.size, ROW.at, ROW.note, ROW.stamp)
    .where(ROW.company == COMPANY)
    .order_by(ROW.place.desc())
    .limit(1)
)
BEFORE_NEWEST = select(ROW.size).where(ROW.company == COMPANY).order_by(ROW.place.desc()).limit(1).offset(1)
STAMPED = update(LOG_CHECKPOINTS).where(ROW.company == HERE, ROW.place == bindparam("at_place"))
KEYS = select(KEY.key, KEY.since, KEY.until).where(KEY.company == COMPANY).order_by(KEY.since, KEY.key)
OVER = update(LOG_KEYS).where(KEY.company == HERE, KEY.key == bindparam("of_key"))
SIGNED_SHEET = select(func.max(LEDGER.c.position)).where(
    LEDGER.c.company == COMPANY,
    LEDGER.c.position > AFTER,
    or_(and_(LEDGER.c.type == "sheet.signed", LEDGER.c.outcome == "applied"), LEDGER.c.kind == "signature"),
)
FIRST, LAST = (select(end(LEDGER.c.position)).where(LEDGER.c.company == COMPANY) for end in (func.min, func.max))
"""Asked one by one: of both at once SQLite goes through the whole index."""
LEAF = select(LEDGER.c.leaf).where(LEDGER.c.company == COMPANY, LEDGER.c.position == bindparam("at"))


OVER_A_SIZE = (
    select(ROW.place, ROW.size, ROW.at, ROW.note, ROW.stamp)
    .where(ROW.company == COMPANY, ROW.size >= bindparam("least"))
    .order_by(ROW.place)
    .limit(1)
)


class WrittenCheckpoint(NamedTuple):
    """A checkpoint as it stands: its place among all, the size and time it speaks of, the note, and its stamp."""

    place: int
    size: int
    at: str
    note: str
    stamp: bytes | None


class WrittenKey(NamedTuple):
    """The public half of a key that signs for a log, since when, and until when."""

    key: str
    since: str
    until: str | None


class LogStanding(NamedTuple):
    """The log of a ledger as it stands: the position of its first leaf, that leaf, and how many there are."""

    first: int
    leaf: bytes
    size: int


def log_standing(connection: Connection, company: str) -> LogStanding | None:
    """Return how the log of a company stands; None where it has no row."""
    first, last = (connection.execute(end, {"company": company}).scalar() for end in (FIRST, LAST))
    if first is None or last is None:
        return None
    leaf = connection.execute(LEAF, {"company": company, "at": first}).scalar_one()
    return LogStanding(first, bytes(leaf), last - first + 1)


def leaf_at(connection: Connection, company: str, position: int) -> bytes | None:
    """Return the leaf of a row; None where there is no such row."""
    leaf = connection.execute(LEAF, {"company": company, "at": position}).scalar()
    return None if leaf is None else bytes(leaf)


def newest_checkpoint(connection: Connection, company: str) -> WrittenCheckpoint | None:
    """Return the newest checkpoint of a company; None where there is none."""
    found = connection.execute(NEWEST, {"company": company}).first()
    return None if found is None else _read(*found)


def size_before(connection: Connection, company: str) -> int:
    """Return the size that the checkpoint before the newest one saw; 0 where there is none."""
    return connection.execute(BEFORE_NEWEST, {"company": company}).scalar() or 0


def checkpoints_of(connection: Connection, company: str) -> Iterator[WrittenCheckpoint]:
    """Yield the checkpoints of a company in the order in which they were made."""
    for row in connection.execute(ALL, {"company": company, "after": 0}):
        yield _read(*row)


def checkpoint_over(connection: Connection, company: str, size: int) -> WrittenCheckpoint | None:
    """Return the first checkpoint that saw at least so many leaves; None where none did."""
    found = connection.execute(OVER_A_SIZE, {"company": company, "least": size}).first()
    return None if found is None else _read(*found)


def write_checkpoint(connection: Connection, company: str, written: WrittenCheckpoint) -> None:
    """Write a checkpoint; IntegrityError where another process has written one in its place."""
    connection.execute(LOG_CHECKPOINTS.insert(), {"company": company, **written._asdict()})


def write_stamp(connection: Connection, company: str, place: int, stamp: bytes) -> None:
    """Keep what a time-stamp authority answered of a checkpoint."""
    connection.execute(STAMPED.values(stamp=bindparam("given")), {"here": company, "at_place": place, "given": stamp})


def keys_of(connection: Connection, company: str) -> tuple[WrittenKey, ...]:
    """Return the keys that sign, or signed, for the log of a company, the oldest first."""
    return tuple(WrittenKey(*row) for row in connection.execute(KEYS, {"company": company}))


def write_key(connection: Connection, company: str, key: str, since: str) -> None:
    """Note that a key signs from now on."""
    connection.execute(LOG_KEYS.insert(), {"company": company, "key": key, "since": since, "until": None})


def end_key(connection: Connection, company: str, key: str, until: str) -> None:
    """Note that a key signs no more."""
    connection.execute(OVER.values(until=bindparam("over")), {"here": company, "of_key": key, "over": until})


def signed_sheet_after(connection: Connection, company: str, position: int) -> int | None:
    """Return the position of the last row beyond another that tells of a signature; None where there is none."""
    return connection.execute(SIGNED_SHEET, {"company": company, "after": position}).scalar()


def _read(place: int, size: int, at: str, note: str, stamp: bytes | None) -> WrittenCheckpoint:
    return WrittenCheckpoint(place, size, at, note, None if stamp is None else bytes(stamp))
