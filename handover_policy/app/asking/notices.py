"""notice_in: one message of a decision, as it is written there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

DECODER = json.JSONDecoder()
BEGINS = '{"effect":'
"""Begins each effect of a decision, and stands nowhere else in it: within a text its quotes are written otherwise."""


def notice_in(decision: str, key: str) -> Mapping[str, Any] | None:
    """Return a message of a decision as it is written; of one that asks for thousands only that part is read.

    Args:
        decision: the line of JSON that the ledger keeps.
        key: of the message.

    """
    place = decision.find(f'"key":"{key}"')
    start = decision.rfind(BEGINS, 0, place)
    if place < 0 or start < 0:
        return None
    told: Mapping[str, Any] = DECODER.raw_decode(decision, start)[0]
    return told
