"""Whatever reads or keeps files does so where the settings say; no part opens a folder of its own."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import handover_policy
from handover_policy.app.filing.opening import opened_archive
from handover_policy.app.packaging.exporting import package_place
from handover_policy.app.packaging.once import export_once
from handover_policy.app.serving.settings import EncryptionSettings
from handover_policy.ledger.files.versions import versions_at
from handover_policy.signing.keys import KeyTitles, SigningKeys
from tests.edges.cli.command import handover
from tests.evidence.dossier.making import verified
from tests.evidence.package.packing import CASE, LEAVER, SUCCESSOR, packing
from tests.service.ledger.playing import COMPANY, opened, settings_for

KEY = "a key of sixteen characters at least"
CODE, HANDED = b"what was made", b"%PDF-1.7 handed in"
WORKING = Path(handover_policy.__file__).parent


def test_the_package_and_the_dossier_have_files_that_are_kept_encrypted(tmp_path: Path) -> None:
    plain = settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path)
    settings = replace(plain, encryption=EncryptionSettings(keys=(KEY,)))
    with packing(tmp_path) as made:
        archive = opened_archive(settings, made.exporter.engine)
        made.exporter = replace(made.exporter, archive=archive)
        made.upload(2, "main.txt", CODE)
        handed = {"kind": "file", "path": "handed.pdf", "sha256": made.keep("handed.pdf", HANDED)}
        made.tell("task.submitted", 5, {"task": f"{CASE}:engineer.code", "by": LEAVER, "evidence": [handed]})
        made.tell("successor.assigned", 5, {"successor": SUCCESSOR, "by": "U-HR"})
        made.tell("employee.left", 6, {"on": "2026-04-06"})
        now = made.clock
        SigningKeys.of(tmp_path, COMPANY, KeyTitles(company="a", authority="b", seal="c")).seal(now())
    assert dict(export_once(settings, now)) == {COMPANY: 1}
    with opened(settings.database) as engine, engine.connect() as connection:
        (package,) = versions_at(connection, COMPANY, package_place(CASE))
        with opened_archive(settings, engine).read(COMPANY, package.file.sha256) as content:
            packed = zipfile.ZipFile(BytesIO(content.read()))
    assert {packed.read(each) for each in packed.namelist()} >= {CODE, HANDED}
    assert package.retain_until is not None
    kept = [each.read_bytes() for each in (tmp_path / "blobs").rglob("*") if each.is_file()]
    assert [each for each in kept if HANDED in each] == []
    service = tmp_path / "service.yaml"
    service.write_text(
        f"kind: service\ndatabase: {settings.database}\nencryption: {{key: {KEY}}}\n"
        f"companies: [{{id: {COMPANY}, policy: ['builtin:default']}}]\n"
    )
    told = ("--settings", service, "--data", tmp_path, "--case", CASE, "-o", tmp_path / "dossier.zip", "--lang", "en")
    ended = handover("evidence", "export", *told)
    assert ended.code == 0, ended.err
    assert "the original" not in ended.err
    assert (tmp_path / "dossier.zip").stat().st_mode & 0o077 == 0
    found = zipfile.ZipFile(tmp_path / "dossier.zip")
    assert HANDED in {found.read(each) for each in found.namelist()}
    assert b"BEGIN CERTIFICATE" in found.read("certificates.pem")
    assert verified((tmp_path / "dossier.zip").read_bytes()).findings.faults == []


def test_one_module_alone_says_where_files_are_kept() -> None:
    named = {
        str(each.relative_to(WORKING))
        for each in WORKING.rglob("*.py")
        if "FolderBlobs(" in (text := each.read_text()) or "FolderShelf(" in text
    }
    assert named == {"app/filing/opening.py", "archive/folder.py"}
