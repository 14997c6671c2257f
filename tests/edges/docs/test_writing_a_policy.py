"""docs/writing-a-policy.md, step by step, as its reader would: files written, commands run, outputs compared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.edges.cli.command import ROOT, handover

GUIDE = ROOT / "docs" / "writing-a-policy.md"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block of the guide: its language, its settings (`file=…`, `code=…`) and its text."""

    language: str
    settings: dict[str, str]
    text: str


def blocks() -> Iterator[Block]:
    for language, settings, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        pairs = (part.partition("=") for part in settings.split())
        yield Block(language, {name: value for name, _, value in pairs}, text)


def test_the_guide_does_what_it_says(tmp_path: Path) -> None:
    output = ""
    commands = 0
    for block in blocks():
        if block.language == "yaml":
            place = tmp_path / block.settings["file"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            if "remove" in block.settings:
                (tmp_path / block.settings["remove"]).unlink()
            program, *arguments = shlex.split(block.text)
            assert program == "handover"
            placed = [str(tmp_path / each) if each == "acme" else each for each in arguments]
            ended = handover(*placed, "--lang", "zh")
            assert ended.code == int(block.settings.get("code", "0")), ended.err
            output = ended.out.decode()
            commands += 1
        else:
            assert block.text in output
    assert commands == 7
