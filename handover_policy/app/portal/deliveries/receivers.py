"""ReceiverOff: a machine that was told of decisions and is not any more, as the board shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handover_policy.app.asking.view import View
from handover_policy.app.portal.visitor import Visitor
from handover_policy.app.sending.afterwards.webhooks import DisabledWebhook, disabled_webhooks


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverOff:
    """A receiver that was switched off.

    Args:
        channel: names it, for the form that switches it on again.
        host: on which it stands.
        since: when it was switched off.
        days: for how many days it had taken nothing by then.
        code: of its last answer.
        reason: of its last answer, in its own words.
        waiting: how many decisions wait for it.

    """

    channel: str
    host: str
    since: datetime
    days: int
    code: str
    reason: str
    waiting: int


def receivers_off(view: View, visitor: Visitor) -> Sequence[ReceiverOff]:
    """Return the receivers that were switched off, the longest first; to hr and auditors alone."""
    if not visitor.reads_all:
        return ()
    found = disabled_webhooks(view.connection, view.company.id, view.company.settings.webhooks)
    return [_shown(view, each) for each in found]


def _shown(view: View, told: DisabledWebhook) -> ReceiverOff:
    return ReceiverOff(
        channel=told.channel,
        host=told.host,
        since=told.since.astimezone(view.now.tzinfo),
        days=(told.since - told.failing_since).days,
        code=told.code,
        reason=told.reason,
        waiting=told.waiting,
    )
