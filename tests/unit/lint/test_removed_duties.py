"""A deadline that is inherited can be removed where no law asks for it; where one does, lint names the statute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from handover_policy.app.library import Library
from handover_policy.app.load import open_policies, read_set
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.lint import lint
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.shipped import policy_place, shipped_sets

pytestmark = [pytest.mark.usefixtures("what_ships_is_read_once"), pytest.mark.slow]

TODAY = date(2026, 11, 24)
CHINA: Mapping[str, set[str]] = {
    "certificate": {"CN-CER-02", "CN-CER-03"},
    "final_pay": {"CN-PAY-02", "CN-PAY-07"},
    "transfer.file": {"CN-CER-05"},
    "transfer.social_insurance": {"CN-CER-05"},
    "severance": {"CN-SEV-05"},
}
ASKED: Mapping[str, Mapping[str, set[str]]] = {
    "CN": CHINA,
    "DE": {"certificate": {"DE-CER-01"}, "final_pay": set(), "severance": set()},
    "UK": {"certificate": {"UK-CER-01"}, "final_pay": {"UK-PAY-02"}, "severance": set()},
    "US-CA": {"certificate": set(), "final_pay": {"US-CA-PAY-01"}, "severance": set()},
    "JP": {"certificate": {"JP-CER-01"}, "final_pay": {"JP-PAY-01"}, "severance": set()},
    "SG": {"certificate": set(), "final_pay": {"SG-PAY-01"}, "severance": set()},
    "ZZ": {"certificate": set(), "final_pay": set(), "severance": set()},
}
"""What the law of a place has against a set without a deadline; nothing, where it asks for none by a day."""
MANIFEST = """\
# yaml-language-server: $schema=s/policy.schema.json
kind: policy
id: sample
title: 样例
version: 1.0.0
effective: {{from: 2026-01-01}}
extends: builtin:{base}
{more}
"""


def found(place: Path, base: str, more: str = "") -> dict[tuple[str, str], str]:
    (place / "policy.yaml").write_text(MANIFEST.format(base=base, more=more), "utf-8")
    library = Library()
    read = read_set(FolderSource(place), library)
    policy = read.reading.policy
    assert policy is not None, read.reading.findings
    packs = statutes_for(policy.manifest.jurisdiction, library.packs)
    linted = lint(policy, read.reading.documents, read.messages, packs, TODAY)
    return {(each.code, each.subject): str(each.details.get("sentence_en")) for each in linted.findings}


@pytest.mark.parametrize("base", [name for name in shipped_sets() if "/" not in name])
def test_what_no_law_asks_for_goes_in_silence_and_the_rest_is_named_by_its_statute(base: str, tmp_path: Path) -> None:
    policy = open_policies([policy_place(f"builtin:{base}")]).policies[0]
    asked = ASKED[policy.manifest.jurisdiction]
    assert {rule.name for rule in policy.obligations} == set(asked)
    before = found(tmp_path, base)
    for name, laws in asked.items():
        told = found(tmp_path, base, f"remove: [obligation.{name}]")
        new = {key: sentence for key, sentence in told.items() if key not in before}
        assert {code for code, _ in new} == laws, name
        deadlines = [sentence for (_, subject), sentence in new.items() if subject == name]
        assert len(deadlines) == min(1, len(laws)), name
        assert all("no deadline of the employer is written" in sentence for sentence in deadlines)


def test_two_deadlines_of_one_statute_are_told_together(tmp_path: Path) -> None:
    told = found(tmp_path, "default", "remove: [obligation.transfer.file, obligation.transfer.social_insurance]")
    assert ("CN-CER-05", "transfer.file, transfer.social_insurance") in told
