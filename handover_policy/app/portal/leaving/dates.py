"""LeavingDate: the days of a departure in their order, each with the reason that a decision states for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.reasons import Reasons, StatedReason
from handover_policy.app.portal.case.sayings import saying
from handover_policy.app.portal.case.told import CaseTold, ToldEvent
from handover_policy.decide.decided import Decided
from handover_policy.model.case import NOT_YET, Case
from handover_policy.model.written.effect_json import effect_json
from handover_policy.texts.texts import Texts

DateKind: TypeAlias = Literal["arrival", "notice-end", "last-day", "duty"]
ORDER: tuple[DateKind, ...] = ("arrival", "notice-end", "last-day", "duty")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingDate:
    """A day that counts; `title` names the employer's duty that is due on it, `done` says that it was met."""

    kind: DateKind
    day: date
    title: str = ""
    done: bool = False
    reason: StatedReason | None = None


def foreseen_reasons(view: View, decided: Decided, case: Case, words: Texts) -> Reasons:
    """Return the reasons of a departure that nobody was told of yet, as its decision would state them."""
    row = ToldEvent(
        position=0,
        at=view.now,
        type=str(decided.decision.event["type"]),
        own=True,
        event={},
        effects=[effect_json(each) for each in decided.decision.effects if each.case == case.id],
        policy=decided.decision.policy or {},
    )
    return Reasons(view, case, CaseTold(case.id, [row]), words)


def leaving_dates(case: Case, reasons: Reasons) -> Sequence[LeavingDate]:
    """Return the days of a departure, the first before all others."""
    return sorted(_dates(case, reasons), key=lambda each: (each.day, ORDER.index(each.kind), each.title))


def _dates(case: Case, reasons: Reasons) -> Iterator[LeavingDate]:
    counted = reasons.of("case")
    begins = case.arrival + timedelta(days=1)
    arrived = None if counted is None else replace(counted, plain=saying("why.arrival", arrival=case.arrival))
    yield LeavingDate(kind="arrival", day=case.arrival, reason=arrived)
    if case.notice_end is not None and case.notice_days:
        told = saying("why.notice-end", begin=begins, days=case.notice_days, end=case.notice_end)
        ended = None if counted is None else replace(counted, plain=told)
        yield LeavingDate(kind="notice-end", day=case.notice_end, reason=ended)
    if case.last_day is not None:
        yield LeavingDate(kind="last-day", day=case.last_day, reason=counted)
    for task in case.tasks.values():
        if task.obligation and task.due != NOT_YET and task.state not in {"cancelled", "waived"}:
            reason = reasons.of("task", task.id)
            why = None if reason is None else replace(reason, plain=saying("why.duty", task=task.title, day=task.due))
            yield LeavingDate(kind="duty", day=task.due, title=task.title, done=task.finished, reason=why)
