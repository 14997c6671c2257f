"""Drawings: each one that a page names is there; a page that names another cannot be shown at all."""

from __future__ import annotations

import re
from pathlib import Path

import handover_policy.web.pages

TEMPLATES = Path(handover_policy.web.pages.__file__).parent / "templates"
NAMED = re.compile(r'\bicon\("([\w-]+)"|\bchip\("[\w-]*", "([\w-]+)"')
THERE = re.compile(r'^ *"([\w-]+)":', re.MULTILINE)


def test_every_drawing_that_a_page_names_is_there() -> None:
    there = set(THERE.findall((TEMPLATES / "icons.html").read_text(encoding="utf-8")))
    named = {
        name: file.name
        for file in sorted(TEMPLATES.glob("*.html"))
        for found in NAMED.findall(file.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    assert len(named) > 15
    assert {name: file for name, file in named.items() if name not in there} == {}
