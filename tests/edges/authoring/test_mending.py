"""validate --fix: values whose meaning is plain are written as the files have to say them; nothing else is touched."""

from __future__ import annotations

from pathlib import Path

from handover_policy.app.load import open_policies
from handover_policy.app.mending.policy import mend_policy
from tests.edges.cli.command import handover

HEAD = "# yaml-language-server: $schema=x/{kind}.schema.json\nkind: {kind}\n"
POLICY = (
    HEAD.format(kind="policy")
    + """\
id: acme
title: 2026            # 标题
version: 1.0
effective: {from: 2026年7月1日}
extends: manufacturing
"""
)
NOTICES = (
    HEAD.format(kind="notices")
    + """\
notices:
  - {id: n.start, on: resignation.submitted, to: 部门负责人, channels: [短信，钉钉], notification: handover-started}
"""
)
TEST = (
    HEAD.format(kind="test")
    + """\
cases:
  - name: 一
    employee: {role: office, stage: regular, manager: M1}
    events:
      - {at: 2026/7/6, type: resignation.submitted, data: {form: written}}
    expect:
      - {effect: notice, notice: n.start}
"""
)


def test_the_whole_set_is_mended_in_one_go_and_comments_stay(tmp_path: Path) -> None:
    place = tmp_path / "acme"
    (place / "tests").mkdir(parents=True)
    for name, text in {"policy.yaml": POLICY, "notices.yaml": NOTICES, "tests/a.yaml": TEST}.items():
        (place / name).write_text(text, encoding="utf-8")
    ended = handover("validate", place, "--fix", "--lang", "zh")
    assert (ended.code, ended.out) == (0, b"")
    assert open_policies([place]).findings == ()
    written = (place / "policy.yaml").read_text("utf-8")
    assert written == POLICY.replace("2026  ", '"2026"  ').replace("1.0\n", "1.0.0\n").replace(
        "2026年7月1日", "2026-07-01"
    ).replace("manufacturing", "builtin:manufacturing")
    assert "to: manager, channels: [sms, dingtalk]" in (place / "notices.yaml").read_text("utf-8")
    assert "at: 2026-07-06" in (place / "tests" / "a.yaml").read_text("utf-8")
    assert mend_policy(place) == ()
    assert handover("test", place).code == 0


def test_what_only_might_be_meant_is_left_to_people(tmp_path: Path) -> None:
    place = tmp_path / "acme"
    place.mkdir()
    (place / "policy.yaml").write_text(POLICY.replace("manufacturing", "manufactoring"), encoding="utf-8")
    handover("validate", place, "--fix", "--lang", "zh")
    assert "extends: manufactoring" in (place / "policy.yaml").read_text("utf-8")
