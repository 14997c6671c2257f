"""Every document in a real browser: accessible, nothing wider than a telephone, nothing loaded from anywhere."""

from __future__ import annotations

from pathlib import Path

from tests.edges.documents.written import DOCUMENTS, LANGUAGES, looked_at, sampled


def test_axe_finds_nothing_and_nothing_runs_over_at_390_px() -> None:
    pages = [sampled(name, language, "html") for name in DOCUMENTS for language in LANGUAGES]
    assert looked_at(*pages) == [{"file": page.name, "overflow": 0, "found": [], "asked": []} for page in pages]


def test_a_page_with_faults_is_told_of(tmp_path: Path) -> None:
    page = tmp_path / "faulty.html"
    page.write_text(
        "<html><body><p style='width:600px'>x</p><img src='http://127.0.0.1:9/x.png'><ul><p>y</p></ul></body></html>"
    )
    (told,) = looked_at(page)
    assert told["overflow"] > 200
    assert {"html-has-lang", "image-alt", "list"} <= {each.split(": ")[1] for each in told["found"]}
    assert told["asked"] == ["http://127.0.0.1:9/x.png"]
