"""signatures_of: for which parties of a sheet somebody may sign or object now, in whose place, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handover_policy.app.portal.case.waiting import LEAVER
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.authority import acts_for, entitled
from handover_policy.decide.handover.turns import is_excused, turn
from handover_policy.decide.people import resolve
from handover_policy.model.case import Case
from handover_policy.policy.called import party_title


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """A party for which somebody may sign; `principal` is in whose place, None for themselves.

    `turn` says that it is their turn, `signed` that the party has signed, `covers` which others sign along with it.
    """

    party: str
    title: str
    principal: str | None
    turn: bool
    signed: bool
    covers: tuple[str, ...] = ()


def own_parts(case: Case, work: CaseWork, visitor: str) -> Sequence[OwnPart]:
    """Return the parties of a sheet for which a visitor may act, themselves before others."""
    policy, sheet = work.book.policy, case.sheet
    now = None if sheet is None else turn(work, sheet)
    found: list[OwnPart] = []
    for party in policy.manifest.sheet_parties:
        allowed = (case.employee,) if party == LEAVER else entitled(work, (party,), resolve(work, party))
        principal = None
        if visitor not in allowed:
            principal = next(
                (each for each in allowed if acts_for(work, visitor, each, own_word=party == LEAVER)), None
            )
            if principal is None:
                continue
        signed = sheet is not None and party in sheet.signatures
        free = now in {None, party} or is_excused(work, party) or (sheet is not None and sheet.stands_for(party))
        part = OwnPart(
            party=party,
            title=party_title(policy, party),
            principal=principal,
            turn=free,
            signed=signed,
            covers=_covered(case, work, party, principal or visitor),
        )
        found.append(part)
    return sorted(found, key=lambda each: (each.signed, each.principal is not None))


def _covered(case: Case, work: CaseWork, party: str, who: str) -> tuple[str, ...]:
    """Return the titles of the other parties that sign along: those for which the same person stands."""
    policy, sheet = work.book.policy, case.sheet
    others = (each for each in policy.manifest.sheet_parties if each not in {party, LEAVER})
    unsigned = (each for each in others if sheet is None or each not in sheet.signatures)
    return tuple(party_title(policy, each) for each in unsigned if resolve(work, each) == who)
