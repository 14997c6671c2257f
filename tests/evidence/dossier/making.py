"""Made: a service in which two people leave, and the dossier of one of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from handover_policy.app.dossier.exporting import DossierSource, export_dossier
from handover_policy.app.dossier.signatures import authorities_kept
from handover_policy.app.dossier.verifying import verify_dossier
from handover_policy.app.filing.archive import Archive
from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.proving.stamping import stamp
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import Settings, TimestampSettings
from handover_policy.archive.folder import FolderBlobs
from handover_policy.evidence.dossier.checked import DossierFinding
from handover_policy.evidence.dossier.checking import CheckedDossier
from handover_policy.ledger.entries import EntryKind, LedgerEntry
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint
from handover_policy.texts.texts import texts
from tests.evidence.authority import Authority, authority
from tests.evidence.signing.desk import PARTIES, Desk, local
from tests.service.ledger.playing import (
    COMPANY,
    SALESMAN,
    Clock,
    events_of,
    opened,
    settings_for,
    tell,
    tick,
    writing_for,
)

CASE = "E1001/1"
OTHER, OTHERS_NAME, OTHERS_PHONE, OTHERS_MAIL = "E7007", "钱多多", "13900007007", "qian@elsewhere.example"
BROUGHT = b"customer,progress\n"
NEVER_BROUGHT = b"a list that only its digest was told of"
LATER = datetime(2026, 6, 1, 1, tzinfo=UTC)


@dataclass
class Made:
    """A service at rest, its dossier, and what somebody kept outside."""

    data: Path
    settings: Settings
    engine: Engine
    tsa: Authority
    outside: list[WrittenCheckpoint] = field(default_factory=list)
    content: bytes = b""
    signed: bytes = b""

    def exported(self, case: str = CASE, *, now: datetime = LATER, checkpoint: bool = True) -> bytes:
        """Return the dossier of a case as it is now."""
        archive = Archive(self.engine, FolderBlobs(self.settings.files), self.settings.uploads)
        source = DossierSource(
            engine=self.engine,
            company=COMPANY,
            data=self.data,
            read=lambda sha256: archive.read(COMPANY, sha256),
            certificates=authorities_kept(self.data, COMPANY),
        )
        out = BytesIO()
        export_dossier(source, case, out, now, checkpoint=checkpoint)
        return out.getvalue()

    def sealed(self, now: datetime, *, new_key: bool = False, stamped: bool = False) -> None:
        """Make a checkpoint, and keep it outside."""
        made = make_checkpoint(self.engine, COMPANY, self.data, now, new_key=new_key)
        assert made is not None
        if stamped:
            made = stamp(self.engine, COMPANY, made, TimestampSettings(url=self.tsa.url, ca=self.tsa.ca))
        self.outside.append(made)


@contextmanager
def made_dossier(folder: Path) -> Iterator[Made]:
    """Give a service with two departures; one has files, a signed sheet, ticks that touch both, three checkpoints."""
    data = folder / "data"
    data.mkdir()
    settings = settings_for(f"sqlite:///{data / 'handover.db'}", data)
    with authority(folder / "tsa") as tsa, opened(settings.database) as engine:
        made = Made(data=data, settings=settings, engine=engine, tsa=tsa)
        made.signed = Desk(data, local(data)).signed(PARTIES[:2])[-1]
        with writing_for(settings, clock := Clock()) as company:
            lines = [line for line in events_of(SALESMAN) if b'"data"' in line]
            at = next(place for place, line in enumerate(lines) if b"resignation.submitted" in line)
            tell(company, _others(), clock)
            tell(company, lines[: at + 1], clock, skip=True)
            made.sealed(clock())
            _bring(engine, settings, made.signed)
            tell(company, map(_with_files, lines[at + 1 :]), clock, skip=True)
            made.sealed(clock(), new_key=True)
            _note(
                company,
                clock(),
                "signature",
                {"sha256": _digest(made.signed), "size": len(made.signed), "document": "confirmation-sheet"},
            )
            tick(company, clock())
        made.sealed(datetime.now(UTC), stamped=True)
        made.content = made.exported()
        yield made


def verified(content: bytes, **brought: Any) -> CheckedDossier:
    """Return what is found of a dossier."""
    return verify_dossier(BytesIO(content), texts("en"), **brought)


def wrong(content: bytes, **brought: Any) -> set[tuple[str, str]]:
    """Return what is wrong with a dossier: files and codes."""
    return {(each.path, each.code) for each in verified(content, **brought).findings.faults}


def with_code(found: CheckedDossier, code: str) -> list[DossierFinding]:
    """Return the findings of a code."""
    return [each for each in found.findings.found if each.code == code]


def _others() -> list[bytes]:
    """Return the events of somebody who has no part in the case, and leaves in the same days."""
    addresses = {"phone": OTHERS_PHONE, "email": OTHERS_MAIL}
    hired = {
        "name": OTHERS_NAME,
        "role": "office",
        "stage": "regular",
        "hired_on": "2019-01-02",
        "addresses": addresses,
    }
    return [
        _event("employee.hired", "2019-01-02T09:00:00+08:00", hired),
        _event("resignation.submitted", "2026-03-02T09:00:00+08:00", {"form": "written", "reason": "moving-to-Dalian"}),
    ]


def _event(kind: str, at: str, told: Mapping[str, object]) -> bytes:
    event = {
        "specversion": "1.0",
        "id": f"other-{kind}",
        "source": "hr/core",
        "type": kind,
        "subject": OTHER,
        "time": at,
    }
    return json.dumps({**event, "data": told}, ensure_ascii=False).encode()


def _with_files(line: bytes) -> bytes:
    """Return an event whose evidence is a file that the archive has, and one that it has not."""
    event = json.loads(line)
    if event["type"] == "task.submitted":
        files = ((BROUGHT, "客户清单.csv"), (NEVER_BROUGHT, "lost.docx"))
        event["data"]["evidence"] = [
            {"kind": "file", "path": name, "sha256": _digest(content), "size": len(content)} for content, name in files
        ]
    return json.dumps(event, ensure_ascii=False).encode()


def _bring(engine: Engine, settings: Settings, signed: bytes) -> None:
    archive = Archive(engine, FolderBlobs(settings.files), settings.uploads)
    for content, name in ((BROUGHT, "list.csv"), (signed, "sheet.pdf")):
        archive.keep(COMPANY, BytesIO(content), name)


def _note(company: Company, now: datetime, kind: EntryKind, told: Mapping[str, object]) -> None:
    """Write a row that is no event."""
    entry = LedgerEntry(
        kind=kind,
        received_at=now,
        body=json.dumps({"case": CASE, "state": "signed", **told}),
        type=f"{kind}.signed",
        subject="E1001",
        case=CASE,
    )
    with company.lane.ledger.batch() as (batch, _):
        batch.add(entry)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
