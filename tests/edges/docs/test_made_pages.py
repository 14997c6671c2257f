"""The pages of docs/ that docs/make_pages.py writes are what it writes."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"


def test_every_made_page_is_current_and_none_is_left_over() -> None:
    made = runpy.run_path(str(DOCS / "make_pages.py"))["pages"]()
    there = [*DOCS.glob("findings/*.md"), *(DOCS / name for name in made if "/" not in name)]
    assert {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in there} == made
