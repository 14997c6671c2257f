"""explain_case: why a case is as it is, and why rules did not act in it, from the events that led to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handover_policy.app.library import Library
from handover_policy.app.run import CaseUnknown, Run, deciding
from handover_policy.decide.evaluating.choosing import book_of_case
from handover_policy.decide.rulebook import Rulebook
from handover_policy.explain.absent import Absence
from handover_policy.explain.explained import CaseRecord, Explanation, case_ids, explain, gather
from handover_policy.explain.opening import Rehearsal
from handover_policy.policy.renamed import renamed_task
from handover_policy.sources.event_files import EventText


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExplanation:
    """A case point by point, and the answers why rules did not act.

    `sought` are the ids and kinds that were asked for, under the names of the case's policy; only their points are
    here. An answer of None says that the case is an earlier departure, of which nothing of the kind is known.
    """

    case: str
    points: tuple[Explanation, ...]
    answers: tuple[tuple[str, str | None], ...]
    sought: frozenset[str]


def read_event(told: EventText) -> tuple[dict[str, Any], datetime] | None:
    """Return an event as JSON with its moment; None where it cannot be read, which `run` refuses with its reasons."""
    try:
        event = json.loads(told.content)
        return event, datetime.fromisoformat(event["time"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def explain_case(
    run: Run,
    events: Sequence[dict[str, Any]],
    *,
    case: str | None = None,
    only: Collection[str] = (),
    why_not: Sequence[str] = (),
    language: str = "zh",
) -> CaseExplanation:
    """Return why a case is as it is after events; raises CaseUnknown.

    Args:
        run: decides the events; it knows nobody yet.
        events: CloudEvents as JSON, in order.
        case: the case; where None, the only one there is.
        only: ids and kinds of the points wanted; where empty, all.
        why_not: rules of which to say why they did not act; where nothing else is asked for, no points are told.
        language: `zh` or `en`.

    """
    decide = deciding(run)
    decisions = [decide(event) for event in events]
    cases = case_ids(decisions)
    wanted = case or (cases[0] if len(cases) == 1 else None)
    if wanted is None or wanted not in cases:
        raise CaseUnknown(cases)
    told = gather(decisions, wanted, run.books.zone_owner.manifest.timezone)
    book = _book_of(run, told, wanted)
    sought = frozenset(renamed_task(name, wanted, book.names) for name in only)
    answers = _answers(run, told, wanted, events, why_not=why_not, language=language)
    points: list[Explanation] = []
    if sought or not answers:
        world = Rehearsal(events, lambda: deciding(run.again()), book.policy, wanted)
        points = list(explain(told, book.policy, world, Library().citations, language))
    kept = [point for point in points if not sought or sought & {point.kind, point.id, point.because.rule}]
    return CaseExplanation(case=wanted, points=tuple(kept), answers=answers, sought=sought)


def _book_of(run: Run, told: CaseRecord, case: str) -> Rulebook:
    """Return the rules of a case, with the cases of lists that count for it as it stands."""
    book, held = run.books.book(told.version, told.case.arrival), run.register.case(case)
    if held is None:
        return book
    return book_of_case(book, held, run.register.people()[held.employee])


def _answers(
    run: Run, told: CaseRecord, case: str, events: Sequence[dict[str, Any]], *, why_not: Sequence[str], language: str
) -> tuple[tuple[str, str | None], ...]:
    held = run.register.case(case)
    if held is None:
        return tuple((name, None) for name in why_not)
    happened = frozenset(str(event.get("type")) for event in events)
    absence = Absence(told, held, register=run.register, books=run.books, happened=happened, language=language)
    return tuple((name, absence.why_not(name)) for name in why_not)
