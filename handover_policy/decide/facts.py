"""Facts: what conditions may name, reckoned only where a policy reads it (contract, "Facts")."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from handover_policy.conditions.meaning import facts_for
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.beginning import duties_begin, owes_updates
from handover_policy.decide.evaluating.standing import (
    deemed,
    last_day_reached,
    overdue,
    sheet_signed,
    tenure_days,
    tenure_months,
)
from handover_policy.decide.intake.renamed import known_here
from handover_policy.decide.intake.values import of_type
from handover_policy.decide.rulebook import Rulebook
from handover_policy.findings.finding import Location
from handover_policy.model.case import Case, Gate, Task
from handover_policy.model.claims import Claim
from handover_policy.model.condition import Condition, facts_read
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.effects import Because, DutyEffect, Subject
from handover_policy.model.employee import Employee, Record
from handover_policy.model.events import Event
from handover_policy.model.words.clauses import BREACHED
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.names import RECORD

NONE: frozenset[str] = frozenset()
Described: TypeAlias = Gate | Claim | DutyEffect
"""What a message may be about besides a task."""
Fact: TypeAlias = str | int | float | bool | date | datetime | None


class Surroundings(NamedTuple):
    """What facts are told of: an employee on a day, and the case, task and event there may be.

    `about` names the gate, claim or duty a message is about, `described` is how it stands, `clause` the one whose
    consequence is judged, `record` is what a task is for. Where known, `open_tasks` holds the ids of the unfinished
    handover tasks, `total` how many there are in all.
    """

    employee: Employee
    book: Rulebook
    day: date
    case: Case | None = None
    task: Task | None = None
    about: Subject | None = None
    described: Described | None = None
    event: Event | None = None
    reckoner: DayReckoner | None = None
    open_tasks: tuple[str, ...] | None = None
    total: int | None = None
    record: Record | None = None
    clause: str = ""


FactReader: TypeAlias = Callable[[Surroundings], Fact]
"""What reads one fact."""


def described_by(case: Case, about: Subject | None) -> Gate | Claim | None:
    """Return a gate or claim as a case has it; None for a duty, which belongs to no case."""
    if about is None:
        return None
    kind, name = about
    return case.gates.get(name) if kind == "gate" else case.claims.get(name)


def surroundings(work: CaseWork, task: Task | None = None, about: Subject | None = None) -> Surroundings:
    """Return the surroundings of a case under evaluation."""
    return Surroundings(
        employee=work.employee,
        book=work.book,
        day=work.day,
        case=work.case,
        task=task,
        about=about,
        described=described_by(work.case, about),
        event=work.event,
        reckoner=work.reckoner,
        open_tasks=work.unfinished,
        total=work.total,
    )


def gather(names: Iterable[str], about: Surroundings) -> dict[str, Fact]:
    """Return the facts of these names; a fact that does not exist is None."""
    return {name: reader_of(name)(about) for name in names}


@lru_cache(maxsize=4096)
def reader_of(name: str) -> FactReader:
    """Return what reads a fact by its name."""
    told = TOLD.get(name)
    if told is not None:
        return told
    if name.startswith("employee."):
        attribute = name[9:]
        return lambda about: scalar(of_type(about.employee.attributes, attribute, about.book.policy.manifest))
    if name.startswith("event."):
        field = name[6:]
        return lambda about: scalar(of_type(about.event.data if about.event else {}, field, about.book.policy.manifest))
    if name.startswith(RECORD):
        return lambda about: None if about.record is None else scalar(about.record.get(name[7:]))
    if name.startswith("tasks.waiting_for."):
        party = name[18:]
        return lambda about: _waiting_for(party, about)
    section = name.removeprefix("profile.").removesuffix(".count")
    return lambda about: _records_in(section, about)


def _records_in(section: str, about: Surroundings) -> Fact:
    found = about.employee.profile.get(section)
    return len(found.records) if found else 0


def fired(kind: str, book: Rulebook, about: Surroundings) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return which rules of a kind hold, and what went wrong in the engine.

    A rule without a condition always holds and never reaches the engine.
    """
    return fired_on(kind, book, gather(book.rules.reads(kind), about))


