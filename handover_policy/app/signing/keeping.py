"""keep_revision: a revision of a signed document kept in the archive and told of in the ledger, both or neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TypeAlias

from handover_policy.app.filing.archive import Archive
from handover_policy.app.serving.company import Company
from handover_policy.evidence.canonical import JsonValue, canonical
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.files.versions import Bringing, HeldFile, bring_in, hold_in
from handover_policy.ledger.reading.signatures import KIND, signature_rows, signatures_of

OF_CASE, OF_PERSON = "signed:", "agreement:"
"""Places of the archive begin so."""
MEDIA_TYPE = "application/pdf"
SECONDS = 60.0
RunByWriter: TypeAlias = Callable[[Company, Callable[[], bool]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRevision:
    """What a row of the ledger tells of a revision, and its PDF; None where there is none, or none that is new."""

    row: Mapping[str, JsonValue]
    content: bytes | None = None

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.row['document']}.pdf"


def by_writer(company: Company, task: Callable[[], bool]) -> bool:
    """Return what a task returns, run by the company's writer between two batches."""
    return company.lane.do(task).result(SECONDS)


def keep_revision(
    company: Company,
    archive: Archive,
    revision: KeptRevision,
    now: datetime,
    run: RunByWriter = by_writer,
) -> bool:
    """Keep a revision and tell of it, in one transaction of the company's writer; False where it is told of already.

    Whoever is killed before that has told of nothing, and does it again: what lies on the disk by then belongs to
    nothing, and `archive fsck` names it. After it nobody does it once more: another process has no right to write, and
    the row is looked for within the transaction.

    Raises:
        WrittenElsewhere, Overloaded, TimeoutError: the writer does not take it now.
        OSError, SQLAlchemyError: it could not be written.

    """
    held, row = None, {**revision.row}
    if revision.content is not None:
        kept = archive.blobs.put(company.id, BytesIO(revision.content))
        held = HeldFile(sha256=kept.sha256, size=kept.size, media_type=MEDIA_TYPE)
        row |= {"sha256": held.sha256, "size": held.size}
    until = archive.retained_until(company.id, now)
    person = str(row["person"])
    place = f"{OF_PERSON}{person}" if row["case"] is None else f"{OF_CASE}{row['case']}"
    bringing = Bringing(place=place, name=revision.name, person=person, now=now, retain_until=until)
    told = run(company, lambda: _told(company, row, held, bringing, now))
    if told and held is not None:
        archive.keep_back(company.id, place, held.sha256, until)
    return told


def _told(
    company: Company, row: Mapping[str, JsonValue], held: HeldFile | None, bringing: Bringing, now: datetime
) -> bool:
    """Tell of a revision, as the company's writer; False where it is told of already."""
    case = None if row["case"] is None else str(row["case"])
    with company.lane.ledger.batch() as (batch, _):
        at, name = batch.connection, bringing.person
        known = signatures_of(at, company.id, name) if case is None else signature_rows(at, company.id, case)
        if any(_is_same(each, row) for each in known):
            return False
        if held is not None:
            hold_in(at, company.id, held, whatever=True)  # no two revisions are alike: nobody removes this one
            bring_in(at, company.id, held, bringing)
        entry = LedgerEntry(
            kind="signature",
            received_at=now,
            body=canonical(row).decode(),
            type=f"{KIND}.{row['state']}",
            subject=bringing.person or None,
            case=case,
        )
        batch.add(entry)
    return True


def _is_same(told: Mapping[str, object], row: Mapping[str, object]) -> bool:
    return all(told.get(key) == row.get(key) for key in ("document", "round", "party", "event", "state"))
