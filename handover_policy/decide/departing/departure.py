"""Departures: how a case opens, moves its last day, loses its leaver, is withdrawn (contract "notice_days", 2.4)."""

from __future__ import annotations

from datetime import date

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.departing.away import is_here_again, wait_for_absence
from handover_policy.decide.departing.obliged import drop_obligations, drop_own_tasks
from handover_policy.decide.departing.unfitting import note_early_leaving
from handover_policy.decide.evaluating.choosing import choose
from handover_policy.decide.facts import fired, surroundings
from handover_policy.decide.handover.authority import must_speak_for_employer
from handover_policy.decide.handover.planning import plan_tasks, replan
from handover_policy.decide.identifiers import case_id
from handover_policy.decide.intake.values import unknown_values
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.directory import Directory
from handover_policy.model.case import Case
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.notice_period import NoticePeriod, notice_period, shortfall_days
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.model.events_of_cases import (
    DepartureDeclared,
    EmployeeAbsent,
    EmployeeLeft,
    LastDayChanged,
    ResignationSubmitted,
)
from handover_policy.model.words.causes import WITHOUT_LEAVER, WITHOUT_NOTICE
from handover_policy.policy.policy_set import NoticeDays


def open_case(
    books: Rulebooks,
    directory: Directory,
    event: Event,
    employee: Employee,
    day: date,
    *,
    opened_by: str | None = None,
) -> CaseWork:
    """Return the work on a new case of an employee whose notice arrived on `day`; the version is pinned here.

    `opened_by` names the event that the case is due to where that is not the one at hand.
    """
    version, exact = books.in_force(day)
    book = books.book(version, day)
    case = Case(
        id=case_id(employee.id, employee.departures),
        employee=employee.id,
        policy=version,
        opened_by=opened_by or event.type,
        cause="resignation",
        arrival=day,
        now=event.time,
        plan_day=day,
        employment=employee.employment,
    )
    here = books.on(max(day, event.time.astimezone(book.zone).date()))
    work = CaseWork(case=case, before=None, employee=employee, book=book, here=here, directory=directory, event=event)
    if not exact:
        work.problem("version-not-in-force", version, day=day.isoformat(), version=version)
    note_unknown_values(work)
    _profile_problems(work)
    return work


def note_unknown_values(work: CaseWork) -> None:
    """Note what of the employee no rule can know: rules for it would be missed in silence."""
    for unknown in unknown_values(work.employee.attributes, work.book.policy.manifest):
        work.problem("unknown-value", unknown.attribute, **unknown.params)


def resign(work: CaseWork, told: ResignationSubmitted) -> None:
    """Set cause, arrival, notice and last day by a resignation; also where a declared case or an absence is open."""
    arrival = work.event.time.astimezone(work.book.zone).date()
    work.change(cause=told.cause, arrival=arrival)
    is_here_again(work)
    if told.unsettled_wages is not None:
        work.change(unsettled_wages=told.unsettled_wages)
    choose(work)
    length, row = _notice(work, told.cause)
    counting = work.book.policy.notice_table.counting
    ends_on, binding = (row.ends_on, row.binding) if row is not None else ((), True)
    period = notice_period(work.reckoner, counting, arrival, length, ends_on)
    if counting.start == "day_after_approval" and length.count:
        work.problem("approval-not-carried")
    _check_form(work, told.form)
    last_day, owed_until = _end_of_notice(work, told, period)
    work.change(
        opened_by=work.event.type,
        notice_days=period.days,
        notice_row=row.id if row is not None else None,
        notice_end=period.end,
        notice_binding=binding,
        last_day=last_day,
        plan_day=last_day,
        agreed=False,
        shortfall_days=min(shortfall_days(owed_until, last_day, agreed=not binding), period.days),
    )
    _plan(work)
    drop_own_tasks(work)


def _end_of_notice(work: CaseWork, told: ResignationSubmitted, period: NoticePeriod) -> tuple[date, date]:
    """Return the last day that a resignation brings, and the day until which notice is owed.

    Where the employer has declared an end already, notice is owed no longer than that, and neither side prolongs it
    alone: it stays, but for an earlier day that is asked for, or an end without notice for the employer's fault.
    Whoever has gone prolongs nothing by giving notice afterwards.
    """
    wanted, known = told.requested_last_day or period.planned_last_day, work.case.last_day
    if known is None:
        return wanted, period.end
    if work.case.opened_by != "departure.declared":
        return min(wanted, known), period.end
    asks = told.requested_last_day is not None or told.cause in WITHOUT_NOTICE
    return min(wanted, known) if asks else known, min(period.end, known)


