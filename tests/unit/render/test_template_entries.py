"""Every code that the compiler of notifications uses has its sentence and remedy in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

from handover_policy.findings.codes import CODES
from handover_policy.texts.texts import languages, texts

RENDER = Path(__file__).parents[3] / "handover_policy" / "render"
CODE = re.compile(r'"(template-[a-z-]+)"')
TEMPLATES = {code for code in CODES if code.startswith("template-")}


def test_the_entries_are_those_of_the_codes_in_use() -> None:
    used = {code for module in RENDER.rglob("*.py") for code in CODE.findall(module.read_text("utf-8"))}
    assert used == TEMPLATES


def test_an_entry_names_only_what_findings_carry() -> None:
    for language in languages():
        for code in TEMPLATES:
            for part in ("says", "fix"):
                text = texts(language).area("findings")[f"codes.{code}.{part}"]
                assert {name for _, name, _, _ in Formatter().parse(text) if name} <= {"subject", "what", "hint"}
