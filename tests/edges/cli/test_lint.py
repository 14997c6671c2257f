"""`handover lint` as a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.edges.cli.command import handover


def findings(*arguments: object) -> dict[str, str]:
    told = json.loads(handover("lint", *arguments, "--format", "json", "--lang", "zh").out)["findings"]
    return {finding["code"]: finding["severity"] for finding in told}


@pytest.mark.parametrize("name", ["default", "manufacturing", "retail", "internet", "logistics"])
def test_the_lawful_sets_have_no_errors(name: str) -> None:
    assert handover("lint", f"builtin:{name}").code == 0


@pytest.mark.parametrize(
    ("company", "errors"),
    [
        ("internet", {"CN-NOT-08", "CN-PEN-01", "CN-CER-01", "CN-PAY-01", "CN-TPL-01"}),
        ("manufacturing", {"CN-NOT-02", "CN-NOT-03", "CN-NOT-08"}),
        ("logistics", {"CN-CER-01", "CN-TPL-01"}),
        ("signature", {"CN-CER-01"}),
        ("technology", set()),
        ("retail", set()),
    ],
)
def test_each_company_of_the_article_gets_what_it_deserves(company: str, errors: set[str]) -> None:
    found = findings(f"builtin:seed_cases/{company}")
    assert {code for code, severity in found.items() if severity == "error"} == errors
    assert handover("lint", f"builtin:seed_cases/{company}").code == (1 if errors else 0)


def test_a_finding_cites_the_law_and_says_what_to_write() -> None:
    text = handover("lint", "builtin:seed_cases/signature", "--lang", "zh")
    assert "劳动合同法(2012修正) 50(1)、89" in text.out.decode()
    assert "写 release_by: last_day" in text.out.decode()
    assert "这不是法律意见" in text.err
    assert "This is no legal advice" in handover("lint", "--lang", "en").err


def test_an_expired_waiver_is_an_error_and_a_living_one_is_not(tmp_path: Path) -> None:
    modeline = "# yaml-language-server: $schema=s/{}.schema.json\n"
    manifest = (
        "kind: policy\nid: x\ntitle: x\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
    )
    (tmp_path / "policy.yaml").write_text(modeline.format("policy") + manifest, encoding="utf-8")
    waiver = "kind: waivers\nwaivers:\n  - {finding: CN-RUL-01, reason: 筹备中, approver: 法务, expires: 2026-12-31}\n"
    (tmp_path / "waivers.yaml").write_text(modeline.format("waivers") + waiver, encoding="utf-8")
    assert "CN-RUL-01" not in findings(tmp_path, "--as-of", "2026-12-31")
    assert findings(tmp_path, "--as-of", "2027-01-01")["waiver-expired"] == "error"


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert handover("lint", tmp_path / "none").code == 3
    (tmp_path / "policy.yaml").write_text("kind: [", encoding="utf-8")
    assert handover("lint", tmp_path).code == 1
    assert handover("lint", "a", "--policy", "b").code == 2


HEAD = "# yaml-language-server: $schema=s/{}.schema.json\n"
MANIFEST = "kind: policy\nid: x\ntitle: x\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
DAYS = "kind: notice_days\ncounting: {unit: workday}   # 一个月\nrules:\n  - id: days.regular\n    days: 45 # 天\n"


def a_set(place: Path, text: str = DAYS) -> Path:
    (place / "policy.yaml").write_text(HEAD.format("policy") + MANIFEST, encoding="utf-8")
    (place / "notice_days.yaml").write_text(HEAD.format("notice_days") + text, encoding="utf-8")
    return place / "notice_days.yaml"


def test_fix_shows_and_writes_what_needs_no_person_and_lint_goes_on_from_there(tmp_path: Path) -> None:
    file = a_set(tmp_path)
    assert handover("lint", tmp_path).code == 1
    fixed = handover("lint", tmp_path, "--fix", "--lang", "en")
    assert (fixed.code, "CN-NOT-01" in fixed.out.decode()) == (0, False)
    assert "-    days: 45 # 天\n+    days: 30 # 天\n" in fixed.err
    assert "mended days.regular (CN-NOT-01)" in fixed.err
    repaired = DAYS.replace("unit: workday", "unit: calendar_day").replace("45", "30")
    assert file.read_text("utf-8") == HEAD.format("notice_days") + repaired
    again = handover("lint", tmp_path, "--fix", "--lang", "en")
    assert "nothing to mend" in again.err


def test_a_file_nobody_may_write_stays_as_it_is(tmp_path: Path) -> None:
    file = a_set(tmp_path)
    before = file.read_bytes()
    file.chmod(0o444)
    refused = handover("lint", tmp_path, "--fix", "--lang", "en")
    assert (refused.code, file.read_bytes()) == (3, before)
    assert "cannot write" in refused.err
    assert "mended" not in refused.err
    assert handover("lint", tmp_path / "none", "--fix").code == 3
