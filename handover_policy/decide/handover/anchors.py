"""days_of, step_anchors, day_told: the days that the time expressions of a case count from, and the days they tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from handover_policy.decide.casework import CaseWork
from handover_policy.model.case import Task
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.employee import NOTHING, Employee, Record
from handover_policy.model.words.anchors import Days, anchor_days, is_stood_in
from handover_policy.policy.policy_set import TaskRule

AnchorDays: TypeAlias = dict[str, date | None]
"""The day of every anchor by its name; None where there is no such day."""
EMPLOYEE, RECORD = "employee.", "record."


def step_anchors(work: CaseWork, start: date | None = None, record: Record | None = None) -> AnchorDays:
    """Return the days that time expressions of steps may start from."""
    return days_of(work, last_day=work.case.last_day or work.case.plan_day, start=start, record=record)


def days_of(
    work: CaseWork,
    *,
    last_day: date | None,
    event: date | None = None,
    start: date | None = None,
    due: date | None = None,
    record: Record | None = None,
) -> AnchorDays:
    """Return the day of every anchor; what belongs to no event counts from the arrival where it names the event.

    Of the dates of the employee, and of the record a task is for, only those that the policy names are there.
    """
    told = Days(
        arrival=work.case.arrival,
        last_day=last_day,
        event=event or work.case.arrival,
        notice_end=work.case.notice_end,
        start=start,
        due=due,
        severance=work.case.severance_since,
    )
    anchors = anchor_days(told)
    for anchor in work.book.date_anchors:
        anchors[anchor] = _date_of(work, anchor, record)
    return anchors


def _date_of(work: CaseWork, anchor: str, record: Record | None) -> date | None:
    if anchor.startswith(RECORD):
        told = (record or NOTHING).get(anchor.removeprefix(RECORD))
        return told if isinstance(told, date) else _iso(told)
    return date_told(work.employee, anchor)


def date_told(employee: Employee, anchor: str) -> date | None:
    """Return a date of an employee, by the anchor that names it; None where it is not told, or is none."""
    if anchor == "employee.hired_on":
        return employee.hired_on
    if anchor == "employee.known_since":
        return employee.known_since
    told = employee.attributes.get(anchor.removeprefix(EMPLOYEE))
    return told if isinstance(told, date) else _iso(told)


def _iso(told: object) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def record_of(work: CaseWork, task: Task | None) -> Record | None:
    """Return the record of a task as the profile has it now, as it was where it is there no more."""
    if task is None or task.record is None:
        return None
    found = records_of(work, work.book.task_rules[task.rule])
    return next((record for key, record in found if key == task.record_key), task.record)


def records_of(work: CaseWork, rule: TaskRule) -> Iterator[tuple[str, Record]]:
    """Yield what the profile tells of the things a task is for, each by its key; nothing where it was not asked."""
    name = (rule.for_each or "").removeprefix("profile.")
    section = work.employee.profile.get(name)
    key = next((each.key for each in work.book.policy.sections if each.id == name), "")
    for record in section.records if section is not None else ():
        yield str(record.get(key)), record


def reckoned(
    reckoner: DayReckoner, expression: TimeExpression, anchors: Mapping[str, date | None]
) -> tuple[date | None, bool]:
    """Return the day that a time expression tells, and whether the last day stands in for a date that is missing."""
    day = reckoner.resolve(expression, anchors)
    if day is not None or not is_missing(expression.anchor, anchors):
        return day, False
    return reckoner.resolve(expression, {expression.anchor: anchors.get("last_day")}), True


def is_missing(anchor: str, anchors: Mapping[str, date | None]) -> bool:
    """Return whether an anchor has no day although it should, so that the last day stands in."""
    return anchors.get(anchor) is None and is_stood_in(anchor)


def day_told(
    work: CaseWork, expression: TimeExpression, anchors: Mapping[str, date | None], *, subject: str, title: str
) -> date | None:
    """Return the day that a time expression tells, noting a date that is missing; `title` names for people what for.

    None where its anchor has no day and needs none.
    """
    day, missing = reckoned(work.reckoner, expression, anchors)
    note_missing(work, expression.anchor, subject, title, missing=missing)
    return day


def note_missing(work: CaseWork, anchor: str, subject: str, title: str, *, missing: bool) -> None:
    """Note that the last day stands in for a date, or that it is there now."""
    if missing:
        work.problem("date-missing", f"{subject}:{anchor}", anchor=anchor, what=title)
    elif is_stood_in(anchor):
        work.well("date-missing", f"{subject}:{anchor}")
