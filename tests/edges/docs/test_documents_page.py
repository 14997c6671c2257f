"""docs/documents.md: every command of it works, and it leaves no document out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from handover_policy.render.documents.catalogue import DOCUMENTS
from tests.edges.cli.command import ROOT, handover

PAGE = (ROOT / "docs" / "documents.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()] + re.findall(
    r"`(handover render \S+ --sample)`", PAGE
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_works(command: str, tmp_path: Path) -> None:
    _, *arguments = shlex.split(command)
    if "--output" in arguments:
        place = arguments.index("--output") + 1
        arguments[place] = str(tmp_path / arguments[place])
    assert handover(*arguments).code == 0


def test_the_page_names_every_document() -> None:
    assert [name for name in DOCUMENTS if f"| `{name}` |" not in PAGE] == []
    assert len(COMMANDS) >= 7 + len(DOCUMENTS)
