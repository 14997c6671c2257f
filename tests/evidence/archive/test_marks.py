"""What is brought to the archive, by any process, is a row of the ledger and so a leaf of its log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from handover_policy.app.filing.archive import Archive
from handover_policy.app.proving.audit import audit_log
from handover_policy.app.sending.noting import NotingMarks
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.keeping.export import export_lines, ledger_lines
from handover_policy.app.serving.keeping.moving import import_ledger
from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.app.serving.keeping.rebuild import rebuild_state
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.app.serving.settings import UploadSettings
from handover_policy.archive.folder import FolderBlobs
from handover_policy.ledger.database import open_database, reading, writing
from handover_policy.ledger.files.holds import (
    HeldThing,
    NoSuchHold,
    held_cases,
    held_places,
    holds_of,
    let_go,
    lift_hold,
    place_hold,
    retain_longer,
)
from handover_policy.ledger.files.versions import FileVersion, versions_at
from handover_policy.ledger.files.whose import whose_at
from handover_policy.ledger.lease import Holder
from handover_policy.ledger.proofs.digests import first_told
from handover_policy.ledger.ready import ready
from tests.service.ledger.playing import COMPANY, SALESMAN, Clock, events_of, opened, settings_for, tell, writing_for

DUTY, TASK = "upload:E1:own.plan", "E1/1:own.files"


def bring(archive: Archive, clock: Clock, place: str, name: str, content: bytes) -> FileVersion | None:
    held = archive.keep(COMPANY, BytesIO(content), name)
    return archive.bring(COMPANY, held, place=place, name=name, person="E1", now=clock())


def noted(company: Company, clock: Clock) -> int:
    return NotingMarks(clock, company.lane).look(company.lane.ledger)


def files_told(engine: Engine) -> Sequence[tuple[str, str | None, str | None, Mapping[str, Any]]]:
    """Return type, subject, case and body of the rows of files."""
    asked = "SELECT type, subject, case_id, body FROM ledger WHERE kind = 'file' ORDER BY position"
    with reading(engine) as connection:
        return [(*row[:3], orjson.loads(row[3])) for row in connection.execute(text(asked))]


def sound(engine: Engine) -> bool:
    return (
        verify_ledger(engine, COMPANY, evaluator="compiled").count == 0 and not audit_log(engine, COMPANY).differences
    )


def test_versions_brought_in_any_process_are_rows_and_leaves_and_every_use_of_a_ledger_knows_them(
    database: str, tmp_path: Path
) -> None:
    clock = Clock()
    other = open_database(database)
    archive = Archive(other, FolderBlobs(tmp_path / "blobs"), UploadSettings())
    with writing_for(settings_for(database, tmp_path), clock) as company:
        engine = company.lane.ledger.engine
        tell(company, events_of(SALESMAN)[:20], clock)
        assert bring(archive, clock, DUTY, "a.txt", b"first") is not None
        assert bring(archive, clock, DUTY, "a.txt", b"first") is None
        bring(archive, clock, DUTY, "a.txt", b"second")
        bring(archive, clock, TASK, "b.txt", b"other")
        bring(archive, clock, DUTY, "a.txt", b"first")
        assert (noted(company, clock), noted(company, clock)) == (4, 0)
        tell(company, events_of(SALESMAN)[20:], clock)
        told = files_told(engine)
        assert [(each[0], each[1], each[2], each[3]["version"]) for each in told] == [
            ("file.brought", "E1", None, 1),
            ("file.brought", "E1", None, 2),
            ("file.brought", "E1", "E1/1", 1),
            ("file.restored", "E1", None, 3),
        ]
        digest = hashlib.sha256(b"other").digest()
        with reading(engine) as connection:
            position = first_told(connection, COMPANY, digest)
        assert position is not None
        assert sound(engine)
        lines = list(export_lines(engine, COMPANY))
    rebuild_state(other, COMPANY, Holder(name="test"), evaluator="compiled")
    assert sound(other)
    other.dispose()
    with opened(f"sqlite:///{tmp_path / 'elsewhere.db'}") as elsewhere:
        ready(elsewhere, clock())
        import_ledger(elsewhere, COMPANY, ledger_lines(lines), Holder(name="test"), evaluator="compiled")
        assert files_told(elsewhere) == told
        assert sound(elsewhere)


def test_what_waits_when_a_ledger_is_opened_anew_has_its_leaf_and_is_erased_with_the_rest(tmp_path: Path) -> None:
    clock, address = Clock(), f"sqlite:///{tmp_path / 'handover.db'}"
    with writing_for(settings_for(address, tmp_path), clock) as company:
        engine = company.lane.ledger.engine
        tell(company, events_of(SALESMAN), clock)
        archive = Archive(engine, FolderBlobs(tmp_path / "blobs"), UploadSettings())
        bring(archive, clock, "upload:E9:own.plan", "a.txt", b"of somebody else")
        open_anew(company.lane.ledger, clock(), erase=True)
        asked = "SELECT type, subject, body, salt FROM ledger WHERE kind = 'file'"
        with reading(engine) as connection:
            assert [tuple(row) for row in connection.execute(text(asked))] == [("file.brought", None, None, None)]
        assert noted(company, clock) == 0
        assert sound(engine)


@pytest.mark.parametrize(
    ("place", "person", "case"),
    [
        ("upload:E:1:own.plan", "E:1", None),
        ("case:E%2F1/2", "E/1", "E%2F1/2"),
        ("signed:E1/1", "E1", "E1/1"),
        ("package:E1/1", "E1", "E1/1"),
        ("E1/1:customers:C%3A7", "E1", "E1/1"),
    ],
)
def test_a_place_tells_whose_its_files_are(place: str, person: str, case: str | None) -> None:
    assert whose_at(place) == (person, case)


def test_no_file_is_let_go_under_a_hold_or_within_retention_and_no_version_ever_changes(
    database: str, tmp_path: Path
) -> None:
    clock = Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        engine = company.lane.ledger.engine
        archive = Archive(engine, FolderBlobs(tmp_path / "blobs"), UploadSettings())
        for place in (DUTY, TASK):
            bring(archive, clock, place, "a.txt", place.encode())
        tomorrow = clock() + timedelta(days=1)
        with writing(engine) as connection:
            first = place_hold(
                connection, COMPANY, HeldThing(kind="case", name="E1/1"), why="仲裁", by="U-HR", now=clock()
            )
            place_hold(connection, COMPANY, HeldThing(kind="person", name="E2"), why="x", by="U-HR", now=clock())
            assert held_places(connection, COMPANY) == {TASK}
            assert held_cases(connection, COMPANY) == {"E1/1"}
            retain_longer(connection, COMPANY, DUTY, clock().date())
            retain_longer(connection, COMPANY, DUTY, clock().date() - timedelta(days=9))
            assert let_go(connection, COMPANY, [DUTY, TASK], clock()) == []
        refused = (
            "UPDATE file_versions SET sha256 = '0'",
            "UPDATE file_versions SET retain_until = NULL WHERE place LIKE 'upload%'",
            "UPDATE file_versions SET erased_at = retain_until WHERE place LIKE 'upload%'",
            "UPDATE file_versions SET erased_at = '2999-01-01' WHERE place NOT LIKE 'upload%'",
            "DELETE FROM file_versions",
            "UPDATE file_holds SET why = ''",
            "DELETE FROM file_holds",
        )
        for statement in refused:
            with (
                pytest.raises(DBAPIError, match=r"never|nothing is ever|before its row|retained or held"),
                writing(engine) as connection,
            ):
                connection.execute(text(statement))
        with writing(engine) as connection:
            assert [each.place for each in let_go(connection, COMPANY, [DUTY, TASK], tomorrow)] == [DUTY]
            lift_hold(connection, COMPANY, first.number, why="和解", by="U-HR", now=clock())
            with pytest.raises(NoSuchHold):
                lift_hold(connection, COMPANY, first.number, why="", by="U-HR", now=clock())
            assert [each.number for each in holds_of(connection, COMPANY, standing=True)] == [2]
            assert [each.place for each in let_go(connection, COMPANY, [DUTY, TASK], tomorrow)] == [TASK]
            assert [each.erased_at is None for each in versions_at(connection, COMPANY, DUTY)] == [False]
        assert bring(archive, clock, DUTY, "a.txt", DUTY.encode()) is not None, "what was let go can come again"
        noted(company, clock)
        states = [each[0].partition(".")[2] for each in files_told(engine)]
        assert states == ["brought", "brought", "held", "held", "erased", "released", "erased", "restored"]
