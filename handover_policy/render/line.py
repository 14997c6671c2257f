"""decision_line: a decision as one line of JSON, as `run` writes it."""

from __future__ import annotations

import orjson

from handover_policy.model.decision import Decision
from handover_policy.model.effect_json import decision_json


def decision_line(decision: Decision) -> bytes:
    """Return a decision (contract section 4) as compact JSON in UTF-8, without the end of the line."""
    return orjson.dumps(decision_json(decision), default=dict)
