"""OutboxRow, ClaimedParcel, ParcelsWanted: messages as senders have them, and the parcels that they go out in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, Select, and_, or_

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.outbox.tables import ASKED_ABOUT, OUTBOX
from handover_policy.ports.channels import Limit

ROW = OUTBOX.c
KEY_DIGITS = 32


class OutboxRow(NamedTuple):
    """A message on one channel as a sender needs it; `attempts` counts the one at hand."""

    notice: str
    channel: str
    position: int
    person: str
    case_id: str | None
    attempts: int
    parcel: str | None
    reminder: bool
    instead_of: str | None
    doubted_at: float | None = None
    item: str | None = None


IS_OPEN = and_(ROW.next_attempt.is_not(None), or_(*(ROW.state == each for each in ASKED_ABOUT)))
"""Of a message that its provider may have more to tell of; written as the index of these is."""
COLUMNS = tuple(ROW[name] for name in OutboxRow._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedParcel:
    """Messages of one person that go out in one request, under a key that is the same at each attempt."""

    key: str
    rows: Sequence[OutboxRow]

    @property
    def person(self) -> str:
        """Whom it is for."""
        return self.rows[0].person


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelsWanted:
    """Who wants messages of a channel.

    Args:
        company: its id.
        channel: the channel's name.
        by: names the sender.
        now: by the company's clock, in seconds since 1970; a demo's is ahead of the machine's.
        wall: by the machine's clock, which providers and claims go by.
        until: when what it takes is free again, should it die; by the machine's clock.
        most: how many parcels it can carry now.
        limits: of the channel, and of each address.
        joined: whether what is due for one person goes out as one.
        repeats_within: for how many seconds the provider tells a repeat by its key; None for ever.
        grouping: puts what is due into parcels otherwise than by person; what it leaves out waits a little.

    """

    company: str
    channel: str
    by: str
    now: float
    wall: float
    until: float
    most: int
    limits: Sequence[Limit] = ()
    joined: bool = True
    repeats_within: float | None = None
    grouping: Grouping | None = None


Grouping: TypeAlias = Callable[[Connection, ParcelsWanted, Sequence[OutboxRow]], list[ClaimedParcel]]
"""Puts what is due into parcels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a sender got, and from when on there is more, where the provider takes no more now.

    `too_late` may have gone out so long ago that the provider would take a repeat for another message: nobody sends
    them again by itself.
    """

    parcels: Sequence[ClaimedParcel] = ()
    again_at: float | None = None
    too_late: Sequence[OutboxRow] = ()


def alone(connection: Connection, asked: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """Return a query whose rows nobody else takes at the same moment; SQLite has one that writes anyway."""
    return asked.with_for_update(skip_locked=True) if connection.dialect.name == POSTGRESQL else asked


def key_of(rows: Sequence[OutboxRow]) -> str:
    """Return the key of a parcel of fresh messages: that of its one message, or one made of all of theirs."""
    if len(rows) == 1 and len(rows[0].notice) == KEY_DIGITS and rows[0].instead_of is None:
        return rows[0].notice
    names = "\n".join((rows[0].channel, *sorted(row.notice for row in rows)))
    return hashlib.sha256(names.encode()).hexdigest()[:KEY_DIGITS]
