"""withheld: why a message goes out to somebody no more: they have left, or what it asks for is theirs no longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.taken_up import taken_up
from handover_policy.app.portal.settled import asks_to_sign, takes_a_step, tasks_of
from handover_policy.app.sending.reached import ReadAhead
from handover_policy.decide.handover.authority import entitled
from handover_policy.decide.people import resolve
from handover_policy.ledger.outbox.rows import NOT_THEIRS

LEFT, ERASED = "left", "erased"
KEPT_BACK = frozenset({LEFT, ERASED, NOT_THEIRS})
"""Why a message goes out on no other channel either."""
LEAVER = "leaver"


def is_own(notice: Mapping[str, Any], person: str) -> bool:
    """Return whether a message is about whom it is for: their own departure, or a duty of theirs."""
    case = notice.get("case")
    return unquote(str(case).rpartition("/")[0]) == person if case else notice.get("party") == LEAVER


def withheld(view: View, person: str, notice: Mapping[str, Any], known: ReadAhead | None = None) -> str | None:
    """Return why a message that was written for somebody may not go out to them any more; None where it may.

    Whoever has left still gets what is about themselves, and of others nothing, at no address. Whoever was asked for a
    step or a signature that has gone on to somebody else is not asked any more: that one is, in a message of their own.
    `known` is what was read ahead: whose last day has not come has not left.
    """
    if is_own(notice, person):
        return None
    if (known is None or person in known.left) and view.state.has_left(person, view.today):
        return LEFT
    tasks = tasks_of(notice)
    if not (tasks or asks_to_sign(view, notice)) or any(takes_a_step(view, notice, each, person) for each in tasks):
        return None
    case, party = view.state.case(str(notice.get("case"))), str(notice.get("party"))
    if case is None:
        return None
    work = taken_up(view, case)
    return None if person in entitled(work, (party,), resolve(work, party)) else NOT_THEIRS
