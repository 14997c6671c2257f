"""troubled, decide_delivery: messages that did not arrive, or may not have, and what a person decides about one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, or_, select, update

from handover_policy.ledger.outbox.claims import COLUMNS, ROW, OutboxRow
from handover_policy.ledger.outbox.marks import DeliveryMark, add_marks
from handover_policy.ledger.outbox.rows import NO_LIST, NOT_THEIRS
from handover_policy.ledger.outbox.tables import DELIVERED, FAILED, OUTBOX, TROUBLED, WAITING

Decided: TypeAlias = Literal["again", "arrived", "given-up"]
"""What a person says of a message: send it again, it has arrived, leave it."""
DECIDED: dict[Decided, str] = {"again": WAITING, "arrived": DELIVERED, "given-up": FAILED}
GIVEN_UP = "given-up"
IS_TROUBLED = or_(*(ROW.state == each for each in TROUBLED))
"""Written as the index of these is, for only then it is taken."""


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
    asked = select(*FOUND).where(ROW.company == company, IS_TROUBLED, or_(ROW.code.is_(None), _loud(quiet_codes)))
    if before is not None:
        asked = asked.where(ROW.position < before)
    found = connection.execute(asked.order_by(ROW.position.desc(), ROW.notice, ROW.channel).limit(most))
    return [TroubledMessage._make(each) for each in found]


def _loud(quiet_codes: Collection[str]) -> ColumnElement[bool]:
    return ROW.code.not_in([*quiet_codes, GIVEN_UP, NOT_THEIRS, NO_LIST])


def decide_delivery(
    connection: Connection, company: str, message: tuple[str, str], *, decided: Decided, by: str, now: datetime
) -> bool:
    """Write what a person says of a message, with a mark; return False where it is in no trouble any more.

    Args:
        connection: of a transaction that writes.
        company: its id.
        message: its key and its channel.
        decided: what is said.
        by: the person who says it.
        now: the moment.

    """
    notice, channel = message
    mine = (ROW.company == company, ROW.notice == notice, ROW.channel == channel, ROW.state.in_(TROUBLED))
    found = connection.execute(select(*COLUMNS).where(*mine)).first()
    if found is None:
        return False
    row, state = OutboxRow._make(found), DECIDED[decided]
    again = {"next_attempt": now.timestamp(), "parcel": None, "attempts": 0, "code": None, "reason": None}
    left = {"next_attempt": None, "code": GIVEN_UP if decided == "given-up" else None}
    changed = again if decided == "again" else left
    connection.execute(update(OUTBOX).where(*mine).values(state=state, settled_at=now.timestamp(), **changed))
    mark = DeliveryMark(
        notice=notice,
        channel=channel,
        person=row.person,
        case=row.case_id,
        state=state,
        at=now,
        told={"decided": decided, "by": by},
    )
    add_marks(connection, company, [mark])
    return True


def count_troubled(connection: Connection, company: str, quiet_codes: Collection[str], most: int) -> int:
    """Return how many messages somebody has to look at, `most` at most."""
    return len(troubled(connection, company, quiet_codes, None, most))
