"""States: how cases, tasks, steps, gates, claims and duties may stand, one row each (contract 2 and 4)."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.model.words.word import Word, table, words


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState(Word):
    """How a task may stand.

    `finished`: nothing is left to do. `begun`: somebody has done something about it, so that it is worth a line in the
    story of a case. `awaits_receiver`: somebody has to answer it.
    """

    begun: bool = True
    finished: bool = False
    awaits_receiver: bool = False


CASE_STATES = words("open", "withdrawn", "closed")
TASK_STATES = table(
    TaskState(name="pending", begun=False),
    TaskState(name="open", begun=False),
    TaskState(name="submitted", awaits_receiver=True),
    TaskState(name="confirmed", awaits_receiver=True),
    TaskState(name="done", finished=True),
    TaskState(name="returned", awaits_receiver=True),
    TaskState(name="waived", finished=True),
    TaskState(name="cancelled", finished=True),
)
STEP_STATES = words("waiting", "done")
GATE_STATES = words("held", "open", "ended")
CLAIM_STATES = words("open", "withdrawn", "dropped", "agreed", "disputed")
CLAIM_DECISIONS = frozenset({"dropped", "agreed", "disputed"})
"""What hr may decide about a claim; it is not judged again."""
DUTY_STATES = words("missed", "met")
HANDOVER_STATES = words("open", "complete")
"""What the fact `case.handover` may be."""

FINISHED = frozenset(row.name for row in TASK_STATES.values() if row.finished)
BEGUN = frozenset(row.name for row in TASK_STATES.values() if row.begun)
AWAITING_RECEIVER = frozenset(row.name for row in TASK_STATES.values() if row.awaits_receiver)
