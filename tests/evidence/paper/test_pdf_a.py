"""Every document as PDF/A-1b is valid to Apache PDFBox: what is kept, 3u with files attached, is the same template."""

from __future__ import annotations

from dataclasses import replace
from functools import partialmethod
from pathlib import Path

import pytest
from weasyprint.document import Document

from handover_policy.app.case_files import sampled_document
from handover_policy.app.load import Opened, open_policies
from handover_policy.render.documents import pdf
from handover_policy.render.documents.catalogue import DOCUMENTS
from handover_policy.render.documents.contents.proof import ShownProof
from handover_policy.sources.shipped import shipped_folder
from tests.evidence.paper.preflight import as_1b, complaints

PROOF = ShownProof(
    way="code",
    address=f"https://handover.example.com/verify?company=acme&digest={'0' * 64}",
    log="handover-policy/acme/0123456789abcdef",
    size=7,
    root="qqyRQz1zPWmLNgBrdPSBjjjXjJ8zZx1XjYv1w2Yw0hQ=",
    at="2026-11-30 18:00:03 +08:00",
)
ALL = [*((name, "zh-CN") for name in DOCUMENTS), ("confirmation-sheet", "en")]


def written(name: str, opened: Opened, language: str) -> bytes:
    return replace(sampled_document(name, opened, language), proof=PROOF).written("pdf")


def test_every_document_is_valid_pdf_a(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_policies([shipped_folder("rules") / "default"])
    monkeypatch.setattr(pdf, "VARIANT", "pdf/a-1b")
    as_it_is = written("leaving-certificate", opened, "zh-CN")
    monkeypatch.setattr(Document, "write_pdf", partialmethod(Document.write_pdf, finisher=as_1b))
    files = {f"{name}.{language}.pdf": written(name, opened, language) for name, language in ALL}
    found = complaints(tmp_path, {**files, "as-it-is.pdf": as_it_is})
    assert found.pop("as-it-is.pdf")  # or what is turned for the others is not needed any more
    assert found == {name: [] for name in files}
