"""SheetSigning: the next revision of a sheet's PDF: printed where nobody has signed yet, signed, kept, told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from handover_policy.app.asking.view import View, view_of
from handover_policy.app.filing.archive import Archive
from handover_policy.app.portal.case.documents import case_file
from handover_policy.app.portal.case.told import told_of
from handover_policy.app.portal.case.written import with_proof
from handover_policy.app.render import PreparedDocument, prepare_document
from handover_policy.app.serving.company import Company
from handover_policy.app.signing.assurance import assurance_read
from handover_policy.app.signing.keeping import KeptRevision, RunByWriter, by_writer, keep_revision
from handover_policy.app.signing.sheets import (
    DOCUMENT,
    SUPERSEDED,
    WAITING,
    NextRevision,
    SignatureGiven,
    next_revision,
    sheet_rounds,
)
from handover_policy.app.signing.words import stamp_lines
from handover_policy.evidence.canonical import JsonValue
from handover_policy.ledger.database import reading
from handover_policy.ledger.reading.signatures import SignatureRow, signature_rows
from handover_policy.model.case import Case
from handover_policy.ports.signer import NO_PLACES, Signatory, Signer, SigningAsked
from handover_policy.render.documents.contents.confirmation_sheet import sheet_text, sheet_to_sign
from handover_policy.render.documents.contents.task_lines import person
from handover_policy.render.documents.pdf import PrintedPlace

Made: TypeAlias = Literal["made", "waits", "done"]
PLACED = "sign-"
"""The id of a party's place begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionAsked:
    """A revision to be made, with everything that is read of the rows for it.

    `document` prints the sheet, where nobody has signed this version; None where somebody has, or the sheet has moved
    on meanwhile.
    """

    case: str
    employee: str
    next: NextRevision
    parties: Sequence[str]
    signatory: Signatory | None
    lines: Sequence[str]
    document: PreparedDocument | None


@dataclass(frozen=True, slots=True)
class SheetSigning:
    """Makes revisions for one company; `since` is the position from which signatures are put into documents."""

    company: Company
    archive: Archive
    signer: Signer
    since: int = 0
    run: RunByWriter = by_writer

    def make_next(self, case: str, now: datetime) -> Made:
        """Make the next revision of a case's sheet and tell of it; return what became of it.

        Raises:
            SignerFailed, PdfUnavailable, CharactersUnshown, Unfillable, OSError, SQLAlchemyError: it is tried again.

        """
        with reading(self.archive.engine) as connection:
            asked = self.asked(connection, case, now)
        if asked is None:
            return "done"
        made = self._superseded(asked, now) if asked.next.given is None else self._signed(asked, asked.next.given, now)
        if made is None:
            return "waits"
        keep_revision(self.company, self.archive, made, now, self.run)
        return "made"

    def asked(self, connection: Connection, case: str, now: datetime) -> RevisionAsked | None:
        """Return the next revision of a case's sheet; None where all is done."""
        view = view_of(connection, self.company, now)
        found = view.state.case(case)
        if found is None:
            return None
        rows = signature_rows(connection, self.company.id, case)
        coming = next_revision(sheet_rounds(found, told_of(view, case), self.since), rows)
        if coming is None:
            return None
        given, document = coming.given, None
        if given is not None and not coming.before:
            document = _to_sign(view, case, coming.round.sha256)
        signatory, lines = None, tuple[str, ...]()
        if given is not None:
            signatory = _signatory(view, found, given)
            lines = stamp_lines(view, signatory, given, coming.round.sha256)
        return RevisionAsked(
            case=case,
            employee=found.employee,
            next=coming,
            parties=view.policy.manifest.sheet_parties,
            signatory=signatory,
            lines=lines,
            document=document,
        )

    def _signed(self, asked: RevisionAsked, given: SignatureGiven, now: datetime) -> KeptRevision | None:
        """Return the revision with a signature, or that somebody else's answer is awaited; None while it is."""
        row = _row(asked, given.state, "" if asked.signatory is None else asked.signatory.person, given.at)
        row |= {"party": given.party, "event": given.position, "signer": self.signer.kind}
        row |= {"paper": True} if given.paper else {}
        row |= {"assurance": assurance_read(given.assurance, given.source)} if not given.silent else {}
        waiting = next((each for each in asked.next.before if _waits_for(each, given)), None)
        if waiting is not None:
            outcome = self.signer.fetch(str(waiting["ticket"]))
            if outcome.state == WAITING:
                return None
        else:
            document, places = self._begun(asked)
            if document is None:  # this version was never printed, and is no more
                return KeptRevision(row={**row, "sha256": None, "size": None})
            outcome = self.signer.start(_asking(asked, given, document, places, now))
        if outcome.state == "signed":
            return KeptRevision(row={**row, "authority": outcome.authority}, content=outcome.document)
        return KeptRevision(row={**row, "state": outcome.state, "ticket": outcome.ticket, "page": outcome.page})

    def _superseded(self, asked: RevisionAsked, now: datetime) -> KeptRevision:
        """Return that a version counts no more; its newest revision is named."""
        kept = [each for each in asked.next.before if each.get("sha256")]
        row = _row(asked, SUPERSEDED, asked.employee, now)
        last = kept[-1] if kept else {"sha256": None, "size": None}
        return KeptRevision(row={**row, "party": None, "event": None, "sha256": last["sha256"], "size": last["size"]})

    def _begun(self, asked: RevisionAsked) -> tuple[bytes | None, Mapping[str, PrintedPlace]]:
        """Return the document as it stands before this revision, and where its places are if it is fresh."""
        kept = [each for each in asked.next.before if each.get("sha256")]
        if kept:
            with self.archive.read(self.company.id, kept[-1]["sha256"]) as opened:
                return opened.read(), NO_PLACES
        if asked.document is None:
            return None, NO_PLACES
        printed = asked.document.printed()
        places = {name.removeprefix(PLACED): place for name, place in printed.places.items() if name.startswith(PLACED)}
        return printed.content, places


