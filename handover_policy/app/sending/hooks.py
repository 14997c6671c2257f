"""hook_event: a decision as a receiver of the company's decisions gets it: a CloudEvent with the effects it wants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import orjson

CHANNEL = "webhook/"
"""Begins the channel of a receiver in the outbox, before its id."""
NOTICE = "decision/"
"""Begins the key of a decision in the outbox, before its position."""
TYPE = "handover.decision"
SOURCE = "handover/"


def hook_event(company: str, position: int, received_at: str, decision: str, effects: Collection[str]) -> str:
    """Return the event of a decision as JSON, with the effects that are wanted; all of them where none are named.

    A receiver that switches accounts off learns of gates, and not what is written to people.

    Args:
        company: its id.
        position: of the decision: with the company it is the event's id for ever.
        received_at: when it was decided, as the ledger has it.
        decision: the decision, as the ledger has it.
        effects: kinds of effects.

    """
    told: Mapping[str, Any] = orjson.loads(decision)
    wanted = [each for each in told.get("effects") or () if not effects or each.get("effect") in effects]
    event = {
        "specversion": "1.0",
        "id": f"{company}/{position}",
        "source": f"{SOURCE}{company}",
        "type": TYPE,
        "time": received_at,
        "datacontenttype": "application/json",
        "data": {"position": position, "decision": {**told, "effects": wanted}},
    }
    if told.get("case"):
        event["subject"] = told["case"]
    return orjson.dumps(event).decode()