def declare(work: CaseWork, told: DepartureDeclared) -> None:
    """Set cause and last day as the employer, or both sides, declared them: no notice arithmetic, no shortfall."""
    must_speak_for_employer(work, told)
    is_here_again(work)
    arrival = work.event.time.astimezone(work.book.zone).date()
    gone = work.case.leaver_gone or told.cause in WITHOUT_LEAVER
    ended = told.cause == "death" and work.case.last_day is not None and work.day > work.case.last_day
    # A death told of when the employment has ended moves nothing that is owed to a later day.
    last_day = min(told.last_day, work.case.last_day or told.last_day) if ended else told.last_day
    work.change(
        cause=told.cause,
        arrival=arrival,
        opened_by=work.event.type,
        last_day=last_day,
        plan_day=last_day,
        leaver_gone=gone,
        agreed=True,
        notice_days=0,
        notice_row=None,
        notice_end=None,
        notice_binding=True,
        shortfall_days=0,
    )
    _plan(work)
    drop_obligations(work)
    drop_own_tasks(work)


def leave(work: CaseWork, told: EmployeeLeft) -> None:
    """Go on without the leaver; a case opened by this event is one of abandonment, its last day the day of leaving."""
    case = work.case
    if case.state == "closed" and case.last_day is not None and told.on < case.last_day:
        note_early_leaving(work, told.on, case.last_day)
    work.change(left_on=told.on, leaver_gone=case.leaver_gone or work.day >= told.on)
    if work.before is None and work.case.opened_by == "employee.left":
        work.problem("left-without-case")
        work.change(cause="abandonment", last_day=told.on, plan_day=told.on)
        _plan(work)
    elif work.case.state == "open":
        replan(work, always=True)


def be_absent(work: CaseWork, told: EmployeeAbsent) -> None:
    """Go on without the leaver once the days of the absence are over.

    A case that this event opened has no last day until the departure is declared.
    """
    if told.since > work.event.time.astimezone(work.book.zone).date():
        raise Refused("out-of-order", reason="ahead", day=told.since.isoformat())
    end = work.case.last_day
    if end is not None and told.since > end:
        raise Refused("wrong-state", reason="ended", last_day=end.isoformat())
    if work.before is None:
        begin_absence(work, told.since)
    elif not wait_for_absence(work, told.since):
        is_here_again(work)
        work.change(absent=True, absent_since=told.since, leaver_gone=True)
        replan(work, always=True)


def begin_absence(work: CaseWork, since: date) -> None:
    """Set what a case is that an absence opened: without a last day, tasks planned for the day it began."""
    work.change(absent=True, absent_since=since, leaver_gone=True, cause="abandonment", last_day=None, plan_day=since)
    _plan(work)


def move_last_day(work: CaseWork, told: LastDayChanged) -> None:
    """Replace the last day by one both sides agreed on: no shortfall, and every open task is planned anew."""
    if work.case.last_day is None:
        raise Refused("wrong-state", reason="no-last-day")
    must_speak_for_employer(work, told)
    day = told.last_day
    end, set_on = work.case.last_day, work.case.moved_on or work.case.arrival
    # The employment has ended: what was may be corrected. A last day set in the past is a slip, not an end.
    if set_on <= end < work.day < day:
        raise Refused("out-of-order", reason="after-the-end", day=day.isoformat(), last_day=end.isoformat())
    decided = work.case.last_day_decided and work.day >= day
    work.change(last_day=day, plan_day=day, agreed=True, shortfall_days=0, last_day_decided=decided, moved_on=work.day)
    replan(work, always=True)


def _plan(work: CaseWork) -> None:
    choose(work)
    replan(work, always=True, planned=plan_tasks(work))


def _notice(work: CaseWork, cause: str) -> tuple[Period, NoticeDays | None]:
    """Return the length of a notice, and the row that gives it; None where no row does."""
    if cause in WITHOUT_NOTICE:
        return Period(count=0, unit="day"), None  # Labour Contract Law, art 38: no notice is owed
    table = work.book.policy.notice_table
    holding, trouble = fired("notice_days", work.book, surroundings(work))
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    applying = [row for row in table.rows if row.id in holding]
    if len(applying) == 1 or (applying and table.hit == "first"):
        length = applying[0].days
        if isinstance(length, int | float):  # none where no case of a list of cases holds
            return Period(count=int(length), unit=applying[0].unit), applying[0]
    fallback = int(_plain(table.fallback_days))
    work.problem("notice-days-fallback", count=len(applying), days=fallback)
    return Period(count=fallback, unit="day"), None


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

    Those there are stand as they would be planned again, unless time or news of people have passed since they were,
    or their days or people are told by the news itself.
    """
    note_unknown_values(work)
    added = plan_tasks(work)
    if not work.planned or work.book.date_anchors or work.book.record_parties:
        replan(work, always=True, planned=added)
