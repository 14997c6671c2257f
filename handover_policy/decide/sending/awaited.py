"""Awaited: messages of people that belong to no case and are to come, planned for their days (contract 2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from operator import attrgetter

from handover_policy.decide.evaluating.agendas import repeated
from handover_policy.decide.facts import Surroundings
from handover_policy.decide.handover.anchors import date_told
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.sending.moments import sending_moment
from handover_policy.model.altered import altered
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.effects import DutyEffect
from handover_policy.model.employee import Awaited, Employee
from handover_policy.model.words.anchors import room_of
from handover_policy.model.words.messages import DUTY
from handover_policy.policy.policy_set import NoticeRule

in_turn = attrgetter("at", "notice", "occurrence", "repeat")
"""The order in which awaited messages go out."""


def waits_for_workday(rule: NoticeRule, trigger: str, about: Surroundings) -> bool:
    """Return whether a message on a missed duty is found to go out on a day off, and waits for the next workday."""
    waits = trigger == DUTY and rule.id in about.book.waiting_for_workdays
    return waits and not about.book.calendar.is_workday(about.day)


def planned_for(
    rule: NoticeRule, about: Surroundings, occurrence: str, case: str | None
) -> tuple[tuple[Awaited, ...], str | None]:
    """Return a message on something that happened to a person, planned for its days, and the date that is missing.

    One without a day of its own waits for the next workday.
    """
    reckoner, days = DayReckoner(about.book.calendar), [about.day]
    if rule.at is not None:
        anchors = {"event": about.day, rule.at.anchor: _day_of(rule.at.anchor, about)}
        first = reckoner.resolve(rule.at, anchors)
        if first is None:
            return (), rule.at.anchor if room_of(rule.at.anchor) is not None else None
        days = list(repeated(reckoner, rule, max(first, about.day)))
    missed = about.described if isinstance(about.described, DutyEffect) else None
    hour = rule.at.hour if rule.at is not None else None
    return tuple(
        Awaited(
            at=sending_moment(about.book, reckoner, rule.id, day, hour=hour, today=about.day),
            planned=day if rule.at is not None else None,
            notice=rule.id,
            occurrence=occurrence,
            case=case,
            duty=missed.duty if missed is not None else None,
            missed=(*missed.skipped, missed.due) if missed is not None else (),
            repeat=repeat,
        )
        for repeat, day in enumerate(dict.fromkeys(days))
    ), None


def _day_of(anchor: str, about: Surroundings) -> date | None:
    return about.day if anchor == "event" else date_told(about.employee, anchor)


def expected(employee: Employee, further: Iterable[Awaited]) -> Employee:
    """Return a person with further messages to come, in the order in which they go out."""
    agenda = tuple(sorted({*employee.awaited, *further}, key=in_turn))
    return employee if agenda == employee.awaited else altered(employee, awaited=agenda)


def reached(employee: Employee, book: Rulebook, moment: datetime, today: date) -> tuple[list[Awaited], list[Awaited]]:
    """Return the messages of a person whose moment has come, and those still to come.

    One that waits for workdays waits once more where its moment has come on a day off.
    """
    due: list[Awaited] = []
    later: list[Awaited] = []
    for item in employee.awaited:
        again = _again(item, book, today) if item.at <= moment else item
        (due if again.at <= moment else later).append(again)
    return due, later


def _again(item: Awaited, book: Rulebook, today: date) -> Awaited:
    local, here = item.at.astimezone(book.zone), book.names.get(item.notice, item.notice)
    reckoner = DayReckoner(book.calendar)
    at = sending_moment(book, reckoner, here, local.date(), hour=local.time(), today=today)
    return altered(item, at=at, notice=here, duty=book.names.get(item.duty or "", item.duty))


def newest_of(due: Iterable[Awaited]) -> Iterator[tuple[Awaited, list[date]]]:
    """Yield of several messages of one notice about one thing the newest, with the older days that it stands for."""
    groups: dict[tuple[str, str], list[Awaited]] = {}
    for item in due:
        groups.setdefault((item.notice, item.duty or ""), []).append(item)
    for items in groups.values():
        newest = items[-1]
        missed = tuple(dict.fromkeys(day for item in items for day in item.missed))
        planned = dict.fromkeys(item.planned for item in items if item.planned is not None)
        yield altered(newest, missed=tuple(sorted(missed))), [day for day in planned if day != newest.planned]
