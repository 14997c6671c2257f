"""troubled, decide_delivery: messages that did not arrive, or may not have, and what a person decides about one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, or_, select, text, update

from handover_policy.ledger.outbox.marks import DeliveryMark, add_delivery_marks
from handover_policy.ledger.outbox.parcels import ROW
from handover_policy.ledger.outbox.private import IS_PRIVATE
from handover_policy.ledger.outbox.rows import NO_LIST, NOT_THEIRS
from handover_policy.ledger.outbox.tables import DELIVERED, FAILED, IS_LOUD, IS_TROUBLED, OUTBOX, TROUBLED, WAITING

Decided: TypeAlias = Literal["again", "arrived", "given-up"]
"""What a person says of a message: send it again, it has arrived, leave it."""
DECIDED: dict[Decided, str] = {"again": WAITING, "arrived": DELIVERED, "given-up": FAILED}
GIVEN_UP = "given-up"
END = 2**62
"""A position behind all."""


class TroubledMessage(NamedTuple):
    """A message that failed, may have failed, or could not go out, and why."""

    notice: str
    channel: str
    position: int
    person: str
    case_id: str | None
    state: str
    attempts: int
    code: str | None
    reason: str | None
    address: str | None
    settled_at: float | None
    provider_id: str | None = None
    sent_at: float | None = None
    instead_of: str | None = None

    @property
    def seen(self) -> str:
        """What tells this standing from every other of the same message: whoever decides brings it back."""
        return f"{self.state}.{self.attempts}.{self.settled_at!r}"

    @property
    def told_by_receipt(self) -> bool:
        """Whether it was taken, and a receipt said later that it failed."""
        return self.state == FAILED and self.sent_at is not None


FOUND = tuple(ROW[name] for name in TroubledMessage._fields)


def troubled(
    connection: Connection, company: str, quiet_codes: Collection[str], before: int | None, most: int
) -> Sequence[TroubledMessage]:
    """Return messages that somebody has to look at, the newest first, `most` of those before a position.

    Args:
        connection: to read by.
        company: its id.
        quiet_codes: why a message may not have gone out without anybody having to look: its channel is not set up.
        before: a position; None for the newest.
        most: how many.

    """
    loud = or_(ROW.code.is_(None), _loud(quiet_codes))
    asked = select(*FOUND).where(ROW.company == company, text(IS_TROUBLED), text(IS_LOUD), loud)
    asked = asked.where(ROW.position < (END if before is None else before))  # so that the index of these is taken
    found = connection.execute(asked.order_by(ROW.position.desc(), ROW.notice, ROW.channel).limit(most))
    return [TroubledMessage._make(each) for each in found]


def _loud(quiet_codes: Collection[str]) -> ColumnElement[bool]:
    return ROW.code.not_in([*quiet_codes, GIVEN_UP, NOT_THEIRS, NO_LIST])


def one_troubled(connection: Connection, company: str, message: tuple[str, str]) -> TroubledMessage | None:
    """Return how a message on a channel stands, in trouble or not; None where there is none."""
    notice, channel = message
    mine = (ROW.company == company, ROW.notice == notice, ROW.channel == channel, ~IS_PRIVATE)
    found = connection.execute(select(*FOUND).where(*mine)).first()
    return None if found is None else TroubledMessage._make(found)


def decide_delivery(
    connection: Connection,
    company: str,
    message: tuple[str, str],
    *,
    decided: Decided,
    by: str,
    now: datetime,
    seen: str | None = None,
    act: str | None = None,
) -> bool:
    """Write what a person says of a message, with a mark; False where it stands otherwise by now, or in no trouble.

    Args:
        connection: of a transaction that writes.
        company: its id.
        message: its key and its channel.
        decided: what is said.
        by: the person who says it.
        now: the moment.
        seen: how it stood where the person looked; None where that does not count.
        act: names what the person did: the same click twice is told by it.

    """
    found = one_troubled(connection, company, message)
    if found is None or found.state not in TROUBLED or seen not in {None, found.seen}:
        return False
    mine = (ROW.company == company, ROW.notice == found.notice, ROW.channel == found.channel)
    unchanged = (ROW.state == found.state, ROW.attempts == found.attempts)
    changed = update(OUTBOX).where(*mine, *unchanged).values(state=DECIDED[decided], **_changed(decided, now))
    if connection.execute(changed).rowcount == 0:
        return False  # somebody else was first, in the moment between
    told = {"decided": decided, "by": by, "act": act}
    add_delivery_marks(connection, company, [_mark(found, DECIDED[decided], now, told)])
    return True


def _mark(found: TroubledMessage, state: str, now: datetime, told: Mapping[str, object]) -> DeliveryMark:
    return DeliveryMark(
        notice=found.notice,
        channel=found.channel,
        person=found.person,
        case=found.case_id,
        state=state,
        at=now,
        told=told,
    )


def _changed(decided: Decided, now: datetime) -> dict[str, object]:
    """Return what a decision changes of a row, beside its state."""
    moment = now.timestamp()
    if decided == "again":
        afresh = dict.fromkeys(("parcel", "code", "reason", "settled_at", "doubted_at"))
        return {**afresh, "next_attempt": moment, "attempts": 0}
    return {"next_attempt": None, "code": GIVEN_UP if decided == "given-up" else None, "settled_at": moment}


def count_troubled(connection: Connection, company: str, quiet_codes: Collection[str], most: int) -> int:
    """Return how many messages somebody has to look at, `most` at most."""
    return len(troubled(connection, company, quiet_codes, None, most))
