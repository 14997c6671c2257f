"""decision_line: a decision as one line of JSON, as `run` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from handover_policy.findings.reporting.json_text import shown_json
from handover_policy.model.decision import Decision
from handover_policy.model.written.effect_json import decision_json


def decision_line(decision: Decision) -> bytes:
    """Return a decision (contract section 4) as compact JSON in UTF-8, without the end of the line.

    Marks that turn or hide text on a terminal are escaped, which JSON readers undo.
    """
    return line_of(decision_json(decision))


def line_of(written: Mapping[str, Any]) -> bytes:
    """Return the line of a decision that `decision_json` wrote."""
    return shown_json(orjson.dumps(written, default=dict))
