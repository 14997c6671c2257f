"""SheetPage: the confirmation sheet as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.documents import case_file
from handover_policy.app.portal.case.page import CaseMet, met_case
from handover_policy.app.portal.case.sayings import person
from handover_policy.app.portal.case.waiting import LEAVER, signer
from handover_policy.app.portal.inbox import names_of
from handover_policy.app.portal.own.notice import PersonalNotice, notice_for
from handover_policy.app.portal.plain import reads_plain
from handover_policy.app.portal.sheet.changes import (
    SheetChange,
    SheetVersion,
    sheet_changes,
    sheet_versions,
    signed_version,
)
from handover_policy.app.portal.sheet.signing import OwnPart, own_parts
from handover_policy.app.portal.visitor import Visitor, sees_case
from handover_policy.app.signing.shown import SigningShown, signing_shown
from handover_policy.decide.handover.turns import is_excused, turn
from handover_policy.model.case import Case
from handover_policy.model.sheet import Objection, Sheet
from handover_policy.policy.called import party_title
from handover_policy.render.documents.contents.confirmation_sheet import ConfirmationSheet, confirmation_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerShown:
    """A party of the sheet: `state` is signed, deemed, excused, now or later."""

    party: str
    title: str
    who: object
    own: bool
    state: str
    at: datetime | None = None
    day: date | None = None
    opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """The sheet of a case for one reader: its content, what changed since they signed, who signs.

    `since` is the version with which the changes compare; `made` the newest version, None while tasks are open;
    `plain` says that the reader reads pages in the plain mode.
    """

    case: Case
    content: ConfirmationSheet
    names: Mapping[str, str]
    made: SheetVersion | None
    since: SheetVersion | None
    changes: Sequence[SheetChange]
    signers: Sequence[SignerShown]
    own: Sequence[OwnPart]
    objections: Sequence[Objection]
    sees_case: bool
    notice: PersonalNotice | None
    plain: bool
    signing: SigningShown

    @property
    def part(self) -> OwnPart | None:
        """The party for which the reader signs next; None where there is none whose turn it is."""
        return next((each for each in self.own if not each.signed and each.turn), None)

    @property
    def voice(self) -> OwnPart | None:
        """The party for which the reader may object."""
        return next(iter(self.own), None)


def sheet_page(view: View, visitor: Visitor, case: Case, language: str, *, since: str = "") -> SheetPage | None:
    """Return the sheet of a case for a reader; None where it is not theirs to see.

    Args:
        view: of the company.
        visitor: the reader.
        case: whose sheet it is.
        language: the reader's.
        since: the digest of the version the reader looked at; by default the one they signed last counts.

    """
    theirs = case.employee == visitor.id
    if visitor.private and not theirs:
        return None
    met = met_case(view, visitor, case)
    own = own_parts(case, met.work, visitor.id)
    whole = sees_case(view, visitor, case)
    before = signed_version(met.told, [visitor.id])
    if not own and not whole and not theirs and before is None:
        return None
    versions = sheet_versions(met.told)
    looked = next((each for each in versions if each.sha256 == since), before) if since else before
    made = versions[-1] if case.sheet is not None and versions else None
    older = looked if looked is not None and made is not None and looked.version < made.version else None
    return SheetPage(
        case=case,
        content=confirmation_sheet(case_file(view, case)),
        names=names_of(view, [case]),
        made=made,
        since=older,
        changes=() if older is None else sheet_changes(view, case, met.told, older),
        signers=_signers(met),
        own=own,
        objections=[each for each in case.objections if case.sheet is not None and each.version == case.sheet.version],
        sees_case=whole,
        notice=None if made is None or not own else notice_for(view, visitor, language),
        plain=reads_plain(view, visitor),
        signing=signing_shown(view, case),
    )


def _signers(met: CaseMet) -> Sequence[SignerShown]:
    parties = met.work.book.policy.manifest.sheet_parties
    now = None if met.case.sheet is None else turn(met.work, met.case.sheet)
    return [_signer(met, party, met.case.sheet, waits=now not in {None, party}) for party in parties]


def _signer(met: CaseMet, party: str, sheet: Sheet | None, *, waits: bool) -> SignerShown:
    view, title = met.view, party_title(met.work.book.policy, party)
    who = signer(met.case, met.work, party)
    called = title if who is None else person(view, who)
    state = "later" if waits or sheet is None else "now"
    shown = SignerShown(party=party, title=title, who=called, own=who == met.visitor.id, state=state)
    signature = None if sheet is None else sheet.signatures.get(party)
    if signature is not None:
        by, own = person(view, signature.by), signature.by == met.visitor.id
        at, opinion = signature.at.astimezone(view.now.tzinfo), signature.opinion or ""
        return replace(shown, who=by, own=own, state="signed", at=at, opinion=opinion)
    if sheet is not None and party in sheet.deemed:
        return replace(shown, state="deemed", day=sheet.deemed[party])
    if party == LEAVER and is_excused(met.work, party):
        return replace(shown, state="excused")
    return shown