def _waits_for(row: SignatureRow, given: SignatureGiven) -> bool:
    return (row["state"], row["party"], row["event"]) == (WAITING, given.party, given.position)


def _asking(
    asked: RevisionAsked, given: SignatureGiven, document: bytes, places: Mapping[str, PrintedPlace], now: datetime
) -> SigningAsked:
    if asked.signatory is None:
        raise TypeError("nobody signs")
    return SigningAsked(
        document=document,
        name=f"{asked.case} {DOCUMENT} {asked.next.round.number}",
        parties=asked.parties,
        places=places,
        signatory=asked.signatory,
        at=given.at,
        lines=asked.lines,
        opinion=given.opinion,
        silent=given.silent or given.paper,
        now=now,
    )


def _to_sign(view: View, case: str, sha256: str) -> PreparedDocument | None:
    """Return the sheet as the parties get it to sign; None where it is another version by now."""
    found = view.state.case(case)
    if found is None or found.sheet is None or found.sheet.sha256 != sha256:
        return None
    file = case_file(view, found)
    if sheet_text(file) is None:
        return None
    prepared = prepare_document(DOCUMENT, file, view.company.opened)
    return replace(with_proof(view, found, prepared), content=sheet_to_sign(file))


def _signatory(view: View, case: Case, given: SignatureGiven) -> Signatory:
    """Return who signs, or of whom the company answers that they were silent."""
    file = case_file(view, case)
    stands = given.person or person(file, given.party).id
    name = view.called(stands) or file.name(stands)
    return Signatory(person=stands, name=name, party=given.party, title=file.title(given.party))


def _row(asked: RevisionAsked, state: str, who: str, at: datetime) -> dict[str, JsonValue]:
    return {
        "case": asked.case,
        "document": DOCUMENT,
        "round": asked.next.round.number,
        "content": asked.next.round.sha256,
        "person": who,
        "at": at.isoformat(),
        "state": state,
    }
