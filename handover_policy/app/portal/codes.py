"""CodeAsked, codes_to_tell: a one-time code that a page asks for, and those that hr tells, for nothing carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handover_policy.ledger.codes import LASTS, CodeKept, codes_at_hand
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.outbox.private import PrivateMessage, standing_of

PATIENCE = timedelta(minutes=1)
"""For how long a code may be on its way before hr is told of it: perhaps nothing sends at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAsked:
    """A code that is asked for: until when it counts or all are locked, and what was wrong with the one told.

    `carried` says that it is on its way to its person, `shown` is the code itself, in a demo alone.
    """

    until: datetime | None = None
    locked_until: datetime | None = None
    carried: bool = False
    shown: str = ""
    fault: str = ""


def is_carried(connection: Connection, company: str, person: str, name: str) -> bool:
    """Return whether a code, by its name, is on its way to its person, or a provider has taken it."""
    message = PrivateMessage(kind="code", person=person, name=name)
    return standing_of(connection, company, message) in {"going", "carried"}


def codes_to_tell(connection: Connection, envelope: Envelope, company: str, now: datetime) -> Sequence[CodeKept]:
    """Return the codes that hr tells their people: those that no channel carries, has taken, or takes in good time."""
    found = list[CodeKept]()
    for each in codes_at_hand(connection, envelope, company, now):
        standing = standing_of(connection, company, PrivateMessage(kind="code", person=each.person, name=each.name))
        late = each.until - LASTS.total_seconds() + PATIENCE.total_seconds() < now.timestamp()
        if standing == "none":
            found.append(each)
        elif standing == "stuck" or (standing == "going" and late):
            found.append(replace(each, unsent=True))
    return found
