"""docs/writing-a-policy.md, step by step, as its reader would: files written, commands run, outputs compared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.edges.cli.command import ROOT, Ended, handover

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


def run(line: str, here: Path) -> tuple[Path, Ended | None]:
    """Run a line of a block in a folder; return the folder in which the next one runs, and how it ended."""
    program, *arguments = shlex.split(line)
    if program == "cd":
        return here / arguments[0], None
    assert program == "handover"
    placed = [str(ROOT / each) if each.startswith("examples/") else each for each in arguments]
    spoken = () if arguments[0] == "init" else ("--lang", "zh")
    return here, handover(*placed, *spoken, here=here)


def test_the_guide_does_what_it_says(tmp_path: Path) -> None:
    output, here = "", tmp_path
    commands = 0
    for block in blocks():
        if block.language == "yaml":
            if "file" not in block.settings:
                continue
            place = tmp_path / block.settings["file"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            if "remove" in block.settings:
                (tmp_path / block.settings["remove"]).unlink()
            for line in block.text.splitlines():
                here, ended = run(line, here)
                if ended is not None:
                    assert ended.code == int(block.settings.get("code", "0")), (line, ended.err, ended.out.decode())
                    output = ended.out.decode()
                    commands += 1
        else:
            assert block.text.removesuffix("\n") in output
    assert commands == 16
