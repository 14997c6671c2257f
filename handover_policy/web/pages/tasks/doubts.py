"""doubts: what whoever tells that a duty of the employer is done should know before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handover_policy.app.portal.task import TaskShown

CERTIFICATE, SEVERANCE = "obligation.certificate", "obligation.severance"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence among those of `doubts`, and the day it speaks of."""

    key: str
    day: date | None = None


def doubts(shown: TaskShown, today: date) -> list[Doubt]:
    """Return what speaks against telling now, or without a file, that a duty is done; it hinders nobody."""
    return list(_doubts(shown, today)) if shown.task.obligation and shown.mine is not None else []


def _doubts(shown: TaskShown, today: date) -> Iterator[Doubt]:
    rule, last_day = shown.task.rule, shown.case.last_day
    if last_day is not None and rule != SEVERANCE and shown.mine is not None and today < min(last_day, shown.mine.due):
        yield Doubt("early-certificate" if rule == CERTIFICATE else "early", last_day)
    if not shown.ready:
        yield Doubt("bare")
