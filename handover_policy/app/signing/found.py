"""SignedSheet, signed_sheet: the signed PDF of a case's sheet, as the ledger tells of it, and what it shows."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from handover_policy.app.filing.archive import Archive
from handover_policy.app.signing.sheets import DEEMED, DOCUMENT, SIGNED
from handover_policy.ledger.reading.signatures import SignatureRow, signature_rows
from handover_policy.model.case import Case
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.ports.signer import DocumentFound, Signer

CHECKED_HELD = 256
_CHECKED: dict[str, DocumentFound] = {}
_LOCK = threading.Lock()
GONE, BROKEN = "gone", "not-as-kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedSheet:
    """The newest revision of the signed PDF of a version of a sheet, and the rows that tell of its signatures."""

    company: str
    case: str
    round: int
    sha256: str
    size: int
    rows: Sequence[SignatureRow]

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties whose signatures stand in it, in the order given."""
        return tuple(str(each["party"]) for each in self.rows if each["state"] == SIGNED)

    @property
    def silent(self) -> tuple[str, ...]:
        """The parties that let their time pass."""
        return tuple(str(each["party"]) for each in self.rows if each["state"] == DEEMED)


def signed_sheet(connection: Connection, company: str, case: Case) -> SignedSheet | None:
    """Return the signed PDF of the current version of a case's sheet; None where nobody has signed it."""
    if case.sheet is None:
        return None
    told = signature_rows(connection, company, case.id)
    return _newest(company, case.id, [each for each in told if each["round"] == case.sheet.version])


def older_sheets(connection: Connection, company: str, case: Case) -> Sequence[SignedSheet]:
    """Return the signed PDFs of older versions of a case's sheet: each counts no more, and is kept."""
    now = 0 if case.sheet is None else case.sheet.version
    told = signature_rows(connection, company, case.id)
    rounds = sorted({each["round"] for each in told if each["document"] == DOCUMENT and each["round"] != now})
    found = (_newest(company, case.id, [each for each in told if each["round"] == number]) for number in rounds)
    return [each for each in found if each is not None]


def checked_sheet(archive: Archive, signer: Signer, sheet: SignedSheet) -> DocumentFound:
    """Return what a signed PDF shows, once every byte of it was compared with what the ledger tells.

    What it shows is held by its digest: the archive compares the bytes each time.
    """
    try:
        document = content_of(archive, sheet)
    except BlobMissing:
        return DocumentFound(sha256=sheet.sha256, size=sheet.size, signatures=(), faults=(GONE,))
    except BlobBroken:
        return DocumentFound(sha256=sheet.sha256, size=sheet.size, signatures=(), faults=(BROKEN,))
    with _LOCK:
        known = _CHECKED.get(sheet.sha256)
    if known is None:
        known = signer.verify(document)
        with _LOCK:
            _CHECKED[sheet.sha256] = known
            while len(_CHECKED) > CHECKED_HELD:
                del _CHECKED[next(iter(_CHECKED))]
    return known


def content_of(archive: Archive, sheet: SignedSheet) -> bytes:
    """Return a signed PDF; raises what Blobs.open does."""
    with archive.read(sheet.company, sheet.sha256) as opened:
        return opened.read()


def _newest(company: str, case: str, rows: Sequence[SignatureRow]) -> SignedSheet | None:
    made = [each for each in rows if each["document"] == DOCUMENT and each["state"] in {SIGNED, DEEMED}]
    kept = [each for each in made if each.get("sha256")]
    if not kept:
        return None
    last = kept[-1]
    return SignedSheet(
        company=company, case=case, round=last["round"], sha256=last["sha256"], size=last["size"], rows=made
    )
