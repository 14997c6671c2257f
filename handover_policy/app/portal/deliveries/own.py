"""messages_to, deliveries_copied: the messages to one person, each with how it stands on every channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import select

from handover_policy.app.asking.notices import notice_in
from handover_policy.app.asking.view import View
from handover_policy.app.portal.deliveries.standing import DeliveriesSaid, DeliveryShown
from handover_policy.app.portal.deliveries.troubles import title_of
from handover_policy.app.sending.packing import text_for
from handover_policy.ledger.reading.cases import Delivery
from handover_policy.ledger.reading.deliveries import deliveries_to, told_to
from handover_policy.ledger.reading.messages import opened_messages
from handover_policy.ledger.reading.told import ReadRow
from handover_policy.ledger.tables import LEDGER
from handover_policy.texts.texts import Texts

NAMED = ("address", "provider_id", "code", "reason", "instead_of")
MOMENTS = ("sent_at", "settled_at")
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTo:
    """A message to somebody: what about, when it was asked for, and how it stands on each channel."""

    key: str
    title: str
    at: datetime
    channels: Sequence[DeliveryShown]


def messages_to(view: View, person: str, words: Texts, most: int) -> Sequence[MessageTo]:
    """Return the newest messages to somebody on all channels, at most so many deliveries."""
    rows = deliveries_to(view.connection, view.company.id, person, most)
    first = min((position for position, _ in rows), default=0)
    said = DeliveriesSaid(view, words, told_to(view.connection, view.company.id, person, first))
    opened = opened_messages(view.connection, view.company.id, {each.notice for _, each in rows})
    found = {each.position: each for each in _decided(view, {position for position, _ in rows})}
    grouped: dict[tuple[int, str], list[DeliveryShown]] = {}
    for position, each in rows:
        shown = said.shown(each, whole=True, own=True, opened=each.notice in opened)
        grouped.setdefault((position, each.notice), []).append(shown)
    return [
        MessageTo(key=key, title=title_of(at.decision, key, words), at=_moment(at, view), channels=channels)
        for (position, key), channels in grouped.items()
        if (at := found.get(position)) is not None
    ]


def deliveries_copied(view: View, person: str, words: Texts) -> Iterator[Mapping[str, Any]]:
    """Yield every delivery to somebody, what it said, and all that was told of it: for the copy of what is kept."""
    told: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in told_to(view.connection, view.company.id, person):
        beside = {name: value for name, value in each.items() if name not in {"notice", "channel", "to"}}
        told.setdefault((each["notice"], each["channel"]), []).append(beside)
    rows = deliveries_to(view.connection, view.company.id, person, None)
    for start in range(0, len(rows), AT_ONCE):
        several = rows[start : start + AT_ONCE]
        decisions = {each.position: each.decision for each in _decided(view, {position for position, _ in several})}
        for position, sent in several:
            said = _copied(sent, decisions.get(position), words)
            yield said | {"told": told.get((sent.notice, sent.channel), [])}


def _copied(sent: Delivery, decision: str | None, words: Texts) -> dict[str, Any]:
    notice = None if decision is None else notice_in(decision, sent.notice)
    found: dict[str, Any] = {"message": sent.notice, "title": title_of(decision, sent.notice, words)}
    found |= {} if notice is None else {"text": text_for(notice, sent.channel)}
    found |= {"channel": sent.channel, "state": sent.state, "attempts": sent.attempts}
    found |= {name: value for name in NAMED if (value := getattr(sent, name)) is not None}
    moments = ((name, getattr(sent, name)) for name in MOMENTS)
    return found | {name: datetime.fromtimestamp(value, UTC) for name, value in moments if value is not None}


def _decided(view: View, positions: set[int]) -> Iterator[ReadRow]:
    row = LEDGER.c
    asked = select(row.position, row.kind, row.received_at, row.body, row.decision)
    found = view.connection.execute(asked.where(row.company == view.company.id, row.position.in_(sorted(positions))))
    yield from (ReadRow(*each) for each in found)


def _moment(row: ReadRow, view: View) -> datetime:
    """Return when a message was asked for: the time of its event, where that can still be read."""
    told = None if row.body is None else orjson.loads(row.body).get("time")
    return datetime.fromisoformat(told or row.received_at).astimezone(view.now.tzinfo)
