"""disabled_webhooks, enable_webhook: receivers of decisions that were given up, as people see them, and tried again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import structlog
from sqlalchemy import Connection, func, select

from handover_policy.app.serving.settings import WebhookSettings
from handover_policy.ledger.outbox.parcels import ROW
from handover_policy.ledger.outbox.receivers import ReceiverStanding, disabled_receivers, enable_receiver
from handover_policy.ledger.outbox.tables import WAITING

LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisabledWebhook:
    """A receiver of decisions that is told nothing any more.

    Args:
        channel: names it in the outbox, and to `enable_webhook`.
        host: of its address; the rest of the address may be a secret.
        since: when it was given up.
        failing_since: from when on it took nothing.
        last_at: when it was last tried.
        code: of its last answer: `http-500`, `timeout-answering`.
        reason: of its last answer, in its own words.
        waiting: how many decisions wait for it; they are told once it is enabled.

    """

    channel: str
    host: str
    since: datetime
    failing_since: datetime
    last_at: datetime
    code: str
    reason: str
    waiting: int


def disabled_webhooks(
    connection: Connection, company: str, webhooks: Iterable[WebhookSettings]
) -> tuple[DisabledWebhook, ...]:
    """Return which of a company's receivers (`settings.webhooks`) are told nothing any more, the longest first."""
    hooks = {each.channel: each for each in webhooks}
    found = disabled_receivers(connection, company, made_of(hooks.values()))
    rows = sorted(found, key=lambda each: (each.disabled_at or 0.0, each.channel))
    return tuple(_shown(each, hooks[each.channel], _waiting(connection, company, each.channel)) for each in rows)


def enable_webhook(connection: Connection, company: str, channel: str, *, by: str, now: datetime) -> bool:
    """Let a receiver be told again, what waits for it included; False where it is not disabled (any more).

    Args:
        connection: of a transaction that writes.
        company: its id.
        channel: as `DisabledWebhook` names it.
        by: the person who says so.
        now: the moment, by the company's clock.

    """
    done = enable_receiver(connection, company, channel, by=by, now=now.timestamp())
    if done:
        LOG.info("webhook-enabled", company=company, channel=channel, by=by)
    return done


def made_of(webhooks: Iterable[WebhookSettings]) -> Mapping[str, str]:
    """Return by channel a digest of what a receiver is set up with: address and secrets."""
    return {each.channel: each.made_of for each in webhooks}


def _shown(standing: ReceiverStanding, hook: WebhookSettings, waiting: int) -> DisabledWebhook:
    since = standing.disabled_at or 0.0
    return DisabledWebhook(
        channel=standing.channel,
        host=urlsplit(hook.url).hostname or "",
        since=_moment(since),
        failing_since=_moment(standing.failing_since or since),
        last_at=_moment(standing.last_at or since),
        code=standing.code or "",
        reason=standing.reason or "",
        waiting=waiting,
    )


def _waiting(connection: Connection, company: str, channel: str) -> int:
    asked = select(func.count()).where(ROW.company == company, ROW.channel == channel, ROW.state == WAITING)
    return connection.execute(asked).scalar_one()


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
