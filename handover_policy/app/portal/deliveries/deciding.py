"""decide: what hr decides of a message in trouble, once, and what somebody else decided meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from handover_policy.app.portal.deliveries.carried import ChannelsCarried
from handover_policy.app.portal.deliveries.troubles import may_decide
from handover_policy.ledger.outbox.tables import TROUBLED
from handover_policy.ledger.outbox.troubled import Decided, decide_delivery, one_troubled
from handover_policy.ledger.reading.deliveries import ToldDelivery, told_about

Outcome: TypeAlias = Literal["done", "overtaken", "unfit", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWanted:
    """What somebody decides of a message, as its form says.

    Args:
        message: its key and its channel.
        decided: what is said.
        by: who says it.
        seen: how it stood where they looked.
        act: names what they did, with who they are: the same click twice is one decision.

    """

    message: tuple[str, str]
    decided: Decided
    by: str
    seen: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade:
    """What became of a decision; `by`, `decided` and `at` of the one that somebody else made meanwhile."""

    outcome: Outcome
    state: str = ""
    code: str | None = None
    by: str = ""
    decided: str = ""
    at: datetime | None = None


def decide(
    connection: Connection, company: str, wanted: DecisionWanted, carried: ChannelsCarried, now: datetime
) -> DecisionMade:
    """Write a decision, unless the message stands otherwise by now.

    Args:
        connection: of a transaction that writes.
        company: its id.
        wanted: what is decided.
        carried: the channels of the company.
        now: the moment.

    """
    found = one_troubled(connection, company, wanted.message)
    if found is None:
        return DecisionMade(outcome="unknown")
    told = told_about(connection, company, wanted.message, found.person)
    if any(each.get("act") == wanted.act for each in told):
        return DecisionMade(outcome="done")
    if found.state in TROUBLED and found.seen == wanted.seen and wanted.decided not in may_decide(found, carried):
        return DecisionMade(outcome="unfit", state=found.state, code=found.code)
    done = decide_delivery(
        connection,
        company,
        wanted.message,
        decided=wanted.decided,
        by=wanted.by,
        now=now,
        seen=wanted.seen,
        act=wanted.act,
    )
    if done:
        return DecisionMade(outcome="done")
    last = next((each for each in reversed(told) if each.get("decided")), None)
    return _overtaken(last, found.state, found.code)


def _overtaken(last: ToldDelivery | None, state: str, code: str | None) -> DecisionMade:
    if last is None:
        return DecisionMade(outcome="overtaken", state=state, code=code)
    return DecisionMade(
        outcome="overtaken",
        state=state,
        code=code,
        by=str(last["by"]),
        decided=str(last["decided"]),
        at=datetime.fromisoformat(last["at"]),
    )
