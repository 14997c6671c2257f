"""is_sealed, is_being_signed, sealed_with: whether everybody has signed a sheet, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.taken_up import taken_up
from handover_policy.app.signing.found import signed_sheet
from handover_policy.decide.evaluating.standing import sheet_signed
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, newest_checkpoint
from handover_policy.model.case import Case
from handover_policy.ports.channels import Attachment

GRACE = timedelta(minutes=1)
NAME, MEDIA_TYPE = "checkpoint.txt", "text/plain"
STAMP, STAMP_TYPE = "checkpoint.tsr", "application/timestamp-reply"


def is_sealed(view: View, case: Case) -> bool:
    """Return whether everybody has signed the sheet of a case, or is taken to have."""
    if case.sheet is None or case.state == "withdrawn" or not case.handover_tasks:
        return False
    parties = taken_up(view, case).book.policy.manifest.sheet_parties
    return sheet_signed(case, parties, view.today)


def is_being_signed(view: View, case: Case) -> bool:
    """Return whether a signature on a sheet is still to be put into its PDF: for a minute that is waited for.

    Where nothing signs PDFs, or signing failed for so long, the sheet goes out as a print.
    """
    if case.sheet is None or not case.sheet.signatures:
        return False
    kept = signed_sheet(view.connection, view.company.id, case)
    if kept is not None and case.sheet.signatures.keys() <= set(kept.parties):
        return False
    return view.now - max(each.at for each in case.sheet.signatures.values()) < GRACE


def sealed_with(connection: Connection, company: str) -> Sequence[Attachment]:
    """Return the newest checkpoint of a company as files."""
    newest = newest_checkpoint(connection, company)
    return () if newest is None else checkpoint_files(newest)


def checkpoint_files(checkpoint: WrittenCheckpoint) -> Sequence[Attachment]:
    """Return a checkpoint as files: the note, and what an authority answered of it."""
    note = Attachment(name=NAME, media_type=MEDIA_TYPE, content=checkpoint.note.encode())
    if checkpoint.stamp is None:
        return (note,)
    return (note, Attachment(name=STAMP, media_type=STAMP_TYPE, content=checkpoint.stamp))
