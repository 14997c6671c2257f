"""gaps_in: what is missing in open departures: a successor, one who stays long enough, word that a leaver has gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.overview.blocking import SUCCESSOR, lacks_successor
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.reading.board import OpenCase
from handover_policy.model.case import Case

GapKind: TypeAlias = Literal["successor", "successor-leaves", "gone"]
MOST_LOOKED_AT = 20
"""Cases that are looked at, those first whose last day comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is missing in a case; `other` is the successor, `day` a last day, `count` how many tasks."""

    kind: GapKind
    case: Case
    day: date | None
    other: str = ""
    count: int = 0


def gaps_in(view: View, visitor: Visitor, opened: Sequence[OpenCase]) -> list[Gap]:
    """Return what is missing in the open cases that somebody sees, for whoever may do something about it."""
    unfinished = (each for each in opened if each.handover and each.employee != visitor.id)
    names = [each.id for each in sorted(unfinished, key=lambda each: (each.last_day or "9999", each.id))]
    view.state.case_rows.fetch(names[:MOST_LOOKED_AT])
    cases = [case for name in names[:MOST_LOOKED_AT] if (case := view.state.case(name)) is not None]
    return [gap for case in cases for gap in _gaps(view, visitor, case)]


def left_undone(case: Case, today: date) -> int:
    """Return how many tasks wait for a leaver whose last day is over, though nobody has told that they left."""
    if case.state != "open" or case.leaver_gone or case.last_day is None or case.last_day >= today:
        return 0
    return sum(any(step.person == case.employee for step in task.turns) for task in case.handover_tasks)


def _gaps(view: View, visitor: Visitor, case: Case) -> Iterator[Gap]:
    undone = left_undone(case, view.today)
    if undone and visitor.hr:
        yield Gap(kind="gone", case=case, day=case.last_day, count=undone)
    if lacks_successor(case) and not visitor.reads_all:
        yield Gap(kind="successor", case=case, day=case.last_day)
    for person in _receivers(case):
        theirs = view.state.case_of(person)
        if theirs is None or theirs.state != "open" or theirs.last_day is None or case.last_day is None:
            continue
        if theirs.last_day <= case.last_day:
            yield Gap(kind="successor-leaves", case=case, day=theirs.last_day, other=person)


def _receivers(case: Case) -> Sequence[str]:
    """Return who is still to receive something as a successor."""
    open_steps = (step for task in case.handover_tasks if not task.finished for step in task.steps)
    told = {step.person for step in open_steps if step.done is None and SUCCESSOR in step.parties}
    return sorted(person for person in told if person is not None and case.successor is not None)
