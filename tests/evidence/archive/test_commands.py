"""The commands of the archive: code is synced nightly, deleted at home on the last day, and there all the same."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import embedded
from handover_policy.ledger.database import writing
from handover_policy.ledger.holding import hold
from tests.evidence.archive.commands import DUTY, PERSON, PLACE, Archive, archive_in

FILES = {"src/a.py": b"print(1)\n", "src/b.py": b"print(1)\n", "src/__init__.py": b"", "README": "说明\n".encode()}
FORGED = """INSERT INTO file_versions (company, place, number, sha256, name, person, at)
SELECT company, place, 99, sha256, 'forged', person, at FROM file_versions WHERE name = 'README'"""
TOLD = ("--duty", DUTY, "--person", PERSON)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_in(tmp_path / "data")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    write(folder, {**FILES, ".git/HEAD": b"ref: refs/heads/main\n"})
    return folder


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def read(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_who_deletes_the_code_on_the_last_day_deletes_nothing(archive: Archive, checkout: Path, tmp_path: Path) -> None:
    assert "not uploaded .git" in archive.sync(checkout).stderr
    assert sorted((each["path"], each["sha256"]) for each in archive.uploads()) == sorted(
        (name, digest(content)) for name, content in FILES.items()
    )
    assert archive.counted(), "the duty counts what is there"
    changed = {**FILES, "src/a.py": b"print(2)\n"}
    write(checkout, changed)
    assert "new versions 1, unchanged 3" in archive.sync(checkout).stdout
    assert "new versions 0, unchanged 4" in archive.sync(checkout).stdout
    archive.sync(checkout)
    assert [each["path"] for each in archive.uploads()[4:]] == ["src/a.py", "src/a.py"], "once more for the day, once"
    shutil.rmtree(checkout)
    checkout.mkdir()
    assert "still in the archive 4" in archive.sync(checkout).stdout
    archive("restore", *TOLD, "--to", tmp_path / "back")
    assert read(tmp_path / "back") == changed
    archive("restore", *TOLD, "--to", tmp_path / "back", code=1)
    archive("restore", "src/a.py", *TOLD, "--version", 1)
    archive("get", "src/a.py", *TOLD, "-o", tmp_path / "a.py")
    assert (tmp_path / "a.py").read_bytes() == FILES["src/a.py"]
    assert archive.uploads()[-1]["sha256"] == digest(FILES["src/a.py"])
    assert "already" in archive("restore", "src/a.py", *TOLD, "--version", 3).stdout
    states = [(each["name"], each["version"], each["state"]) for each in archive.rows("file")]
    assert states[4:] == [("src/a.py", 2, "brought"), ("src/a.py", 3, "restored")]
    assert "6 versions, 4 contents" in archive("fsck").stdout


def test_beside_a_service_that_runs_its_writer_tells_the_policy(
    archive: Archive, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = embedded(archive.data)
    with hold(settings.database, "handover serve"):
        service = Service(settings, engine="compiled")
        service.start()
        try:
            archive.sync(checkout)
            assert len(archive.uploads()) == len(FILES)
            assert archive("list", "--place", PLACE).stdout.count(PERSON) > 1
        finally:
            service.stop()
        monkeypatch.setattr("handover_policy.app.filing.writing_through.SECONDS", 0.3)
        waits = archive("put", checkout / "README", "--place", "E1/1:own.files", "--person", "E1")
        assert "does not tell of it yet" in waits.stderr
    archive("fsck")
    archive("put", checkout / "README", "--place", "E1/1:own.others", "--person", "E1")
    assert [each["place"] for each in archive.rows("file")[-2:]] == ["E1/1:own.files", "E1/1:own.others"]


def test_nothing_that_is_left_out_is_left_out_in_silence(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    write(folder, {"a.pdf": b"\x89PNG\x00", "b.bin": os.urandom(99), "c\nd": b"x", "ok.txt": b"ok"})
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    (folder / "\udcff".encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")).write_bytes(b"x")
    told = archive.sync(folder, code=1)
    assert "new versions 1" in told.stdout
    for each in ("a.pdf", "b.bin", "c\\u000ad", "link", "all", "pipe", "\\udcff"):
        assert f"not uploaded {each}: " in told.stderr
    for wrong in (("--duty", "upload.cod", "--person", "E1"), ("--duty", DUTY, "--person", "E9")):
        archive("sync", folder, *wrong, code=2)
    archive("sync", folder / "none", *TOLD, code=3)
    archive("put", folder / "ok.txt", "--person", "E1", code=2)
    archive("get", "none.txt", *TOLD, code=5)
    archive("list", "--place", "nowhere", code=5)
    archive("restore", "ok.txt", *TOLD, code=2)


def test_holds_are_placed_and_lifted_and_the_ledger_tells_of_both(archive: Archive, checkout: Path) -> None:
    archive.sync(checkout)
    archive("hold", "--why", "仲裁", "--by", "U-HR", code=2)
    archive("hold", "--person", PERSON, "--why", "仲裁", "--by", "U-HR")
    listed = [orjson.loads(line) for line in archive("list", "--format", "json").stdout.splitlines()]
    assert {each["held"] for each in listed} == {True}
    assert all(each["retain_until"] > each["at"][:10] for each in listed), "as the policy's duties say"
    archive("release", 1, "--why", "和解", "--by", "U-HR")
    archive("release", 1, "--why", "和解", "--by", "U-HR", code=5)
    told = [(each["state"], each["why"], each["by"]) for each in archive.rows("file")[-2:]]
    assert told == [("held", "仲裁", "U-HR"), ("released", "和解", "U-HR")]


def test_whatever_is_done_behind_the_archive_s_back_is_found_and_named(archive: Archive, checkout: Path) -> None:
    archive.sync(checkout)
    missing, broken = (archive.blobs[digest(FILES[each])] for each in ("README", "src/a.py"))
    missing.unlink()
    broken.chmod(0o600)
    broken.write_bytes(b"print(9)\n")
    (broken.parent / ("f" * 64)).write_bytes(b"x")
    changes = (
        "DROP TRIGGER file_versions_changed",
        "DROP TRIGGER file_versions_gone",
        "UPDATE file_versions SET at = '2020-01-01T00:00:00+00:00' WHERE name = 'src/__init__.py'",
        FORGED,
    )
    with archive.engine() as engine, writing(engine) as connection:
        for each in changes:
            connection.execute(text(each))
    told = archive("fsck", "--format", "json", code=1).stdout.splitlines()
    found = {(each["code"], each["name"], each["by"]) for each in map(orjson.loads, told)}
    assert found == {
        ("missing", "README", "E1"),
        ("missing", "forged", "E1"),
        ("broken", "src/a.py", "E1"),
        ("broken", "src/b.py", "E1"),
        ("otherwise", "src/__init__.py", "E1"),
        ("untold", "forged", "E1"),
        ("stray", "", ""),
    }
    assert "brought by E1 at" in archive("fsck", code=1).stderr
    archive("get", "README", *TOLD, code=1)
    archive.sync(checkout)
    assert "gone" not in archive("fsck", code=1).stderr, "what was lost is there again"


def test_keys_are_exchanged_and_a_key_that_is_lost_is_named(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"a secret of the trade\n")
    archive("put", tmp_path / "a.txt", "--place", PLACE, "--person", PERSON)
    archive("rekey", code=2)
    file = tmp_path / "service.yaml"

    def speaks(encryption: str) -> Archive:
        file.write_text(f"kind: service\nencryption: {encryption}\ncompanies:\n  - id: default\n")
        return Archive(archive.data, file)

    def lies_there() -> bytes:
        (blob,) = archive.blobs.values()
        return blob.read_bytes()

    assert b"secret of the trade" in lies_there()
    own = f"${{FILE:{archive.data}/keys/envelope}}"
    assert "1 of them" in speaks(f"{{key: '{own}'}}")("rekey").stdout
    assert b"secret of the trade" not in lies_there()
    monkeypatch.setenv("NEXT_KEY", "n" * 32)
    both, alone = f"{{key: '${{ENV:NEXT_KEY}}', older_keys: ['{own}']}}", "{key: '${ENV:NEXT_KEY}'}"
    lost = speaks(alone)
    assert "older_keys" in lost("get", "a.txt", "--place", PLACE, code=1).stderr
    assert "brought by E1" in lost("fsck", code=1).stderr
    lost("rekey", code=1)
    sealed = lies_there()
    assert "1 of them" in speaks(both)("rekey").stdout
    assert lies_there() == sealed, "files are not rewritten"
    assert speaks(alone)("get", "a.txt", "--place", PLACE).stdout == "a secret of the trade\n"
    monkeypatch.setattr("handover_policy.app.filing.opening.find_spec", lambda _: None)
    file.write_text("kind: service\nblobs: s3://bucket/x\ncompanies:\n  - id: default\n")
    assert 'pip install "handover-policy[s3]"' in Archive(archive.data, file)("list", code=2).stderr
