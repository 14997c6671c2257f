"""Texts that hide a threat: behind a long beginning, in a place nobody looks at, in an expression, behind a promise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handover_policy.cli.main import handover
from handover_policy.sources.shipped import shipped_folder

POLICY = """# yaml-language-server: $schema=../../schemas/policy.schema.json
kind: policy
id: acme
title: 制度
version: {version}
effective: {{from: 2026-01-01}}
extends: builtin:default
adoption:
  consulted: {{on: 2025-11-05, body: 职工代表大会}}
  published: {{on: 2025-11-20, channels: [公告栏]}}
"""
CLAUSE = """# yaml-language-server: $schema=../../schemas/clauses.schema.json
kind: clauses
clauses:
  - {{id: clause.thanks, title: 感谢, text: "{text}", sign: onboarding, prominent: true}}
"""
WAIVER = """# yaml-language-server: $schema=../../schemas/waivers.schema.json
kind: waivers
waivers:
  - {finding: CN-TPL-01, reason: 试点, approver: 法务, expires: 2027-06-30}
"""
THREAT = "不办完交接，离职证明不予出具"
LONG = "感谢您一直以来的辛勤付出。" * 40
FORMATS = ("text", "json", "markdown", "html", "sarif", "github")


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(handover, [*arguments, "--lang", "zh", "--as-of", "2026-11-28"])


def written(place: Path, files: dict[str, str], version: str = "1.0.0") -> str:
    for path, text in {"policy.yaml": POLICY.format(version=version), **files}.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8")
    return str(place)


def thanks(text: str) -> dict[str, str]:
    return {"clauses.yaml": CLAUSE.format(text=text)}


def changes(base: str, head: str) -> list[dict[str, str]]:
    told: list[dict[str, str]] = json.loads(ran("diff", base, head, "--format", "json").stdout)["changes"]
    return told


def findings(place: str) -> list[dict[str, str]]:
    told: list[dict[str, str]] = json.loads(ran("lint", "--policy", place, "--format", "json").stdout)["findings"]
    return told


def shipped(path: str) -> str:
    return (shipped_folder("notifications") / path).read_text("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_a_threat_behind_a_long_text_is_shown_in_every_format(tmp_path: Path, form: str) -> None:
    base = written(tmp_path / "base", thanks(f"{LONG}谢谢。"))
    head = written(tmp_path / "head", thanks(f"{LONG}{THREAT}。"), "1.1.0")
    said = ran("diff", base, head, "--format", form, "--fail-on", "info").stdout.replace("\\", "")
    assert THREAT in said


def test_thanks_and_a_threat_never_share_an_approval(tmp_path: Path) -> None:
    base = written(tmp_path / "base", thanks(LONG))
    polite, threat = (
        {each["fingerprint"] for each in changes(base, written(tmp_path / name, thanks(LONG + end), "1.1.0"))}
        for name, end in (("polite", "谢谢。"), ("threat", f"{THREAT}。"))
    )
    assert polite.isdisjoint(threat)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("_locales/zh-CN.yaml", "工资按期结清", f"{THREAT}，工资暂缓发放"),
        ("_layouts/email.j2", "</body>", f"<p>{THREAT}</p></body>"),
        ("_documents/words/zh-CN.yaml", "本次没有交接任务。", f"{THREAT}。"),
        ("task-overdue/zh-CN/message.yaml", "请立即办理，", f"{THREAT}，"),
        ("task-overdue/notification.yaml", "请尽快办理", THREAT),
    ],
)
def test_a_threat_is_found_and_told_wherever_a_message_takes_its_words_from(
    tmp_path: Path, path: str, old: str, new: str
) -> None:
    assert old in shipped(path)
    base = written(tmp_path / "base", {})
    head = written(tmp_path / "head", {f"notifications/{path}": shipped(path).replace(old, new, 1)}, "1.1.0")
    threats = [each["file"] for each in findings(head) if each["code"] == "CN-TPL-01"]
    assert set(threats) == {f"notifications/{path}"}
    [change] = changes(base, head)
    assert THREAT in change["new"]
    assert THREAT not in change["old"]
    assert change["old"], "compared with what ships"


@pytest.mark.parametrize(
    "lead",
    [
        "{{ '不予' ~ '出具' ~ '离职证明' }}。",
        "{% set x = '暂缓发放工资' %}{{ x }}。",
        "{{ ['扣留', '离职证明']|join }}。",
        "{{ '不予出具离职证明'|upper }}。",
        "{% for x in tasks %}{% else %}不予出具离职证明。{% endfor %}",
    ],
)
def test_a_threat_put_together_by_an_expression_is_found_or_not_sent(tmp_path: Path, lead: str) -> None:
    message = f"kind: message\ntitle: 提醒\nlead: {json.dumps(lead, ensure_ascii=False)}\n"
    head = written(tmp_path / "head", {"notifications/task-overdue/zh-CN/message.yaml": message})
    assert "CN-TPL-01" in {each["code"] for each in findings(head)}


@pytest.mark.parametrize(
    "text",
    [
        "无论您是否同意，都将暂缓发放工资。",
        "不影响社保，但不办完交接就不开离职证明。",
        "公司不得不扣留您的离职证明。",
        "Whether or not you agree we will withhold your certificate until the handover is complete.",
    ],
)
def test_no_reassuring_word_hides_a_threat(tmp_path: Path, text: str) -> None:
    assert "CN-TPL-01" in {each["code"] for each in findings(written(tmp_path / "head", thanks(text)))}


@pytest.mark.parametrize(
    "text", ["未提前通知的，支付违约金三千元。", "入职时交纳押金五百元。", "未交接的，扣当月工资。"]
)
def test_a_clause_that_takes_money_in_words_only_is_an_error(tmp_path: Path, text: str) -> None:
    found = findings(written(tmp_path / "head", thanks(text)))
    assert any(each["severity"] == "error" and each["file"] == "clauses.yaml" for each in found)


def test_a_waiver_added_shows_what_it_hides(tmp_path: Path) -> None:
    base = written(tmp_path / "base", thanks(f"{THREAT}。"))
    shutil.copytree(base, tmp_path / "head")
    head = written(tmp_path / "head", {"waivers.yaml": WAIVER}, "1.0.1")
    [change] = changes(base, head)
    assert (change["id"], change["direction"]) == ("waiver-added", "worse")
    assert THREAT in change["message"]
