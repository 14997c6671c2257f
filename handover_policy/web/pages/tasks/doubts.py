"""doubts: why somebody is asked once more before a duty of the employer is told to be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handover_policy.app.portal.task import TaskShown
from handover_policy.web.pages.tasks.filled import FilledForm

CERTIFICATE, SEVERANCE = "obligation.certificate", "obligation.severance"
SURE = "sure"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence among those of `doubts`, and the day it speaks of."""

    key: str
    day: date | None = None


def doubts(shown: TaskShown, form: FilledForm, today: date) -> list[Doubt]:
    """Return what speaks against telling now that a duty is done; nothing where that was asked before."""
    if not shown.task.obligation or shown.mine is None or form.text(SURE):
        return []
    return list(_doubts(shown, form, today))


def _doubts(shown: TaskShown, form: FilledForm, today: date) -> Iterator[Doubt]:
    rule, last_day = shown.task.rule, shown.case.last_day
    if last_day is not None and rule != SEVERANCE and shown.mine is not None and today < min(last_day, shown.mine.due):
        yield Doubt("early-certificate" if rule == CERTIFICATE else "early", last_day)
    if not shown.ready and not form.text("remark"):
        yield Doubt("bare")
