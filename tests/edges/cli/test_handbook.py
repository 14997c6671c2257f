"""handover handbook: a set in plain words, as text, as page, as PDF: everywhere the same sentences."""

import html
import re
from pathlib import Path

import pytest

from tests.edges.cli.command import DEFAULT, ROOT, handover

US = ROOT / "examples" / "university_us" / "policy"


@pytest.mark.parametrize(("language", "sentence"), [("zh", "提前 30 天通知。"), ("en", "Give notice 30 days ahead.")])
def test_text_and_page_say_the_same(language: str, sentence: str) -> None:
    text = handover("handbook", "--lang", language)
    page = handover("handbook", "--lang", language, "--format", "html")

    assert (text.code, page.code) == (0, 0)
    written = html.unescape(page.out.decode())
    lines = [line.strip() for line in text.out.decode().splitlines() if line.startswith("  ") and " | " not in line]
    assert sentence in lines
    assert all(all(part in written for part in re.split(r"：|: ", line, maxsplit=1)) for line in lines)


def test_the_language_is_that_of_the_set() -> None:
    assert handover("handbook", "--policy", US).out.decode().startswith("Leaving the university")
    assert "离职证明和工资不受交接影响" in handover("handbook", "--policy", DEFAULT).out.decode()


def test_a_pdf_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"

    for place in (first, second):
        assert handover("handbook", "--format", "pdf", "--output", place).code == 0
    assert first.read_bytes().startswith(b"%PDF-")
    assert first.read_bytes() == second.read_bytes()


def test_a_set_that_cannot_be_read_is_told() -> None:
    assert handover("handbook", "--policy", ROOT / "docs").code != 0
