"""History: everything that happened in a case, in the order of acceptance, with how its messages arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from handover_policy.app.asking.masked import masked, masked_in
from handover_policy.app.asking.view import View
from handover_policy.app.filing.told import digest_of, files_told
from handover_policy.app.signing.assurance import KEY as ASSURANCE
from handover_policy.ledger.files.versions import held_files
from handover_policy.ledger.reading.cases import Delivery, deliveries_of, history_of
from handover_policy.ledger.reading.told import ReadRow
from handover_policy.model.written.scalars import Json

HOW = frozenset({"how", "source", "since", "consent", "language"})
"""What everybody who sees a case is shown of how whoever signed was recognised."""
NO_EVENTS = ("delivery", "file", "signature")
"""Kinds of rows that are told of under their own name."""
OF_OTHERS = ("specversion", "id", "source", "type", "subject", "time")
"""What is shown of an event that is another case's: who told what when, not what was said."""


@dataclass(frozen=True, slots=True)
class HistoryFound:
    """What happened, and the position of the last row; None where there are no more."""

    entries: Sequence[Json]
    after: int | None


def history_told(view: View, case: str, after: int, limit: int) -> HistoryFound:
    """Return what happened in a case beyond a position."""
    rows, more = history_of(view.connection, view.company.id, case, after, limit)
    decisions = [_read(row.decision) for row in rows]
    effects = [_effects_of(decision, case) for decision in decisions]
    keys = {str(each["key"]) for some in effects for each in some if each["effect"] == "notice"}
    sent = deliveries_of(view.connection, view.company.id, keys)
    events = [_event(row, own=_is_own(told, case)) for row, told in zip(rows, decisions, strict=True)]
    files = [files_told(event) for event in events]
    held = held_files(view.connection, view.company.id, {digest_of(each) for some in files for each in some})
    entries: list[Json] = []
    for row, event, told_of, decision, some in zip(rows, events, files, decisions, effects, strict=True):
        told: Json = {"position": row.position, "kind": row.kind, "received_at": row.received_at, "event": event}
        if row.kind in NO_EVENTS:
            body = _read(row.body)
            told |= {"event": None, row.kind: (_masked if row.kind == "delivery" else unseen)(body)}
        if told_of:
            told["files"] = [
                {"path": str(each.get("path", "")), "sha256": digest_of(each), "stored": digest_of(each) in held}
                for each in told_of
            ]
        if decision is not None:
            told["outcome"] = decision["outcome"]
            told |= {"refusal": decision["refusal"]} if "refusal" in decision else {}
            told["effects"] = [_with_deliveries(each, sent) for each in some]
        entries.append(told)
    return HistoryFound(entries, rows[-1].position if more else None)


def _is_own(decision: Mapping[str, Any] | None, case: str) -> bool:
    return decision is not None and decision.get("case") == case


def _event(row: ReadRow, *, own: bool) -> Json | None:
    """Return the event of a row, all of it where it is the case's own."""
    event = _read(row.body)
    if own or event is None:
        return unseen(event)
    return {name: event[name] for name in OF_OTHERS if name in event}


def _effects_of(decision: Mapping[str, Any] | None, case: str) -> list[Json]:
    return [] if decision is None else [each for each in decision.get("effects", ()) if each["case"] == case]


def _with_deliveries(effect: Json, sent: Mapping[str, Sequence[Delivery]]) -> Json:
    if effect["effect"] != "notice":
        return effect
    return {**effect, "deliveries": [_standing(each) for each in sent.get(str(effect["key"]), ())]}


def _standing(sent: Delivery) -> Json:
    """Return how a message stands on a channel; what is not known of it is left out."""
    told: Json = {"channel": sent.channel, "state": sent.state, "attempts": sent.attempts}
    known = ("address", "provider_id", "code", "reason", "instead_of")
    told |= {name: value for name in known if (value := getattr(sent, name)) is not None}
    moments = ("sent_at", "settled_at")
    return (_masked(told) or {}) | {
        name: _moment(value) for name in moments if (value := getattr(sent, name)) is not None
    }


def _masked(told: Json | None) -> Json | None:
    """Return what was told of a delivery with its address as others see it; the ledger keeps it whole."""
    if told is None or not isinstance(address := told.get("address"), str):
        return told
    beside = {"reason": masked_in(reason, address)} if isinstance(reason := told.get("reason"), str) else {}
    return {**told, "address": masked(address), **beside}


def unseen(told: Json | None) -> Json | None:
    """Return a row without the device and the address of whoever signed: the ledger keeps them, few need them."""
    if told is None or ASSURANCE not in told:
        return told
    assurance = told[ASSURANCE]
    shown = {name: value for name, value in assurance.items() if name in HOW} if isinstance(assurance, dict) else None
    left = {name: value for name, value in told.items() if name != ASSURANCE}
    return left if shown is None else {**left, ASSURANCE: shown}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    told = orjson.loads(text)
    return told if isinstance(told, dict) else None
