"""A notice that is only asked for is no agreed shorter one, and whom a finding concerns is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover_policy.app.lint import lint_policy
from handover_policy.findings.finding import Finding
from tests.unit.lint.test_samples import TODAY

HEAD = """\
kind: policy
id: acme
title: 制度
version: 1.0.0
effective: {from: 2026-01-01}
extends: builtin:default
attributes:
  employee.keyholder: {type: boolean, title: 掌管钥匙}
  employee.grade: {type: number, title: 职级}
"""


def notice_findings(folder: Path, when: str, row: str) -> list[Finding]:
    (folder / "policy.yaml").write_text(HEAD, "utf-8")
    rows = f"  - {{id: days.own, title: 约定, when: {{employee.stage: regular, {when}}}, {row}}}\n"
    others = f"  - {{id: days.regular, when: {{employee.stage: regular, not: {{{when}}}}}}}\n"
    (folder / "notice_days.yaml").write_text(f"kind: notice_days\nrules:\n{rows}{others}", "utf-8")
    linted = lint_policy(folder, TODAY).linted
    assert linted is not None
    return [finding for finding in linted.findings if finding.code == "CN-NOT-10"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("days: 60, binding: false", False),
        ("days: 7", True),
        ("days: 60, ends_on: [15], binding: false", False),
    ],
)
def test_only_an_agreed_shorter_notice_is_told(tmp_path: Path, row: str, found: bool) -> None:  # noqa: FBT001 - a row
    assert [finding.subject for finding in notice_findings(tmp_path, "employee.keyholder: true", row)] == [
        "days.own"
    ] * found


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        ("employee.keyholder: true", "适用于：正式、掌管钥匙：是", "掌管钥匙: yes"),
        ("employee.grade: 3", "职级：3", "职级: 3"),
    ],
)
def test_whom_it_concerns_is_said_by_the_titles_of_attributes(tmp_path: Path, when: str, zh: str, en: str) -> None:
    (finding,) = notice_findings(tmp_path, when, "days: 7")
    assert zh in finding.details["sentence_zh"]
    assert en in finding.details["sentence_en"]
