"""Every code that the compiler of notifications uses has its sentence and remedy in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from handover_policy.findings.entries.entry import Entry
from handover_policy.findings.entries.template import TEMPLATES

RENDER = Path(__file__).parents[3] / "handover_policy" / "render"
CODE = re.compile(r'"(template-[a-z-]+)"')
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_the_entries_are_those_of_the_codes_in_use() -> None:
    used = {code for module in RENDER.rglob("*.py") for code in CODE.findall(module.read_text("utf-8"))}
    assert used == {entry.code for entry in TEMPLATES}


@pytest.mark.parametrize("entry", TEMPLATES, ids=lambda entry: entry.code)
def test_an_entry_speaks_both_languages_and_names_only_what_findings_carry(entry: Entry) -> None:
    for chinese, english in ((entry.zh, entry.en), (entry.fix_zh, entry.fix_en), (entry.why_zh, entry.why_en)):
        assert CHINESE.search(chinese)
        assert not CHINESE.search(english)
        for text in (chinese, english):
            assert {name for _, name, _, _ in Formatter().parse(text) if name} <= {"subject", "what", "hint"}
