"""Signers of the sheet: who may sign or object for a party, and that nobody signs for two (contract 2.5)."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.handover.authority import actor_among, acts_for, called, entitled, names
from handover_policy.decide.people import resolve
from handover_policy.model.events_of_cases import SheetObjected, SheetSigned
from handover_policy.model.sheet import Sheet


def sign_for(work: CaseWork, sheet: Sheet, told: SheetSigned | SheetObjected) -> tuple[str, str | None]:
    """Return who signs or objects for a party and in whose place; refuses `wrong-party` and `same-person`.

    A leaver who is gone may still sign; somebody else signs as the leaver only by the leaver's own word.
    """
    manifest, party = work.book.policy.manifest, told.party
    if party not in manifest.sheet_parties:
        titles = tuple(work.party_title(each) for each in manifest.sheet_parties)
        raise Refused("wrong-party", reason="sheet-party", parties=titles, party=work.party_title(party[:200]))
    by, principal = actor_among(work, told, _signers(work, party))
    if party == "leaver" and principal is not None and not acts_for(work, by, principal, own_word=True):
        raise Refused("wrong-party", reason="person", **names(work, (principal,), by))
    if isinstance(told, SheetSigned):
        _signs_once(work, sheet, party, by, principal)
    return by, principal


def _signers(work: CaseWork, party: str) -> tuple[str, ...]:
    if party == "leaver":
        return (work.case.employee,)
    return entitled(work, (party,), resolve(work, party))


def _signs_once(work: CaseWork, sheet: Sheet, party: str, by: str, principal: str | None) -> None:
    """Refuse `same-person` where one would give two signatures without being the person of both parties."""
    others = [each for each in work.book.policy.manifest.sheet_parties if each != party]
    lends = principal is not None and any(by in _signers(work, other) for other in others)
    given = [sheet.signatures[other] for other in others if other in sheet.signatures]
    twice = any(each.by == by and each.on_behalf_of != principal for each in given)
    if lends or twice:
        wanted = called(principal or by, work.here, work.directory)
        told = {"by": called(by, work.here, work.directory), "party": work.party_title(party), "people": (wanted,)}
        raise Refused("same-person", reason="signature", **told)
