"""choose, chosen_book: which case of each list of cases counts, so that rules have one value everywhere else."""

from __future__ import annotations

from copy import copy
from functools import cached_property

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import NONE, Surroundings, fired, surroundings
from handover_policy.decide.rulebook import Rulebook
from handover_policy.engine.memo import Memo
from handover_policy.model.case import Case
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.employee import Employee
from handover_policy.policy.cases.listed import CaseList
from handover_policy.policy.cases.resolve import NONE_HOLDS, resolve_cases


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
