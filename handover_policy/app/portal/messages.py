"""PortalMessage: a message of channel `portal` to somebody, as the decision that asked for it wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handover_policy.app.asking.notices import notice_in
from handover_policy.app.asking.view import View
from handover_policy.ledger.reading.messages import MessageRow, message_row, portal_messages

PORTAL = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalMessage:
    """A message as a page shows it; `body` is HTML that the templates of messages made harmless."""

    key: str
    title: str
    body: str
    at: datetime
    case: str | None
    unread: bool


def messages_of(view: View, person: str, most: int) -> Sequence[PortalMessage]:
    """Return the newest messages to somebody, the newest first."""
    rows = portal_messages(view.connection, view.company.id, person, most)
    return [told for row in rows if (told := _message(view, row)) is not None]


def message_of(view: View, person: str, key: str) -> PortalMessage | None:
    """Return one message to somebody; None where there is none."""
    row = message_row(view.connection, view.company.id, person, key)
    return None if row is None else _message(view, row)


def _message(view: View, row: MessageRow) -> PortalMessage | None:
    effect = None if row.decision is None else notice_in(row.decision, row.notice)
    if effect is None:
        return None
    at = datetime.fromisoformat(row.received_at).astimezone(view.now.tzinfo)
    return PortalMessage(
        key=row.notice,
        title=effect.get("subject") or effect["notice"],
        body=(effect.get("bodies") or {}).get(PORTAL, ""),
        at=at,
        case=effect.get("case"),
        unread=row.read_at is None,
    )
