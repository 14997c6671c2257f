"""Words of messages: what they wait for, event types and what follows from events; whom they go to (contract 2.7)."""

from __future__ import annotations

from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.word import words

FOLLOWING = words(
    "task.done",
    "task.deemed",
    "task.returned",
    "step.turn",
    "successor.replaced",
    "sheet",
    "sheet.complete",
    "gate.opened",
    "gate.held",
    "severance.payable",
    "duty",
    "claim",
    "case.closed",
)
"""What follows from events, and messages may wait for; `task.returned` is an event too."""
TRIGGERS = words(*dict.fromkeys((*EVENT_TYPES, *FOLLOWING)))
"""Everything a message may wait for."""
ABOUT_TASKS = frozenset(
    {name for name in TRIGGERS if name.startswith(("task.", "step."))} | {"severance.owed", "severance.payable"}
)
"""What happens to a task: a handover task, or that of paying severance."""

DUTY = "duty"
"""Somebody has missed a duty."""
OUTSIDE = frozenset({DUTY, "employee.hired"})
"""What happens to people who are not leaving, or not leaving yet: a message on it has no case to count from."""

SHEET = "sheet"
"""There is a new version of the sheet, or somebody's turn to sign it has come."""
TO_SIGN = "sheet-to-sign"
"""The message that asks somebody to sign the sheet."""
STEP_PARTY = "step_party"
"""The party of the step whose turn it is."""
EVERYBODY_TOLD = "everybody_told"
"""The leaver, the manager, hr, and everybody who got a message of the case; each gets it once."""
SHEET_PARTIES = "sheet_parties"
"""Every party that signs the sheet; in strict order the one whose turn it is."""
SEVERAL = frozenset({EVERYBODY_TOLD, SHEET_PARTIES})
"""Recipients that stand for several people."""
RECIPIENTS = words(STEP_PARTY, EVERYBODY_TOLD, SHEET_PARTIES)
"""Whom messages may go to besides the parties of the manifest."""
