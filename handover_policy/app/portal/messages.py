"""PortalMessage: a message of channel `portal` to somebody, as the decision that asked for it wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from handover_policy.app.asking.notices import notice_in
from handover_policy.app.asking.view import View
from handover_policy.app.portal.settled import asks_to_sign, is_settled, takes_a_step, tasks_of
from handover_policy.ledger.reading.messages import MessageRow, message_row, portal_messages

PORTAL = "portal"
PACKAGE = "handover-package"
"""The message that tells somebody of the handover package of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalMessage:
    """A message as a page shows it; `body` is HTML that the templates of messages made harmless.

    `tasks` are those that it is about, `sheet` says that it asks to sign one; what it asks for is done once it is
    `settled`: it is not unread any more. `package` says that it tells of a handover package.
    """

    key: str
    title: str
    body: str
    at: datetime
    case: str | None
    tasks: Sequence[str]
    sheet: bool
    settled: bool
    unread: bool
    package: bool = False


def messages_of(view: View, person: str, most: int, *, settling: bool = True) -> Sequence[PortalMessage]:
    """Return the newest messages to somebody, the newest first; without `settling` it is not looked what was done."""
    rows = portal_messages(view.connection, view.company.id, person, most)
    effects = [(row, effect) for row in rows if (effect := _effect_of(row)) is not None]
    if not settling:
        return [_message(view, person, row, {**effect, "case": None}) for row, effect in effects]
    view.state.case_rows.fetch({str(effect["case"]) for _, effect in effects if effect.get("case")})
    return [_message(view, person, row, effect) for row, effect in effects]


def message_of(view: View, person: str, key: str) -> PortalMessage | None:
    """Return one message to somebody; None where there is none."""
    row = message_row(view.connection, view.company.id, person, key)
    effect = None if row is None else _effect_of(row)
    return None if row is None or effect is None else _message(view, person, row, effect)


def _message(view: View, person: str, row: MessageRow, effect: Mapping[str, Any]) -> PortalMessage:
    at = _moment(row).astimezone(view.now.tzinfo)
    settled = is_settled(view, effect, person, at)
    return PortalMessage(
        key=row.notice,
        title=effect.get("subject") or effect["notice"],
        body=(effect.get("bodies") or {}).get(PORTAL, ""),
        at=at,
        case=effect.get("case"),
        tasks=[name for name in tasks_of(effect) if takes_a_step(view, effect, name, person)],
        sheet=asks_to_sign(view, effect),
        settled=settled,
        unread=row.read_at is None and not settled,
        package=effect.get("notification") == PACKAGE,
    )


def _moment(row: MessageRow) -> datetime:
    """Return when a message was asked for: the time of its event, where that can still be read."""
    told = None if row.body is None else orjson.loads(row.body).get("time")
    return datetime.fromisoformat(told or row.received_at)


def _effect_of(row: MessageRow) -> Mapping[str, Any] | None:
    return None if row.decision is None else notice_in(row.decision, row.notice)
