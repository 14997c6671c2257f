"""note_answers, disabled_receivers, enable_receiver: machines told of decisions, given up once they fail for days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from handover_policy.ledger.outbox.tables import WEBHOOK_STANDINGS
from handover_policy.ledger.rows.access import upsert

ROW = WEBHOOK_STANDINGS.c
DAY = 86400.0
MOST_FAILING = 5 * DAY
"""Seconds of nothing but failures after which a receiver is disabled."""
NOT_IN_A_ROW = 2 * DAY
"""A failure so long after the last one begins anew: nothing was told between, so nothing failed."""
GONE = "http-410"
"""With this a receiver says itself that it takes nothing any more."""
REASON = 300


class HookAnswer(NamedTuple):
    """What came of telling a receiver: when, and why it failed; without a code it took the event."""

    at: float
    code: str | None = None
    reason: str | None = None


class ReceiverStanding(NamedTuple):
    """How a receiver stands that has failed; `disabled_at` is None while it is still tried, or tried again."""

    channel: str
    made_of: str
    failing_since: float | None
    last_at: float | None
    code: str | None
    reason: str | None
    disabled_at: float | None
    enabled_at: float | None = None
    enabled_by: str | None = None


COLUMNS = tuple(ROW[name] for name in ReceiverStanding._fields)


def disabled_receivers(connection: Connection, company: str, made_of: Mapping[str, str]) -> list[ReceiverStanding]:
    """Return which of the receivers are disabled; each is named with the digest of its settings.

    One whose settings were changed since is not: it is tried anew.
    """
    if not made_of:
        return []
    found = connection.execute(select(*COLUMNS).where(ROW.company == company, ROW.disabled_at.is_not(None)))
    standings = [ReceiverStanding._make(each) for each in found]
    return [each for each in standings if made_of.get(each.channel) == each.made_of]


def note_answers(
    connection: Connection, company: str, receiver: tuple[str, str], answers: Sequence[HookAnswer]
) -> ReceiverStanding | None:
    """Note what came of telling a receiver (its channel, the digest of its settings), in the order of time.

    Return how it stands where these answers have disabled it; None otherwise.
    """
    channel, made_of = receiver
    found = connection.execute(select(*COLUMNS).where(ROW.company == company, ROW.channel == channel)).first()
    before = None if found is None else ReceiverStanding._make(found)
    if before is None or before.made_of != made_of:
        before = ReceiverStanding(channel, made_of, None, None, None, None, None)
    after = before
    for answer in answers:
        after = _after(after, answer)
    if after == before:
        return None
    connection.execute(upsert(WEBHOOK_STANDINGS, connection.dialect.name), {"company": company, **after._asdict()})
    return after if before.disabled_at is None and after.disabled_at is not None else None


def enable_receiver(connection: Connection, company: str, channel: str, *, by: str, now: float) -> bool:
    """Let a receiver be told again that was disabled; False where it is not."""
    mine = (ROW.company == company, ROW.channel == channel, ROW.disabled_at.is_not(None))
    again = update(WEBHOOK_STANDINGS).where(*mine)
    told = again.values(disabled_at=None, failing_since=None, enabled_at=now, enabled_by=by)
    return connection.execute(told).rowcount > 0


def _after(standing: ReceiverStanding, answer: HookAnswer) -> ReceiverStanding:
    if answer.code is None:
        took = standing._replace(failing_since=None, last_at=None, code=None, reason=None)
        return standing if standing.disabled_at is not None else took
    in_a_row = standing.last_at is not None and answer.at - standing.last_at <= NOT_IN_A_ROW
    since = standing.failing_since if in_a_row and standing.failing_since is not None else answer.at
    over = answer.code == GONE or answer.at - since >= MOST_FAILING
    return standing._replace(
        failing_since=since,
        last_at=answer.at,
        code=answer.code,
        reason=None if answer.reason is None else answer.reason[:REASON],
        disabled_at=standing.disabled_at or (answer.at if over else None),
    )
