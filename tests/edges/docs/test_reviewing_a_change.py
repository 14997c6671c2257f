"""docs/reviewing-a-change.md, step by step, as its reader would: files written, commands run, outputs compared."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from handover_policy.diff.report.kinds_table import kinds_table
from tests.edges.cli.command import ROOT

GUIDE = ROOT / "docs" / "reviewing-a-change.md"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOBODY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_PAGER": "cat", "LC_ALL": "zh_CN.UTF-8"}
PERSON = {f"GIT_{role}_{part}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}


class Block(NamedTuple):
    """A fenced block of the guide: its language, its settings (`file=…`, `code=…`) and its text."""

    language: str
    settings: dict[str, str]
    text: str


def blocks() -> Iterator[Block]:
    for language, settings, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        pairs = (part.partition("=") for part in settings.split())
        yield Block(language, {name: value for name, _, value in pairs}, text)


def run(command: str, here: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, **NOBODY, **PERSON, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    given = shlex.split(command)
    return subprocess.run(given, cwd=here, env=settings, capture_output=True, text=True, check=False)  # noqa: S603 - the guide


def test_the_guide_does_what_it_says(tmp_path: Path) -> None:
    programs, place = tmp_path / "programs", tmp_path / "repository"
    programs.mkdir()
    place.mkdir()
    command = programs / "handover"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m handover_policy "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    output = ""
    commands = 0
    for block in blocks():
        if "file" in block.settings:
            path = place / block.settings["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            for line in block.text.splitlines():
                ended = run(line, place, programs)
                assert ended.returncode == int(block.settings.get("code", "0")), ended.stdout + ended.stderr
                output = ended.stdout
                commands += 1
        else:
            assert block.text.rstrip("\n") in output
    assert commands == 9


def test_the_guide_names_every_kind_of_change() -> None:
    assert GUIDE.read_text("utf-8").endswith(kinds_table())
