"""Departures: how a case opens, moves its last day, loses its leaver, is withdrawn (contract "notice_days", 2.4)."""

from __future__ import annotations

from datetime import date

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.facts import fired, surroundings
from handover_policy.decide.handover.acts import cancel_all
from handover_policy.decide.handover.planning import plan_tasks, replan
from handover_policy.decide.identifiers import case_id
from handover_policy.decide.people import acts_for, resolve
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.directory import Directory
from handover_policy.model.case import Case
from handover_policy.model.dates.notice_period import notice_period, shortfall_days
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.model.events_of_cases import (
    DepartureDeclared,
    EmployeeAbsent,
    EmployeeLeft,
    LastDayChanged,
    ResignationSubmitted,
    ResignationWithdrawn,
    SheetSigned,
    SuccessorAssigned,
)
from handover_policy.model.words.causes import WITHOUT_LEAVER, WITHOUT_NOTICE


def open_case(books: Rulebooks, directory: Directory, event: Event, employee: Employee, day: date) -> CaseWork:
    """Return the work on a new case of an employee whose notice arrived on `day`; the version is pinned here."""
    version, exact = books.in_force(day)
    book = books.book(version, day)
    case = Case(
        id=case_id(employee.id, employee.departures),
        employee=employee.id,
        policy=version,
        opened_by=event.type,
        cause="resignation",
        arrival=day,
        now=event.time,
        plan_day=day,
    )
    work = CaseWork(case=case, before=None, employee=employee, book=book, directory=directory, event=event)
    if not exact:
        work.problem("version-not-in-force", version, day=day.isoformat(), version=version)
    _profile_problems(work)
    return work


def resign(work: CaseWork, told: ResignationSubmitted) -> None:
    """Set cause, arrival, notice and last day by a resignation; also where a declared case or an absence is open."""
    arrival = work.event.time.astimezone(work.book.zone).date()
    work.change(cause=told.cause, arrival=arrival, opened_by=work.event.type)
    if told.unsettled_wages is not None:
        work.change(unsettled_wages=told.unsettled_wages)
    days, row = _notice_days(work, told.cause)
    counting = work.book.policy.notice_table.counting
    period = notice_period(work.reckoner, counting, arrival, days)
    if counting.start == "day_after_approval" and days:
        work.problem("approval-not-carried")
    _check_form(work, told.form)
    last_day = told.requested_last_day or period.planned_last_day
    work.change(
        notice_days=days,
        notice_row=row,
        notice_end=period.end,
        last_day=last_day,
        plan_day=last_day,
        agreed=False,
        shortfall_days=shortfall_days(period.end, last_day, agreed=False),
    )
    _plan(work)


def declare(work: CaseWork, told: DepartureDeclared) -> None:
    """Set cause and last day as the employer, or both sides, declared them: no notice arithmetic, no shortfall."""
    arrival = work.event.time.astimezone(work.book.zone).date()
    gone = work.case.leaver_gone or told.cause in WITHOUT_LEAVER
    work.change(
        cause=told.cause,
        arrival=arrival,
        opened_by=work.event.type,
        last_day=told.last_day,
        plan_day=told.last_day,
        leaver_gone=gone,
        agreed=True,
        notice_days=0,
        notice_row=None,
        notice_end=None,
        shortfall_days=0,
    )
    _plan(work)


def leave(work: CaseWork, told: EmployeeLeft) -> None:
    """Go on without the leaver; a case opened by this event is one of abandonment, its last day the day of leaving."""
    work.change(leaver_gone=True)
    if work.before is None:
        work.problem("left-without-case")
        work.change(cause="abandonment", last_day=told.on, plan_day=told.on)
        _plan(work)
    else:
        replan(work, always=True)


def be_absent(work: CaseWork, told: EmployeeAbsent) -> None:
    """Go on without the leaver; a case that this event opened has no last day until the departure is declared."""
    work.change(absent=True, absent_since=told.since, leaver_gone=True)
    if work.before is None:
        work.change(cause="abandonment", last_day=None, plan_day=told.since)
        _plan(work)
    else:
        replan(work, always=True)


def move_last_day(work: CaseWork, told: LastDayChanged) -> None:
    """Replace the last day by one both sides agreed on: no shortfall, and every open task is planned anew."""
    if work.case.last_day is None:
        raise Refused("wrong-state", reason="no-last-day")
    day = told.last_day
    decided = work.case.last_day_decided and work.day >= day
    work.change(last_day=day, plan_day=day, agreed=True, shortfall_days=0, last_day_decided=decided)
    replan(work, always=True)


def withdraw(work: CaseWork, told: ResignationWithdrawn) -> None:  # noqa: ARG001 - one shape for all
    """Take the resignation back: open tasks and obligations are cancelled, claims with them."""
    if work.case.opened_by != "resignation.submitted":
        raise Refused("wrong-state", reason="other-cause", cause=work.case.cause)
    cancel_all(work)
    work.change(state="withdrawn", leaver_gone=False, absent=False, absent_since=None)


def assign_successor(work: CaseWork, told: SuccessorAssigned) -> None:
    """Name who takes over; undone steps are resolved anew."""
    work.change(successor=told.successor)
    if told.successor == work.case.employee:
        work.problem("successor-is-leaver")
    replan(work)


def sign_for(work: CaseWork, told: SheetSigned) -> tuple[str, str | None]:
    """Return who signs for a party and in whose place; refuses `wrong-party`. A leaver who is gone may still sign."""
    by, principal, party = told.by, told.on_behalf_of, told.party
    person = work.case.employee if party == "leaver" else resolve(work, party)
    known = party in work.book.policy.manifest.sheet_parties
    if known and principal is None and by == person:
        return by, None
    if known and person is not None and principal == person and acts_for(work, by, person):
        return by, person
    raise Refused("wrong-party", people=(person,) if person else (), by=by[:200])


def _plan(work: CaseWork) -> None:
    replan(work, always=True, planned=plan_tasks(work))


def _notice_days(work: CaseWork, cause: str) -> tuple[int, str | None]:
    if cause in WITHOUT_NOTICE:
        return 0, None  # Labour Contract Law, art 38: no notice is owed
    table = work.book.policy.notice_table
    holding, trouble = fired("notice_days", work.book, surroundings(work))
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    applying = [row for row in table.rows if row.id in holding]
    if len(applying) == 1 or (applying and table.hit == "first"):
        return int(_plain(applying[0].days)), applying[0].id
    fallback = int(_plain(table.fallback_days))
    work.problem("notice-days-fallback", count=len(applying), days=fallback)
    return fallback, None


def _plain(number: object) -> int | float:
    return number if isinstance(number, int | float) else 0


def _check_form(work: CaseWork, form: str) -> None:
    accepts = work.book.policy.notice_table.accepts
    stage = str(work.employee.attributes.get("stage", ""))
    if stage in accepts and form not in accepts[stage]:
        work.problem("form-not-accepted", form, form=form)


def _profile_problems(work: CaseWork) -> None:
    sections = work.book.policy.sections
    applying, _ = fired("sections", work.book, surroundings(work))
    for section in sections:
        told = work.employee.profile.get(section.id)
        if section.required and section.id in applying and not (told and told.records):
            work.problem("profile-empty", section.id, section=section.title)


def plan_again(work: CaseWork) -> None:
    """Match the task files again after news of the person: new tasks are added, none is taken away.

    Those there are stand as they would be planned again, unless time or news of people have passed since they were.
    """
    added = plan_tasks(work)
    if not work.planned:
        replan(work, always=True, planned=added)
