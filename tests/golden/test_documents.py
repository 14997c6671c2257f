"""Every document of the sample departure, word for word; HANDOVER_WRITE_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from handover_policy.app.case_files import HALFWAY, CaseFiles, tell_sample
from handover_policy.app.library import Library
from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.render.documents.catalogue import DOCUMENTS
from handover_policy.render.documents.document import document_languages, open_document
from handover_policy.sources.shipped import shipped_folder

GOLDEN = Path(__file__).parent / "documents"
OPENED = open_policies([shipped_folder("rules") / "default"])
LANGUAGES = document_languages(OPENED.messages)
DIGEST = f"sha256:{'0' * 64}"
"""That of the policy changes with each of its rules, and with the release of the calendar's package."""

ALL = [(name, language) for name in DOCUMENTS for language in LANGUAGES]


def folded(until: float) -> CaseFiles:
    folding = CaseFiles(Run(OPENED), OPENED, Library().citations)
    tell_sample(folding, OPENED.policies[0], until=until)
    return folding


WHOLE, PART = folded(1), folded(HALFWAY)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_document_reads_as_agreed(name: str, language: str) -> None:
    assert OPENED.templates is not None
    document = open_document(OPENED.messages, OPENED.templates.wordings, name, language)
    file = (PART if name == "task-list" else WHOLE).file("E10871/1")
    file = replace(file, digest=DIGEST)
    text = document.text(DOCUMENTS[name].make(file))
    place = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("HANDOVER_WRITE_GOLDEN") == "1":
        place.write_text(text, "utf-8")
    assert place.read_text("utf-8") == text


def test_no_golden_document_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {f"{name}.{language}.txt" for name, language in ALL}
