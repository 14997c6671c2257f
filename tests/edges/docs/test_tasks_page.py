"""docs/tasks.md: the files of the page are a set without findings, whose tests hold."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from tests.edges.cli.command import ROOT, handover

PAGE = ROOT / "docs" / "tasks.md"
FILES = re.compile(r"^```yaml file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    for name, text in FILES.findall(page):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    commands = COMMANDS.findall(page)
    assert len(commands) == 2
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "handover"
        placed = [str(tmp_path / each) if each == "acme" else each for each in arguments]
        ended = handover(*placed, "--lang", "zh")
        assert ended.code == 0, ended.out.decode()
    found = handover("validate", tmp_path / "acme", "--format", "json")
    assert json.loads(found.out)["findings"] == []
