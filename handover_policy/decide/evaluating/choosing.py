"""choose, chosen_book: which case of each list of cases counts, so that rules have one value everywhere else."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TypeVar

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import NONE, Surroundings, fired, surroundings
from handover_policy.decide.handover.anchors import record_of
from handover_policy.decide.rulebook import Rulebook
from handover_policy.engine.memo import Memo
from handover_policy.model.case import Case, Step, Task
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.employee import Employee, Record
from handover_policy.policy.cases.listed import CaseList
from handover_policy.policy.cases.resolve import NONE_HOLDS, put, resolve_cases
from handover_policy.policy.policy_set import NoticeRule, TaskRule

Rule = TypeVar("Rule", TaskRule, NoticeRule)


def chosen_book(about: Surroundings) -> Rulebook:
    """Return a rulebook with the cases that count for an employee, and the case they leave by where there is one.

    What the event at hand tells is no fact of a case that stays: values would change with every event.
    """
    base = about.book.base
    lists = base.policy.cases
    if not lists:
        return base
    holding, trouble = fired("cases", base, about._replace(book=base, event=None))
    picks = tuple(_pick(each, NONE if trouble else holding) for each in lists)
    found = base.chosen.get(picks)
    if found is None:
        found = base.chosen[picks] = with_cases(base, picks)
    return found


def with_cases(base: Rulebook, picks: tuple[int, ...]) -> Rulebook:
    """Return a rulebook with one case of each list, by its place; it shares conditions and their answers with its base.

    Nothing else that was worked out by the base counts for it.
    """
    other = copy(base)
    for name in [name for name in other.__dict__ if isinstance(getattr(Rulebook, name, None), cached_property)]:
        del other.__dict__[name]
    other.policy = resolve_cases(base.policy, picks)
    other.picks = picks
    other.held, other.places = Memo(), Memo()
    other.release_days, other.task_plans = Memo(), Memo()
    return other


def _pick(each: CaseList, holding: frozenset[str]) -> int:
    return next((place for place in range(len(each.rows)) if each.row_id(place) in holding), NONE_HOLDS)


def book_of_case(book: Rulebook, case: Case, employee: Employee) -> Rulebook:
    """Return the rules of a case that nobody is deciding, with the cases of lists that count for it as it stands."""
    day = case.now.astimezone(book.zone).date()
    return chosen_book(Surroundings(employee=case.person or employee, book=book, day=day, case=case))


def choose(work: CaseWork) -> None:
    """Let the cases count that hold for a case now; what was worked out by others counts no more."""
    if work.book.base.policy.cases:
        book = chosen_book(surroundings(work))
        if book is not work.book:
            work.go_by(book)


def suited(work: CaseWork, rule: Rule, task: Task | None) -> Rule:
    """Return the rule of a task, or of a message about it, with the cases that hold for that very task."""
    lists = work.book.cases_of_tasks.get(rule.id, ())
    for each, pick in zip(lists, picks_of(work, rule.id, task), strict=True):
        if pick != NONE_HOLDS:
            rule = put(rule, each.path[2:], each.rows[pick].value)
    return rule


def picks_of(work: CaseWork, rule: str, task: Task | None) -> tuple[int, ...]:
    """Return which case of each list counts that a rule tells apart by what a single task is."""
    lists = work.book.cases_of_tasks.get(rule, ())
    if not lists or task is None:
        return (NONE_HOLDS,) * len(lists)
    base = work.book.base
    about = surroundings(work, task)._replace(book=base, event=None, record=record_of(work, task))
    holding, trouble = fired("cases", base, about)
    return tuple(_pick(each, NONE if trouble else holding) for each in lists)


def sketched(work: CaseWork, rule: TaskRule, name: str, record: Record | None) -> Task | None:
    """Return a task that is not planned yet, for conditions that read what a task is; None where none does."""
    if rule.id not in work.book.cases_of_tasks:
        return None
    day, party = work.case.arrival, rule.steps[0].party
    step = Step(index=0, party=party, parties=(party,), covers=(0,), person=None, do="", due=day)
    return Task(
        id=name, rule=rule.id, title="", state="pending", start=day, steps=(step,), turn_since=day, record=record
    )


def note_undecided(work: CaseWork) -> None:
    """Note the times of a case of which no case holds, so that the last day stands in."""
    picks = work.book.picks
    undecided = [each for each, pick in zip(work.book.policy.cases, picks, strict=False) if pick == NONE_HOLDS]
    rules = {task.rule for task in work.case.tasks.values()} | set(work.case.gates) if undecided else set()
    for each in work.book.policy.cases if picks else ():
        if each not in undecided:
            work.well("date-missing", each.id)
        elif isinstance(each.rows[0].value, TimeExpression) and each.rule in rules:
            work.problem("date-missing", each.id, anchor=each.field, what=each.rule)
