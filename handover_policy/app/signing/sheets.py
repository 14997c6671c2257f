"""SignatureGiven, next_revision: the signatures of a case's sheet, as the ledger tells it, and which is to be put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handover_policy.app.portal.case.told import CaseTold, JsonObject, ToldEvent
from handover_policy.ledger.reading.signatures import SIGNED as SHEET_SIGNED
from handover_policy.ledger.reading.signatures import SignatureRow
from handover_policy.model.case import Case

DOCUMENT = "confirmation-sheet"
SIGNED, DEEMED, SUPERSEDED = "signed", "deemed", "superseded"
WAITING, DECLINED = "waiting", "declined"
"""Of a signer that answers later: until it does, and where the person did not sign there."""
PAPER = frozenset({"paper", "wet"})
"""Ways of signing that leave nothing to sign here: a signature on paper stands on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureGiven:
    """A signature of a party, or its silence, as a row of the ledger tells it.

    `round` is the version of the sheet, `silent` says that the party has let its time pass, `paper` that it signed on
    paper. `assurance` is what is known of how the person was recognised.
    """

    position: int
    round: int
    party: str
    person: str
    at: datetime
    opinion: str = ""
    behalf: str | None = None
    method: str = ""
    silent: bool = False
    source: str = ""
    assurance: str = ""

    @property
    def state(self) -> str:
        """The state of the row that tells of its revision."""
        return DEEMED if self.silent else SIGNED

    @property
    def paper(self) -> bool:
        """Whether it was given on paper."""
        return self.method in PAPER


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRound:
    """A version of a sheet: its number, its digest, and the signatures under it, in the order given."""

    number: int
    sha256: str
    given: list[SignatureGiven] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRevision:
    """What is to be done next for a sheet: a signature to be put, or a version to be marked as superseded.

    `before` are the rows that tell of the revisions of the same version, `after` is what still comes.
    """

    round: SheetRound
    given: SignatureGiven | None
    before: Sequence[SignatureRow]


def sheet_rounds(case: Case, told: CaseTold, since: int = 0) -> Sequence[SheetRound]:
    """Return the versions of a case's sheet with their signatures; of those that were given before a row, none."""
    rounds: list[SheetRound] = []
    for row in told.rows:
        for effect in row.effects:
            if effect["effect"] == "sheet" and (not rounds or effect["version"] != rounds[-1].number):
                rounds.append(SheetRound(number=effect["version"], sha256=effect["sha256"]))
        if not rounds or row.position < since:
            continue
        if row.own and row.type == SHEET_SIGNED:
            _give(rounds[-1], _signed(row, rounds[-1].number))
        for effect in row.effects:
            if effect["effect"] == "sheet":
                for party in effect.get("deemed") or ():
                    _give(rounds[-1], _deemed(case, row, party, rounds[-1].number))
    if rounds and case.sheet is not None and case.sheet.version == rounds[-1].number:
        _give_covered(rounds[-1], case)
    return rounds


def next_revision(rounds: Sequence[SheetRound], rows: Sequence[SignatureRow]) -> NextRevision | None:
    """Return what is to be done next, given what the ledger tells of revisions; None where all is done.

    The same rows give the same answer, so it may be asked again after whatever happened.
    """
    for each in rounds:
        before = [row for row in rows if row["document"] == DOCUMENT and row["round"] == each.number]
        states = {row["state"] for row in before}
        if each is not rounds[-1]:
            if each.given and SUPERSEDED not in states:
                return NextRevision(round=each, given=None, before=before)
            continue
        done = {(row["party"], row["event"]) for row in before if row["state"] in {SIGNED, DEEMED, DECLINED}}
        left = next((given for given in each.given if (given.party, given.position) not in done), None)
        if left is not None:
            return NextRevision(round=each, given=left, before=before)
    return None


def _give(sheet: SheetRound, given: SignatureGiven) -> None:
    """Add a signature; a party that signs once more, or after its time had passed, has two."""
    known = [each for each in sheet.given if each.party == given.party]
    if not any(not each.silent for each in known) and not (given.silent and known):
        sheet.given.append(given)


def _give_covered(sheet: SheetRound, case: Case) -> None:
    """Add the signatures of parties for which somebody signed along with another: one person stands for both."""
    signatures = case.sheet.signatures if case.sheet is not None else {}
    for party, signature in signatures.items():
        own = next((each for each in sheet.given if each.party == party and not each.silent), None)
        by, at = signature.by, signature.at
        along = next((each for each in sheet.given if not each.silent and (each.person, each.at) == (by, at)), None)
        if own is None and along is not None:
            place = sheet.given.index(along) + 1
            sheet.given.insert(
                place,
                SignatureGiven(
                    position=along.position,
                    round=along.round,
                    party=party,
                    person=along.person,
                    at=along.at,
                    opinion=along.opinion,
                    behalf=along.behalf,
                    method=along.method,
                    source=along.source,
                    assurance=along.assurance,
                ),
            )


def _signed(row: ToldEvent, number: int) -> SignatureGiven:
    data: JsonObject = row.data
    return SignatureGiven(
        position=row.position,
        round=number,
        party=str(data.get("party", "")),
        person=str(row.actor or data.get("by") or ""),
        at=row.at,
        opinion=str(data.get("opinion") or ""),
        behalf=data.get("on_behalf_of"),
        method=str(data.get("method") or ""),
        source=str(row.event.get("source") or ""),
        assurance=str(row.event.get("assurance") or ""),
    )


def _deemed(case: Case, row: ToldEvent, party: str, number: int) -> SignatureGiven:
    person = case.employee if party == "leaver" else ""
    return SignatureGiven(position=row.position, round=number, party=party, person=person, at=row.at, silent=True)
