"""Recurring obligations: what is owed again and again after the end, one after the other (contract "obligations")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.obligations import obligation_day
from handover_policy.decide.facts import NONE, fired, surroundings
from handover_policy.decide.identifiers import task_id
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Task
from handover_policy.model.events_of_cases import BreachRecorded
from handover_policy.policy.policy_set import ObligationRule


def recurring_owed(work: CaseWork) -> Mapping[str, ObligationRule]:
    """Return the recurring obligations of a case that are planned by now, by the id of the task each becomes.

    The first is there from the arrival, for whom its condition holds; each further one once that before it is done, or
    its own day has come: what is owed next waits for nobody's silence. A transfer ends no employment.
    """
    policy = work.book.policy
    if not policy.recurring or work.case.last_day is None or work.case.cause == "transfer":
        return {}
    holding, trouble = fired("recurring", work.book, surroundings(work))
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    return dict(_planned(work, NONE if trouble else holding))


def _planned(work: CaseWork, holding: frozenset[str]) -> Iterator[tuple[str, ObligationRule]]:
    before, done = "", False
    for name, rule in work.book.obligation_rules.items():
        if rule.recurring is None or is_ended(work, rule):
            continue
        known = work.case.tasks.get(task_id(work.case.id, name))
        first = rule.place == 1 and rule.recurring in holding
        stays = known is not None and (rule.recurring in holding or _has_ended(work.case, work.day))
        planned = first or stays or (known is None and _is_next(work, rule, before, done=done))
        if planned:
            yield name, rule
        before = name if planned or known is not None else ""
        done = known is not None and known.state == "done"


def _has_ended(case: Case, day: date) -> bool:
    """Return whether the employment has ended: from then on what is owed again and again stays owed."""
    return case.state == "closed" or (case.last_day is not None and day > case.last_day)


def _is_next(work: CaseWork, rule: ObligationRule, before: str, *, done: bool) -> bool:
    """Return whether an obligation follows the one `before` it by now; of days long past several come at once."""
    if rule.place == 1 or before != f"obligation.{rule.recurring}.{rule.place - 1}":
        return False
    return done or work.day >= obligation_day(work, rule)


def is_ended(work: CaseWork, rule: ObligationRule) -> bool:
    """Return whether a proven breach of its clause has ended what is owed again and again."""
    rules = {each.id: each for each in work.book.policy.recurring}
    told = rules[rule.recurring or ""]
    if told.until is None:
        return False
    return any(breach.proven and breach.clause == told.clause for breach in work.case.breaches)


def end_recurring(work: CaseWork, told: BreachRecorded) -> None:
    """Cancel what a proven breach ends and is not due yet; what was due before the breach stays owed."""
    for task in tuple(work.case.tasks.values()):
        rule = work.book.obligation_rules.get(task.rule)
        if rule is None or rule.recurring is None or task.finished or not told.proven or not is_ended(work, rule):
            continue
        if task.due >= work.day:
            work.put_task(altered(task, state="cancelled", returned=False))


def is_recurring(work: CaseWork, task: Task) -> bool:
    """Return whether a task is one of a recurring obligation: it neither holds its case open nor ends with it."""
    rule = work.book.obligation_rules.get(task.rule)
    return rule is not None and rule.recurring is not None


def goes_on(case: Case) -> bool:
    """Return whether something of a closed case is still to be done."""
    return case.state == "closed" and not all(task.finished for task in case.tasks.values())


def next_day(work: CaseWork) -> date | None:
    """Return the day on which the next of what recurs comes by itself; None where nothing is to come."""
    known = work.case.tasks
    days = [
        obligation_day(work, rule)
        for name, rule in work.book.obligation_rules.items()
        if rule.recurring is not None
        and task_id(work.case.id, name) not in known
        and task_id(work.case.id, f"obligation.{rule.recurring}.{rule.place - 1}") in known
        and not is_ended(work, rule)
    ]
    return min(days, default=None)