def fired_on(kind: str, book: Rulebook, facts: Mapping[str, Fact]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what `fired` does, on facts gathered already: always the same names for a kind, in the same order."""
    always = book.unconditional.get(kind, NONE)
    # True and 1 are equal keys but different facts, so the types belong to the key.
    key = (kind, *facts.values(), *map(type, facts.values()))
    known = book.answers.get(key)
    if known is None:
        firings = book.rules.evaluate(kind, facts)
        known = always.union(firings.fired)
        if firings.trouble:
            return known, firings.trouble
        book.answers.keep(key, known)
    return known, ()


def because(rule: str, location: Location, condition: Condition, about: Surroundings, law: tuple[str, ...]) -> Because:
    """Return why an effect came: rule, file and line, the facts its condition read, and the law behind it."""
    names = facts_read(condition)
    facts = facts_for(condition, gather(names, about)) if names else {}
    return Because(rule=rule, file=location.file, line=location.line, facts=facts, law=law)


def rule_holds(kind: str, rule: str, about: Surroundings) -> tuple[bool, tuple[str, ...]]:
    """Return whether one rule of a kind holds, by the engine, and what went wrong there.

    Of a rule without a condition no fact is gathered.
    """
    if rule in about.book.unconditional.get(kind, NONE):
        return True, ()
    holding, trouble = fired(kind, about.book, about)
    return rule in holding, trouble


def scalar(value: object) -> Fact:
    """Return a value as a fact: None where it is not a single one."""
    return value if isinstance(value, str | int | float | bool) else None


def _of_case(read: Callable[[Case, Surroundings], Fact]) -> Callable[[Surroundings], Fact]:
    return lambda about: None if about.case is None else read(about.case, about)


def _of_task(read: Callable[[Task, Surroundings], Fact]) -> Callable[[Surroundings], Fact]:
    return lambda about: None if about.task is None else read(about.task, about)


def _of_subject(kind: str, field_name: str) -> Callable[[Surroundings], Fact]:
    """Return how a fact of the gate, claim or duty that a message is about is read."""

    def read(about: Surroundings) -> Fact:
        if about.about is None or about.about[0] != kind:
            return None
        return about.about[1] if field_name == "id" else scalar(getattr(about.described, field_name, None))

    return read


def _days_given(case: Case, _: Surroundings) -> Fact:
    return None if case.last_day is None else max(0, (case.last_day - case.arrival).days)


def _days_to_last_day(case: Case, about: Surroundings) -> Fact:
    return None if case.last_day is None else (case.last_day - about.day).days


def _total(case: Case, about: Surroundings) -> Fact:
    return len(case.handover_tasks) if about.total is None else about.total


def unfinished(case: Case, about: Surroundings) -> Collection[str]:
    """Return the ids of the handover tasks that are neither done nor waived nor cancelled."""
    if about.open_tasks is not None:
        return about.open_tasks
    return [task.id for task in case.handover_tasks if task.state not in FINISHED]


def agreement_signed(about: Surroundings) -> bool:
    """Return whether the employee has signed every clause that he is to sign at onboarding."""
    signed = known_here(about.employee, about.book.names).signed
    applying, _ = fired("clauses", about.book, about)  # trouble is told where duties ask the same
    clauses = (clause for clause in about.book.policy.clauses if clause.sign == "onboarding" and clause.id in applying)
    return all(clause.id in signed for clause in clauses)


def _breached(about: Surroundings) -> Fact:
    """Return whether the clause at hand (judged, claimed by, or told to be breached) was breached, as was proven."""
    told = about.event.data.get("clause") if about.event and about.event.type == "breach.recorded" else None
    clause = about.clause or (about.about[1] if about.about and about.about[0] == "claim" else told)
    if about.case is None or clause is None:
        return None
    return any(breach.proven and breach.clause == clause for breach in about.case.breaches)


def stale_sections(about: Surroundings) -> int:
    """Return how many sections that apply to the employee were not updated within their period."""
    reckoner = about.reckoner or DayReckoner(about.book.calendar)
    stale = 0
    applying, _ = fired("sections", about.book, about)  # trouble is told where duties ask the same
    for section in about.book.policy.sections:
        if section.update_every is None or section.id not in applying or not owes_updates(about.employee, section):
            continue
        told = about.employee.profile.get(section.id)
        newest = told.updated_on if told else duties_begin(about.employee, about.book.policy.manifest)
        stale += reckoner.shift(newest, section.update_every) < about.day
    return stale


def _day_at_work(about: Surroundings) -> date:
    """Return the day on which facts of the employee count: the last day at most, once a case has one (contract 2.4)."""
    case = about.case
    if case is None or case.last_day is None or case.cause == "transfer":
        return about.day
    return min(about.day, case.last_day)


def _waiting_for(party: str, about: Surroundings) -> Fact:
    if about.case is None:
        return None
    tasks = about.case.tasks
    turns = (tasks[name].turns for name in unfinished(about.case, about))
    return sum(1 for steps in turns if any(party in step.parties for step in steps))


TOLD: Mapping[str, FactReader] = {
    "employee.tenure_months": lambda about: tenure_months(about.employee, _day_at_work(about)),
    "employee.tenure_days": lambda about: tenure_days(about.employee, _day_at_work(about)),
    "case.cause": _of_case(lambda case, _: case.cause),
    "case.notice_days_required": _of_case(lambda case, _: case.notice_days if case.notice_binding else 0),
    "case.notice_days_given": _of_case(_days_given),
    "case.notice_shortfall_days": _of_case(lambda case, _: case.shortfall_days),
    "case.days_to_last_day": _of_case(_days_to_last_day),
    "case.last_day_reached": _of_case(lambda case, about: last_day_reached(case, about.day)),
    "case.absent": _of_case(lambda case, _: case.absent),
    "case.successor_assigned": _of_case(lambda case, _: case.successor is not None),
    "case.handover": _of_case(lambda case, about: "open" if unfinished(case, about) else "complete"),
    "case.loss_proven": _of_case(lambda case, _: any(loss.proven for loss in case.losses)),
    "case.severance_owed": _of_case(lambda case, _: case.severance_owed),
    "tasks.total": _of_case(_total),
    "tasks.unfinished": _of_case(lambda case, about: len(unfinished(case, about))),
    "tasks.overdue": _of_case(lambda case, about: len(overdue(case, unfinished(case, about), about.day))),
    "sheet.signed": _of_case(
        lambda case, about: sheet_signed(case, about.book.policy.manifest.sheet_parties, about.day)
    ),
    "agreement.signed": agreement_signed,
    BREACHED: _breached,
    "profile.stale_sections": stale_sections,
    "task.id": _of_task(lambda task, _: task.rule),
    "task.party": _of_task(lambda task, _: (task.current or task.steps[-1]).party),
    "task.state": _of_task(lambda task, _: task.state),
    "task.overdue_days": _of_task(lambda task, about: max(0, (about.day - task.due).days)),
    "task.obligation": _of_task(lambda task, _: task.obligation),
    "task.deemed": _of_task(lambda task, _: deemed(task)),
    "gate.id": _of_subject("gate", "id"),
    "gate.controls": _of_subject("gate", "controls"),
    "duty.id": _of_subject("duty", "id"),
    "duty.kind": _of_subject("duty", "sort"),
    "claim.id": _of_subject("claim", "id"),
    "claim.kind": _of_subject("claim", "kind"),
    "event.type": lambda about: None if about.event is None else about.event.type,
}
