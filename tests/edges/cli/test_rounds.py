"""A set with everything tasks may say (conditions, order, several parties, records, lists): what each command does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.edges.cli.command import EXAMPLE, handover

ROUNDS = Path(__file__).parent / "rounds"
OF_IT = ("--policy", ROUNDS, "--lang", "zh")
CASE = ("--case", "E1001/1")


def said(*arguments: object, code: int = 0) -> str:
    ended = handover(*arguments)
    assert ended.code == code, ended.err
    return ended.out.decode()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a later version of the set: another order, other records and things, and silence that counts."""
    copy = tmp_path / "rounds"
    shutil.copytree(ROUNDS, copy)
    for old, new in (
        ("after: [rounds.round, rounds.seals]", "after: [rounds.seals]"),
        ("at_least: 6", "at_least: 3"),
        ("never_silent: true", "accepted_after: 2 workdays"),
        ("{name: 公章, count: 1}", "{name: 公章, count: 2}"),
    ):
        rounds = (copy / "rounds.yaml").read_text("utf-8")
        assert old in rounds
        (copy / "rounds.yaml").write_text(rounds.replace(old, new), "utf-8")
    manifest = (copy / "policy.yaml").read_text("utf-8")
    (copy / "policy.yaml").write_text(manifest.replace("1.0.0", "1.1.0"), "utf-8")
    return copy


def test_it_is_valid_and_lint_has_nothing_against_its_tasks() -> None:
    assert json.loads(said("validate", ROUNDS, "--format", "json"))["findings"] == []
    told = json.loads(said("lint", ROUNDS, "--format", "json", "--fail-on", "error"))["findings"]
    assert [each for each in told if each["file"] == "rounds.yaml"] == []


def test_its_tests_say_what_they_cover_and_what_no_case_would_notice() -> None:
    covered = said("test", ROUNDS, "--coverage", "--lang", "zh")
    assert "rounds.round：没有案例办完第 2, finance 步" in covered
    assert "rounds.exit：没有案例看到它等待" not in covered
    assert "rounds.seals：没有案例逐行核对" not in covered
    survivors = handover("test", ROUNDS, "--mutate", "--lang", "zh").out.decode()
    for field in (
        "steps[3].when",
        "for_each.when",
        "steps[2].parties 由 [finance, library]",
        "items.columns.name.required",
    ):
        assert field in survivors


def test_a_case_is_told_and_explained_with_what_waits_and_what_is_done_side_by_side() -> None:
    told = said("run", EXAMPLE, "--format", "text", *OF_IT)
    assert "须先办完 部门会签、印章移交" in told
    exit_pass = said("explain", EXAMPLE, *OF_IT, *CASE, "--only", "rounds.exit")
    assert "还在等：部门会签、印章移交 办完后才开始" in exit_pass
    assert "图书馆（U-LIB）核对并会签（各方分别办理）" in said(
        "explain", EXAMPLE, *OF_IT, *CASE, "--only", "rounds.round"
    )
    gate = said("explain", EXAMPLE, *OF_IT, *CASE, "--only", "gate.confirmation")
    assert "办完“部门会签”；办完“印章移交”；办完“放行条”" in gate
    why_not = said("explain", EXAMPLE, *OF_IT, *CASE, "--why-not", "rounds.members")
    assert "profile.members 没有记录" in why_not


def test_an_imagined_departure_goes_through_all_of_it() -> None:
    told = said("simulate", "--role", "sales", "--stage", "regular", "--on", "2026-03-02", "--act", "on-time", *OF_IT)
    for line in (
        "财务部核对并会签",
        "图书馆核对并会签",
        "会员1：接手人接收会员",
        "部门负责人逐件清点",
        "人事开具放行条",
    ):
        assert line in told


def test_documents_show_groups_records_by_titles_and_things_row_by_row() -> None:
    tasks = said("render", "task-list", "--sample", "--policy", ROUNDS, "--lang", "zh-CN", "--format", "text")
    assert "核对并会签 （各方分别办理，不分先后）" in tasks
    assert "会员姓名：会员 1；未到店月数：6；接手人：李建国" in tasks
    for name in ("task-list", "confirmation-sheet", "handover-package"):
        page = said("render", name, "--sample", "--policy", ROUNDS, "--lang", "zh-CN", "--format", "text")
        assert "名称：公章" in page
        assert "核对：" in page


def test_a_later_version_is_compared_and_its_effect_on_open_cases_told(other: Path) -> None:
    told = said("diff", ROUNDS, other, "--lang", "zh")
    for kind in ("task-for-each-changed", "task-things-changed", "task-order-changed", "task-acceptance-sooner"):
        assert kind in told
    plan = said("plan", "--against", ROUNDS, "--policy", other, "--migrate", EXAMPLE, "--lang", "zh")
    assert "任务先后变化：放行条 E1001/1:rounds.round、E1001/1:rounds.seals → E1001/1:rounds.seals" in plan
    assert "任务清单变化：印章移交 公章 1、NB-20391 → 公章 2、NB-20391" in plan
