"""docs/planning-a-change.md, step by step, as its reader would: files written, commands run, outputs compared."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.edges.cli.command import ROOT, handover

GUIDE = ROOT / "docs" / "planning-a-change.md"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACES = ("acme", "acme-next", "cases.jsonl")


def test_the_guide_does_what_it_says(tmp_path: Path) -> None:
    output = ""
    commands = 0
    for language, settings, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        told = dict(part.partition("=")[::2] for part in settings.split())
        if language in {"yaml", "json"}:
            place = tmp_path / told["file"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        elif language == "sh":
            program, *arguments = shlex.split(text)
            assert program == "handover"
            placed = [str(tmp_path / each) if each in PLACES else each for each in arguments]
            ended = handover(*placed, "--lang", "zh")
            assert ended.code == int(told.get("code", "0")), ended.err
            output = ended.out.decode()
            commands += 1
        else:
            assert text in output if "part" in told else text == output
    assert commands == 3
