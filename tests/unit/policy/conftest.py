"""Fixtures: reads policy sets written in the tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from handover_policy.findings.finding import Finding
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import Reading, SourceFile, SourceFolder, read_policy_set

ROOT = Path(__file__).parents[3]
NOTIFICATIONS = Path(__file__).parents[3] / "notifications"
MESSAGES = tuple(sorted(file.parent.name for file in NOTIFICATIONS.glob("*/notification.yaml")))

POLICY = """\
# yaml-language-server: $schema=../schemas/policy.schema.json
kind: policy
id: acme
title: 制度
version: 1.2.0
effective: {from: 2026-07-01}
jurisdiction: CN
timezone: Asia/Shanghai
language: zh-CN
calendar: CN
send_at: "09:30"
vocabulary:
  employee.stage: {probation: 试用期, regular: 正式}
  employee.role: {sales: 销售, engineer: 研发}
parties:
  leaver: {title: 离职员工, is: employee}
  manager: {title: 负责人, is: employee.manager, else: hr}
  hr: {title: 人事, is: contact:hr}
contacts: {hr: U-HR}
"""
NOTICE_DAYS = """\
# yaml-language-server: $schema=../schemas/notice_days.schema.json
kind: notice_days
rules:
  - {id: days.regular, title: 正式, when: {employee.stage: regular}, days: 30}
"""
MINIMAL: Mapping[str, str] = {"policy.yaml": POLICY, "notice_days.yaml": NOTICE_DAYS}

Files = Mapping[str, str | bytes]
Read = Callable[..., Reading]


def folder_of(files: Files, name: str = "") -> SourceFolder:
    return SourceFolder(
        name,
        tuple(
            SourceFile(path, text if isinstance(text, bytes) else text.encode("utf-8")) for path, text in files.items()
        ),
    )


def modeline(kind: str) -> str:
    return f"# yaml-language-server: $schema=../schemas/{kind}.schema.json\nkind: {kind}\n"


@pytest.fixture(scope="session")
def schemas() -> Mapping[str, dict[str, object]]:
    suffix = ".schema.json"
    return {
        path.name.removesuffix(suffix): json.loads(path.read_text("utf-8"))
        for path in sorted((ROOT / "schemas").glob(f"*{suffix}"))
    }


@pytest.fixture(scope="session")
def read(schemas: Mapping[str, dict[str, object]]) -> Read:
    """Read a set from texts by path; `parents` maps what `extends` names to the folder's texts."""

    def reading(files: Files, parents: Mapping[str, Files] | None = None, law_ids: tuple[str, ...] = ()) -> Reading:
        def fetch(name: str, _child: SourceFolder) -> SourceFolder | None:
            known = parents or {}
            return folder_of(known[name], f"{name}/") if name in known else None

        return read_policy_set(
            folder_of(files), fetch_parent=fetch, schemas=schemas, notifications=MESSAGES, law_ids=law_ids
        )

    return reading


@pytest.fixture(scope="session")
def findings_in(read: Read) -> Callable[..., list[Finding]]:
    """Return the findings of the minimal set with one file more, or one replaced: kind and body."""

    def findings(kind: str, body: str, **more: str) -> list[Finding]:
        name = f"{kind}.yaml"
        return list(read({**MINIMAL, **more, name: modeline(kind) + body}).findings)

    return findings


@pytest.fixture(scope="session")
def policy_with(read: Read) -> Callable[..., PolicySet]:
    """Return the minimal set with files more or replaced, which must be without findings."""

    def policy(**bodies: str) -> PolicySet:
        files = {**MINIMAL, **{f"{kind}.yaml": modeline(kind) + body for kind, body in bodies.items()}}
        reading = read(files)
        assert reading.findings == ()
        assert reading.policy is not None
        return reading.policy

    return policy
