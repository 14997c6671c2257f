"""Words of messages: what they wait for, event types and what follows from events; whom they go to (contract 2.7)."""

from __future__ import annotations

from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.word import words

FOLLOWING = words(
    "task.done",
    "task.deemed",
    "task.returned",
    "sheet",
    "gate.opened",
    "gate.held",
    "duty",
    "claim",
    "case.closed",
)
"""What follows from events, and messages may wait for; `task.returned` is an event too."""
TRIGGERS = words(*dict.fromkeys((*EVENT_TYPES, *FOLLOWING)))
"""Everything a message may wait for."""

STEP_PARTY = "step_party"
"""The party of the step whose turn it is."""
RECIPIENTS = words(STEP_PARTY)
"""Whom messages may go to besides the parties of the manifest."""
