"""docs/findings: a page for every code, current; each example gives its code, and does not once mended."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from handover_policy.findings.catalogue import CATALOGUE
from handover_policy.review.reference.finding_pages import finding_index, finding_page
from handover_policy.wiring import open_policies

PAGES = Path(__file__).parents[4] / "docs" / "findings"
EXAMPLES: dict[str, Any] = yaml.safe_load((PAGES / "examples.yaml").read_text("utf-8"))
MANIFEST = "id: sample\ntitle: 样例\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"


def codes(place: Path, kind: str, text: str) -> set[str]:
    place.mkdir()
    files = {"policy": MANIFEST} | {kind: (MANIFEST if kind == "policy" else "") + text + "\n"}
    for name, content in files.items():
        modeline = f"# yaml-language-server: $schema=s/{name}.schema.json\nkind: {name}\n"
        (place / f"{name}.yaml").write_text(modeline + content, encoding="utf-8")
    return {finding.code for finding in open_policies([place]).findings}


def wanted() -> dict[str, str]:
    pages = {f"{code}.md": finding_page(entry, EXAMPLES.get(code)) for code, entry in CATALOGUE.items()}
    return {**pages, "README.md": finding_index(CATALOGUE.values())}


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_a_wrong_example_gives_its_code_and_the_right_one_does_not(code: str, tmp_path: Path) -> None:
    example = EXAMPLES[code]
    assert code in codes(tmp_path / "wrong", example["file"], example["wrong"])
    assert codes(tmp_path / "right", example["file"], example["right"]) == set()


def test_every_code_has_its_page_and_no_page_is_left_over() -> None:
    pages = wanted()
    if os.environ.get("HANDOVER_WRITE_PAGES"):
        for name, text in pages.items():
            (PAGES / name).write_text(text, encoding="utf-8")
    assert {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md")} == pages
