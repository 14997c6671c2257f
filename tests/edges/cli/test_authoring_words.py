"""What authors type at the command line is answered in their words: codes of lint, attributes, files."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover_policy.app.library import Library
from tests.edges.cli.command import DEFAULT, handover

HEAD = "# yaml-language-server: $schema=x/{kind}.schema.json\nkind: {kind}\n"
POLICY = (
    HEAD.format(kind="policy")
    + """\
id: acme
title: 制度
version: 1.0.0
effective: {from: 2026-07-01}
extends: builtin:default
"""
)
CASE = (
    HEAD.format(kind="test")
    + """\
cases:
  - name: 一
    employee: {role: slaes, loan: 3}
    events:
      - {at: 2026-07-06, type: departure.declared, data: {cause: retired, by: M1}}
    expect:
      - {effect: case, state: open}
"""
)


def test_every_rule_of_law_is_explained_in_both_languages() -> None:
    for language in ("zh", "en"):
        for code in ("CN-NOT-01", "cn-cer-03", "CN-NOT-04"):
            told = handover("explain", code, "--lang", language)
            assert (told.code, "{" in told.out.decode()) == (0, False)
    assert "劳动合同法" in handover("explain", "CN-NOT-01", "--lang", "zh").out.decode()
    assert len([rule for pack in Library().packs for rule in pack.rules]) > 90
    wrong = handover("explain", "CN-NTO-01")
    assert (wrong.code, "CN-NOT-01" in wrong.err) == (2, True)


@pytest.mark.parametrize(
    ("told", "said"),
    [("trakc=frontline", "track"), ("track=frontlien", "frontline"), ("colour=red", "colour")],
)
def test_a_simulation_refuses_what_nobody_declared(told: str, said: str) -> None:
    ended = handover("simulate", "--role", "sales", "--on", "2026-03-02", "--employee", told)
    assert (ended.code, ended.out, said in ended.err) == (2, b"", True)


def test_a_simulation_takes_values_by_their_titles() -> None:
    titled, named = (
        handover("simulate", "--role", "sales", "--on", "2026-03-02", "--employee", f"track={value}")
        for value in ("一线", "frontline")
    )
    assert titled.code == 0
    assert titled.out == named.out


def written(place: Path, **files: str) -> Path:
    for name, text in {"policy.yaml": POLICY, **files}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    return place


def test_validate_reads_tests_and_says_what_is_missing_with_the_choices(tmp_path: Path) -> None:
    place = written(tmp_path, **{"tests/a.yaml": CASE})
    told = handover("validate", place, "--lang", "zh").out.decode()
    for said in (
        "tests/a.yaml:5:22: 错误[value-unknown] employee.role 没有取值 slaes；是不是想写 sales？",
        "tests/a.yaml:5:29: 错误[attribute-unknown] 制度没有声明员工属性 loan",
        "错误[unknown-value] cause 不能是 retired",
        "改为 retirement",
        "错误[missing-key] 缺少 last_day",
    ):
        assert said in told
    assert handover("test", place).code == 1
    assert handover("check", place).code == 1


def test_a_file_stands_for_its_set(tmp_path: Path) -> None:
    place = written(tmp_path, **{"tests/a.yaml": CASE})
    whole = handover("validate", place)
    for name in ("policy.yaml", "tests/a.yaml"):
        ended = handover("validate", place / name)
        assert (ended.code, ended.out) == (whole.code, whole.out)
    assert handover("lint", DEFAULT / "gates.yaml").code == 0


def test_files_that_look_like_rules_but_are_not_read_are_told(tmp_path: Path) -> None:
    names = ("a.yaml.txt", "b.yaml.bak", "新建文本文档.txt", "C.YAML", "tests/t.yml.txt")
    place = written(tmp_path, **dict.fromkeys(names, "x"), **{"README.md": "x", "docs/minutes.pdf": "x"})
    ended = handover("validate", place, "--format", "json")
    told = ended.out.decode()
    assert ended.code == 1
    assert [name in told for name in (*names, "README", "minutes")] == [True] * len(names) + [False] * 2
    assert (told.count('"file-misnamed"'), told.count('"file-left-aside"')) == (3, 2)


@pytest.mark.parametrize(("told", "said"), [("true", "是"), ("是", "是"), ("false", "否")])
def test_a_simulation_takes_what_is_true_or_not(told: str, said: str, tmp_path: Path) -> None:
    head = (
        "kind: policy\nid: acme\ntitle: 甲\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
    )
    (tmp_path / "policy.yaml").write_text(
        head + "attributes:\n  employee.housed: {type: boolean, title: 住房}\n", "utf-8"
    )
    on = ("simulate", "--role", "sales", "--on", "2026-03-02", "--policy", str(tmp_path))
    ended = handover(*on, "--employee", f"housed={told}")
    assert (ended.code, f"住房 = {said}" in ended.out.decode()) == (0, True)
    wrong = handover(*on, "--employee", "housed=maybe")
    assert (wrong.code, "--employee housed:" in wrong.err) == (2, True)
