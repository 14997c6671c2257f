"""packing: a company with somebody who leaves work behind, and what makes packages of it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson

from handover_policy.app.filing.archive import Archive
from handover_policy.app.packaging.exporting import Exporter, export_due, package_place
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import UploadSettings
from handover_policy.archive.folder import FolderBlobs
from handover_policy.ledger.files.versions import FileVersion, versions_at
from tests.service.ledger.playing import COMPANY, Clock, settings_for, tell, tick, writing_for

LEAVER, SUCCESSOR, MANAGER, OTHER, CASE = "E1", "E2", "M1", "E3", "E1/1"
PRIVATE = ("13812340000", "home@private.example", "幸福路1号", "987654.32", "条款秘密")
DAY = "2026-04-{:02d}T10:00:00+08:00"
WHAT = ("employee.hired", "agreement.signed", "profile.updated")


@dataclass
class Packing:
    """A company that is told events, and its packages."""

    company: Company
    exporter: Exporter
    clock: Clock
    _number: int = field(default=0)

    def tell(self, kind: str, day: int, data: dict[str, Any], subject: str = LEAVER) -> None:
        """Tell an event of April 2026; it is applied."""
        self._number += 1
        told = event(self._number, kind, day, data, subject)
        answer = tell(self.company, [orjson.dumps(told)], self.clock)[0]
        assert answer.outcome == "applied", answer.decision

    def tick(self, day: int) -> None:
        """Let the clock tell a morning."""
        moment = datetime.fromisoformat(DAY.format(day))
        self.clock.reach(moment)
        tick(self.company, moment)

    def keep(self, name: str, content: bytes) -> str:
        """Keep a file, and return its digest."""
        return self.exporter.archive.keep(COMPANY, BytesIO(content), name).sha256

    def upload(self, day: int, name: str, content: bytes, *, duty: str = "upload.code", kept: bool = True) -> str:
        """Bring a file for an upload duty, and tell of it; return its digest."""
        if kept:
            held = self.exporter.archive.keep(COMPANY, BytesIO(content), name)
            at = datetime.fromisoformat(DAY.format(day))
            place = f"upload:{LEAVER}:{duty}"
            self.exporter.archive.bring(COMPANY, held, place=place, name=name, person=LEAVER, now=at)
        sha256 = hashlib.sha256(content).hexdigest()
        self.tell("document.uploaded", day, {"path": name, "sha256": sha256, "size": len(content), "duty": duty})
        return sha256

    def look(self) -> int:
        """Export what is due, and return of how many cases."""
        return export_due(self.exporter)

    @property
    def versions(self) -> list[FileVersion]:
        """The packages that the archive holds."""
        with self.exporter.engine.connect() as connection:
            return list(versions_at(connection, COMPANY, package_place(CASE)))

    def content(self, place: int = -1) -> bytes:
        """Return a package as the archive has it."""
        with self.exporter.archive.read(COMPANY, self.versions[place].file.sha256) as opened:
            return opened.read()

    def newest(self) -> zipfile.ZipFile:
        """Return the newest package, opened."""
        return zipfile.ZipFile(BytesIO(self.content()))


@contextmanager
def packing(folder: Path, *, resigned: bool = True) -> Iterator[Packing]:
    """Give a company where an engineer of some years gives notice on April 1st."""
    clock = Clock()
    folder.mkdir(parents=True, exist_ok=True)
    with writing_for(settings_for(f"sqlite:///{folder / 'handover.db'}", folder), clock) as company:
        engine = company.lane.ledger.engine
        archive = Archive(engine, FolderBlobs(folder / "blobs"), UploadSettings())
        exporter = Exporter(engine=engine, archive=archive, company=company, folder=folder, now=clock)
        made = Packing(company, exporter, clock)
        for kind, data, subject in history():
            made.tell(kind, 1, data, subject)
        if resigned:
            made.tell("resignation.submitted", 1, {"form": "written", "unsettled_wages": float(PRIVATE[3])})
        yield made


def history() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield what was told of the people before somebody leaves."""
    person = {"role": "engineer", "stage": "regular", "hired_on": "2024-03-01", "manager": MANAGER}
    addresses = {"private_phone": PRIVATE[0], "private_email": PRIVATE[1]}
    yield WHAT[0], {**person, "name": "周主管", "manager": None}, MANAGER
    yield WHAT[0], {**person, "name": "陈接手"}, SUCCESSOR
    yield WHAT[0], {**person, "name": "王旁观"}, OTHER
    yield WHAT[0], {**person, "name": "张三", "addresses": addresses, "home": PRIVATE[2]}, LEAVER
    signed = {"clauses": ["clause.handover"], "policy_version": "1.0.0", "sha256": "0" * 64, "method": PRIVATE[4]}
    yield WHAT[1], signed, LEAVER
    records = [{"name": "网关", "stage": "上线", "duty": "=1+1", "documents": "设计.docx"}]
    yield WHAT[2], {"section": "projects", "records": records}, LEAVER
    yield WHAT[2], {"section": "contacts", "records": [{"person": "李四", "relation": "运维"}]}, LEAVER


def event(number: int, kind: str, day: int, data: dict[str, Any], subject: str) -> dict[str, Any]:
    """Return an event of April 2026."""
    return {
        "specversion": "1.0",
        "id": f"p-{number}",
        "source": "hr/core",
        "type": kind,
        "subject": subject,
        "time": DAY.format(day),
        "data": data,
    }
