"""`handover evidence export` and `handover evidence verify`, as somebody types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.edges.cli.command import Ended, handover
from tests.evidence.dossier.making import CASE, Made


def run(*words: object, language: str = "en") -> Ended:
    """Return how a command ended."""
    return handover("evidence", *words, "--lang", language)


def test_it_is_exported_and_verified(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "dossier.zip"
    ended = run("export", "--data", made.data, "--company", "default", "--case", CASE, "-o", file)
    assert (ended.code, ended.out) == (5, b"")  # the embedded default has another company
    settings = tmp_path / "service.yaml"
    settings.write_text(
        f"kind: service\ndatabase: {made.settings.database}\nblobs: {made.settings.files}\n"
        "companies: [{id: acme, policy: ['builtin:default']}]\n"
    )
    ended = run("export", "--settings", settings, "--data", made.data, "--case", CASE, "-o", file)
    assert ended.code == 0, ended.err
    assert "is written:" in ended.out.decode()
    assert "the original" in ended.err
    assert file.read_bytes() == made.exported()
    assert list(tmp_path.glob("*.coming")) == []
    kept = tmp_path / "kept.txt"
    kept.write_text(made.outside[0].note)
    ended = run("verify", file, "--checkpoint", kept, "--authority", made.tsa.ca)
    assert ended.code == 0, ended.out
    assert f"Nothing wrong was found: {CASE}" in ended.out.decode()
    assert run("export", "--settings", settings, "--data", made.data, "--case", "E9/1", "-o", file).code == 5


def test_what_is_wrong_is_said_in_both_languages_with_exit_1(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "dossier.zip"
    altered = bytearray(made.content)
    altered[altered.index(b"<h1>") + 1] ^= 1
    file.write_bytes(altered)
    for language, said in (("zh", "不符 README.html：内容与 SHA256SUMS"), ("en", "WRONG     README.html: the content")):
        ended = run("verify", file, language=language)
        assert ended.code == 1
        assert said in ended.out.decode()
    told = json.loads(run("verify", file, "--format", "json").out)
    assert told["holds"] is False
    assert told["dossier"]["case"] == CASE
    assert {"path": "README.html", "code": "digest-wrong", "mark": "wrong"}.items() <= told["findings"][0].items()


ALONE = """\
import os, sys
sys.modules.update(dict.fromkeys(("sqlalchemy", "starlette", "pyhanko", "obstore", "httpx")))
sys.addaudithook(lambda event, _: os._exit(99) if event.startswith("socket.") else None)
from handover_policy.__main__ import main
main()
"""
"""The command where nothing of the service is installed, and whatever asks for the network ends it at once."""


def test_verifying_takes_no_network_and_nothing_of_the_service(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "dossier.zip"
    file.write_bytes(made.content)
    asked = [sys.executable, "-c", ALONE, "evidence", "verify", str(file), "--authority", str(made.tsa.ca)]
    ended = subprocess.run(asked, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_what_cannot_be_read_is_said(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "dossier.zip"
    file.write_bytes(made.content)
    none = tmp_path / "none"
    assert run("verify", none).code == 3
    assert run("verify", made.data / "handover.db").code == 3
    assert run("verify", file, "--checkpoint", none).code == 3
    assert run("verify", file, "--key", "none").code == 2
    none.write_text("none")
    assert run("verify", file, "--authority", none).code == 2
    assert run("verify").code == 2
