"""obligations_owed: what the employer owes by law in a case, by its cause (contract "obligations", 2.4)."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.recurring import recurring_owed
from handover_policy.decide.handover.tasks.matching import matching_tasks
from handover_policy.decide.identifiers import task_id
from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.words.duties import SEVERANCE
from handover_policy.policy.policy_set import ObligationRule

CERTIFICATE = "obligation.certificate"


def obligations_owed(work: CaseWork) -> Mapping[str, ObligationRule]:
    """Return the obligations of a case by the id of the task each becomes.

    None while an absence has not become a departure, none for a transfer, which ends no employment, no certificate for
    somebody who has died, and severance once it is told to be owed.
    """
    case = work.case
    if case.cause == "transfer":
        return {}
    owed = {name: rule for name, rule in work.book.obligation_rules.items() if rule.recurring is None}
    found = {name: rule for name, rule in owed.items() if _is_owed(case, name, rule)}
    return {**found, **recurring_owed(work)}


def _is_owed(case: Case, name: str, rule: ObligationRule) -> bool:
    if rule.name == SEVERANCE:
        return case.severance_since is not None
    return case.last_day is not None and (case.cause != "death" or name != CERTIFICATE)


def drop_obligations(work: CaseWork) -> None:
    """Cancel the unfinished obligations that a case no longer has since its cause has changed."""
    owed = {task_id(work.case.id, name) for name in obligations_owed(work)}
    for name, task in tuple(work.case.tasks.items()):
        if task.obligation and not task.finished and name not in owed and task.rule not in work.book.task_rules:
            work.put_task(altered(task, state="cancelled", returned=False))


def drop_own_tasks(work: CaseWork) -> None:
    """Cancel the employer's own unfinished tasks, no part of the handover, that are asked for no longer.

    What is done while somebody stays away ends with the decision, or with their notice.
    """
    own = [task for task in work.case.tasks.values() if task.obligation and task.rule in work.book.task_rules]
    if not any(not task.finished for task in own):
        return
    asked = {match.name for match in matching_tasks(work)}
    for task in own:
        if not task.finished and task.id not in asked:
            work.put_task(altered(task, state="cancelled", returned=False))
