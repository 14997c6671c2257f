"""ENVELOPE, BODY, DECISION, effects_part: what the parts of a row are called, of which its leaf is made."""

from __future__ import annotations

ENVELOPE, BODY, DECISION = "envelope", "body", "decision"
"""Names of the parts that every row of a decision has, beside the effects of each case."""
EFFECTS = "effects "


def effects_part(case: str) -> str:
    """Return the name of the part that holds what was told of a case; an empty id stands for what is of none."""
    return f"{EFFECTS}{case}"
