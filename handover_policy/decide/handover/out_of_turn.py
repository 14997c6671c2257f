"""Out of turn: why a task does not take an act now, and which event it takes instead (contract 2.1)."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.handover.authority import entitled, names
from handover_policy.model.case import Case, Task

MOST_NAMED = 20
"""How many tasks a refusal names at most."""


def out_of_turn(work: CaseWork, task: Task) -> Refused:
    """Return the refusal of an act on a task that is not in a state for it."""
    act, step = work.event.type, task.current
    told: dict[str, object] = {"task": task.title, "state": task.state, "act": act}
    if task.state == "cancelled" or work.case.state == "withdrawn":
        return Refused("wrong-state", reason="cancelled", **told)
    if task.finished or step is None:
        return Refused("wrong-state", reason="finished", **told)
    asked = dict.fromkeys(who for turn in task.turns for who in entitled(work, turn.parties, turn.person))
    told |= {"people": names(work, asked, "")["people"], "do": step.do}
    if act == "task.reopened":
        return Refused("wrong-state", reason="unfinished", **told)
    if act == "task.waived":
        return Refused("wrong-state", reason="statutory", **told)
    if task.begins_with(step):
        return Refused("wrong-state", reason="first-step", **told)
    return Refused("wrong-state", reason="later-step", **told)


def no_such_task(case: Case, named: str) -> Refused:
    """Return the refusal of an act on a task that a case does not have; it names those it has."""
    tasks = tuple(case.tasks)
    more = len(tasks) - MOST_NAMED
    known = (*tasks[:MOST_NAMED], *((f"… +{more}",) if more > 0 else ()))
    return Refused("unknown-task", task=named[:200], known=known)
