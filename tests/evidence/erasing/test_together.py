"""Files, signed sheets, packages and holds of whoever is past retention go together, and name them nowhere any more."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from handover_policy.app.erasing.carrying_out import erase_due, settle
from handover_policy.app.filing.archive import Archive
from handover_policy.app.filing.holding import hold_files, release_files
from handover_policy.app.filing.inspecting import Inspected, inspect_archive
from handover_policy.app.packaging.exporting import Exporter, export_package
from handover_policy.app.serving.keeping.opening import note_what_waits
from handover_policy.app.serving.settings import UploadSettings
from handover_policy.app.signing.keeping import KeptRevision, keep_revision
from handover_policy.archive.folder import FolderBlobs
from handover_policy.evidence.canonical import JsonValue
from handover_policy.ledger.files.holds import HeldThing
from handover_policy.ledger.files.tables import FILES
from tests.evidence.erasing.departures import FIRST, OVER, SECOND, Firm, firm, told
from tests.evidence.erasing.test_erasing import BY, sound
from tests.evidence.signing.signed import at_once
from tests.service.ledger.playing import COMPANY

SIGNED: Mapping[str, JsonValue] = {
    "document": "confirmation-sheet",
    "round": 1,
    "party": "leaver",
    "event": 1,
    "state": "signed",
}


def bring(here: Firm, archive: Archive, person: str) -> None:
    """Let somebody have an upload, a signed sheet and a package."""
    case, now = f"{person}/1", here.clock()
    held = archive.keep(COMPANY, BytesIO(f"made by {person}".encode()), "a.txt")
    archive.bring(COMPANY, held, place=f"upload:{person}:upload.code", name="a.txt", person=person, now=now)
    signed = KeptRevision(row={**SIGNED, "case": case, "person": person}, content=f"signed by {person}".encode())
    assert keep_revision(here.company, archive, signed, now, at_once)
    exporter = Exporter(engine=here.engine, archive=archive, company=here.company, folder=here.data, now=here.clock)
    assert export_package(exporter, case) is not None


def test_nothing_that_hangs_on_files_is_left_of_whoever_is_erased(database: str, tmp_path: Path) -> None:
    with firm(database, tmp_path, told()) as here:
        archive = Archive(here.engine, FolderBlobs(tmp_path / "blobs"), UploadSettings())
        for person in (FIRST, SECOND):
            bring(here, archive, person)
        on = HeldThing(kind="case", name=f"{FIRST}/1")
        hold = hold_files(archive, COMPANY, on, why="law suit", by=BY, now=here.clock())
        note_what_waits(here.company.lane.ledger, here.clock())
        sound(here)
        now = here.on(OVER)
        assert erase_due(here.company, now, by=BY).people == 0
        release_files(archive, COMPANY, hold.number, why="over", by=BY, now=now)
        done = erase_due(here.company, now, by=BY)
        settle(here.engine, archive.blobs, COMPANY)
        note_what_waits(here.company.lane.ledger, now)
        assert (done.people, done.files) == (1, 3)
        assert [line for line in here.everything().splitlines() if FIRST in line] == []
        assert here.found_on_disk(f"made by {FIRST}", f"signed by {FIRST}") == []
        assert list(inspect_archive(archive, COMPANY, counted := Inspected())) == []
        assert counted.versions == 3
        sound(here)


def test_a_revision_that_nobody_could_tell_of_is_named_as_belonging_to_nothing(here: Firm, tmp_path: Path) -> None:
    archive = Archive(here.engine, FolderBlobs(tmp_path / "blobs"), UploadSettings())
    signed = KeptRevision(row={**SIGNED, "case": f"{FIRST}/1", "person": FIRST}, content=b"signed")
    keep_revision(here.company, archive, signed, here.clock(), lambda *_: False)
    with here.engine.connect() as connection:
        assert connection.execute(FILES.select()).fetchall() == []
    assert [each.code for each in inspect_archive(archive, COMPANY, Inspected())] == ["stray"]
