"""Duties: uploads, profile updates and signatures that an employee owes, and has missed (contract 2.10, "archive")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from handover_policy.decide.evaluating.beginning import duties_begin, owes_updates
from handover_policy.decide.evaluating.choosing import chosen_book
from handover_policy.decide.facts import Surroundings, because, fired
from handover_policy.decide.intake.renamed import known_here
from handover_policy.decide.rulebook import Rulebook
from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.effects import DutyEffect
from handover_policy.model.employee import Employee
from handover_policy.policy.clauses import Clause

ONE_DAY = Period(count=1, unit="day")
SIGNING_DAYS = Period(count=7, unit="day")
MOST_DAYS = 400
"""How many missed days of one duty are looked at in one go; older ones are passed over."""


class Duty(NamedTuple):
    """Something an employee owes by the end of a day; `every` is None where it is owed once.

    A tuple, for every upload makes the duties of its employee anew.
    """

    id: str
    kind: str
    title: str
    due: date
    every: Period | None
    location: Location
    law: tuple[str, ...] = ()
    condition: Condition = ALWAYS
    where: str | None = None


def miss_duties(
    employee: Employee, book: Rulebook, day: date, case: str | None
) -> tuple[Employee, tuple[DutyEffect, ...]]:
    """Return an employee who works here with the duties missed before `day` noted, and an effect for each.

    A duty that came round several times is told once, for its newest day; the older ones stand under `skipped`.
    """
    reckoner = DayReckoner(book.calendar)
    about = Surroundings(employee=employee, book=book, day=day, reckoner=reckoner)
    book = chosen_book(about)
    missed = dict(employee.missed)
    effects: list[DutyEffect] = []
    for duty in duties(employee, book, day, reckoner):
        days = list(_missed_days(duty, day, reckoner))
        if days:
            missed[duty.id] = days[-1]
            effects.append(_effect(about, case, duty, days))
    if not effects:
        return employee, ()
    return altered(employee, missed=MappingProxyType(missed)), tuple(effects)


def duties(employee: Employee, book: Rulebook, day: date, reckoner: DayReckoner) -> Iterator[Duty]:
    """Yield what the employee owes next of each duty, with the day by whose end it is due."""
    employee = known_here(employee, book.names)
    about = Surroundings(employee=employee, book=book, day=day, reckoner=reckoner)
    start = duties_begin(employee, book.policy.manifest)
    yield from _signatures(about, start, reckoner)
    applying, _ = fired("uploads", book, about)
    for upload in book.policy.uploads:
        if upload.id in applying:
            done = max(start, employee.uploads.get(upload.id, start), employee.missed.get(upload.id, start))
            due, place = reckoner.shift(done, upload.every), upload.location
            yield Duty(
                id=upload.id,
                kind="upload",
                title=upload.title,
                due=due,
                every=upload.every,
                location=place,
                condition=upload.when,
                where=upload.where,
            )
    applying, _ = fired("sections", book, about)
    for section in book.policy.sections:
        if section.id in applying and section.update_every is not None and owes_updates(employee, section):
            name = f"archive.{section.id}"
            told = employee.profile.get(section.id)
            done = max(start, told.updated_on if told else start, employee.missed.get(name, start))
            due, place = reckoner.shift(done, section.update_every), section.location
            yield Duty(
                id=name,
                kind="archive",
                title=section.title,
                due=due,
                every=section.update_every,
                location=place,
                condition=section.when,
            )


def _signatures(about: Surroundings, start: date, reckoner: DayReckoner) -> Iterator[Duty]:
    for clause in _to_sign(about):
        yield Duty(
            id=clause.id,
            kind="signature",
            title=clause.title,
            due=reckoner.shift(start, SIGNING_DAYS),
            every=None,
            location=clause.location,
            condition=clause.when,
            law=clause.law,
        )


def _due_days(employee: Employee, book: Rulebook, day: date, reckoner: DayReckoner) -> list[date]:
    """Return the days of `duties`, without the duties: every upload and profile update asks for the first of them."""
    employee, policy = known_here(employee, book.names), book.policy
    start = duties_begin(employee, policy.manifest)
    about = Surroundings(employee=employee, book=book, day=day, reckoner=reckoner)
    due = [reckoner.shift(start, SIGNING_DAYS)] if _to_sign(about) else []
    missed = employee.missed
    if policy.uploads:
        applying, _ = fired("uploads", book, about)
        for upload in policy.uploads:
            if upload.id in applying:
                done = max(start, employee.uploads.get(upload.id, start), missed.get(upload.id, start))
                due.append(reckoner.shift(done, upload.every))
    if policy.sections:
        applying, _ = fired("sections", book, about)
        for section in policy.sections:
            if section.update_every is not None and section.id in applying and owes_updates(employee, section):
                told = employee.profile.get(section.id)
                done = max(start, told.updated_on if told else start, missed.get(f"archive.{section.id}", start))
                due.append(reckoner.shift(done, section.update_every))
    return due


def _to_sign(about: Surroundings) -> list[Clause]:
    """Return the clauses that an employee is to sign at onboarding, neither signed nor told to be missed."""
    done = {*about.employee.signed, *about.employee.missed}
    open_ones = [each for each in about.book.policy.clauses if each.sign == "onboarding" and each.id not in done]
    if not open_ones:
        return []
    applying, _ = fired("clauses", about.book, about)
    return [clause for clause in open_ones if clause.id in applying]


def next_duty_day(employee: Employee, book: Rulebook, day: date) -> date | None:
    """Return the first day on which a duty of the employee may be found missed; None where there is none."""
    if employee.left:
        return None
    reckoner = DayReckoner(book.calendar)
    due = _due_days(employee, book, day, reckoner)
    days = [reckoner.shift(min(due), ONE_DAY)] if due else []
    days += [start for start in book.version_days if start > day]
    if book.named.duties_days:
        days.append(reckoner.shift(day, ONE_DAY))
    return min(days, default=None)


def _missed_days(duty: Duty, day: date, reckoner: DayReckoner) -> Iterator[date]:
    due = duty.due
    for _ in range(MOST_DAYS):
        if due >= day:
            return
        yield due
        if duty.every is None or duty.every.count < 1:
            return
        due = reckoner.shift(due, duty.every)


def _effect(about: Surroundings, case: str | None, duty: Duty, days: list[date]) -> DutyEffect:
    return DutyEffect(
        case=case,
        person=about.employee.id,
        duty=duty.id,
        sort=duty.kind,
        title=duty.title,
        where=duty.where,
        state="missed",
        due=days[-1],
        skipped=tuple(days[:-1]),
        because=because(duty.id, duty.location, duty.condition, about, duty.law),
    )
