"""docs/python.md: every block of it runs, in order, and gives what the page shows; its table names what is exported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import handover_policy
from tests.edges.docs.notebook import cells_of, played

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
DOCUMENTED = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)


def test_every_block_of_the_page_gives_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = cells_of(PAGE)
    assert len(cells) == PAGE.count("```python")
    for cell, output in played(cells):
        assert output == cell.shown, cell.code


def test_the_block_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    cells = cells_of((ROOT / "README.md").read_text("utf-8"))
    assert [output for _, output in played(cells)] == [""]


def test_the_package_exports_what_the_page_documents() -> None:
    assert sorted(DOCUMENTED) == sorted(handover_policy.__all__)


def test_a_block_that_is_not_shown_whole_is_noticed() -> None:
    (cell,) = cells_of("```python\nprint(1)\n2\n```\n\n```text\n1\n3\n```\n")
    ((_, output),) = played([cell])
    assert (output, cell.shown) == ("1\n2\n", "1\n3\n")
