"""SigningShown: what the page of a sheet says of its signed PDF: whose signatures it has, and whether they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handover_policy.app.asking.view import View
from handover_policy.app.filing.archive import Archive
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import Settings
from handover_policy.app.signing.found import SignedSheet, checked_sheet, older_sheets, signed_sheet
from handover_policy.app.signing.signers import signer_of
from handover_policy.model.case import Case
from handover_policy.policy.called import party_title

CUT = "cut-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningShown:
    """What there is to say of the signed PDF of a sheet.

    Args:
        sheet: the newest revision of the current version; None where nobody's signature stands in one yet.
        parties: the titles of those whose signatures it has, in the order given.
        silent: the titles of those that let their time pass.
        coming: how many signatures are given and not in it yet.
        older: signed PDFs of versions that count no more.
        unsigned: that nothing signs here: the PDF stays a print.
        faults: what is wrong with it, as codes; empty where it holds.

    """

    sheet: SignedSheet | None
    parties: Sequence[str]
    silent: Sequence[str]
    coming: int
    older: Sequence[SignedSheet]
    unsigned: bool = False
    faults: Sequence[str] = ()


def signing_shown(view: View, case: Case) -> SigningShown:
    """Return what the rows tell of the signed PDF of a case's sheet; `checked` adds what it shows itself."""
    sheet = signed_sheet(view.connection, view.company.id, case)
    given = 0 if case.sheet is None else len(case.sheet.signatures)
    parties, silent = ((), ()) if sheet is None else (sheet.parties, sheet.silent)
    return SigningShown(
        sheet=sheet,
        parties=[party_title(view.policy, each) for each in parties],
        silent=[party_title(view.policy, each) for each in silent],
        coming=max(0, given - len(parties)),
        older=older_sheets(view.connection, view.company.id, case),
    )


def checked(shown: SigningShown, settings: Settings, company: Company, archive: Archive) -> SigningShown:
    """Return the same with what the PDF shows; it is read and looked at, so this is for a thread.

    Raises OSError where it cannot be read.
    """
    signer = signer_of(settings, company)
    if signer is None or shown.sheet is None:
        return replace(shown, unsigned=signer is None)
    found = checked_sheet(archive, signer, shown.sheet)
    faults = [*found.faults, *(fault for each in found.signatures for fault in each.faults)]
    own = sum(not each.seal for each in found.signatures)
    if not found.faults and own < _electronic(shown.sheet):
        faults.append(CUT)
    return replace(shown, faults=list(dict.fromkeys(faults)))


def _electronic(sheet: SignedSheet) -> int:
    """Return how many people's signatures the rows say that it has: those on paper are the company's word."""
    return sum(each["state"] == "signed" and not each.get("paper") for each in sheet.rows)
