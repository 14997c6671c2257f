"""Severance: owed once it is told, payable once its gate no longer holds it, a task of hr until it is paid."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.handover.acts import begin_again
from handover_policy.decide.handover.planning import plan_tasks, replan, replan_task
from handover_policy.decide.identifiers import task_id
from handover_policy.model.case import Task
from handover_policy.model.events_of_cases import SeveranceOwed
from handover_policy.model.words.controls import ONCE_OWED
from handover_policy.model.words.duties import SEVERANCE

OBLIGATION = f"obligation.{SEVERANCE}"


def severance_task(work: CaseWork) -> Task | None:
    """Return the task of paying severance; None where nothing is owed, or the policy names no day for it."""
    return work.case.tasks.get(task_id(work.case.id, OBLIGATION))


def owe(work: CaseWork, told: SeveranceOwed) -> None:
    """Note what is owed, and let hr have the task of paying it; a case that is over is open again until it is paid.

    Another sum than the one that was paid is to be paid anew; the same sum told again changes nothing. A transfer ends
    no employment, so that severance told of one is a mistake that must not be lost in silence. What counts from the day
    on which it is owed is planned anew.
    """
    if work.case.cause == "transfer":
        raise Refused("wrong-state", reason="not-of-a-transfer")
    case, paid = work.case, severance_task(work)
    if paid is not None and paid.finished:
        if told.amount is None or told.amount == case.severance_amount:
            return
        work.put_task(begin_again(work, paid))
    amount = case.severance_amount if told.amount is None else told.amount
    work.change(severance_owed=True, severance_amount=amount, severance_since=case.severance_since or work.day)
    if case.state == "closed":
        work.change(state="open")
    replan(work, always=True, planned=plan_tasks(work))


def let_be_paid(work: CaseWork) -> None:
    """Set the day from which severance is payable: once no gate of the case holds it, and for good."""
    case = work.case
    if case.state != "open" or case.severance_since is None or case.severance_payable is not None:
        return
    if any(gate.controls in ONCE_OWED and gate.state == "held" for gate in case.gates.values()):
        return
    work.change(severance_payable=work.day)
    task = severance_task(work)
    if task is not None and task.finished:
        return  # paid before it had to be: nobody waits to hear that it may be paid
    if task is not None:
        task = replan_task(work, task)
        work.put_task(task)
    work.trigger("severance.payable", task)
