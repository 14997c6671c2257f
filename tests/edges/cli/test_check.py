"""`handover check` as a process of its own: validate, lint and test of sets, one report and one exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from sarif_kit import validation_errors

from tests.edges.cli.command import DEFAULT, ROOT, handover

MODELINE = "# yaml-language-server: $schema=s/{}.schema.json\n"
MANIFEST = "kind: policy\nid: x\ntitle: x\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
CASE = """\
kind: test
cases:
  - name: 试用期{0}天
    employee: {{role: sales, stage: probation}}
    events:
      - {{at: 2026-03-02, type: resignation.submitted, data: {{form: written}}}}
    expect:
      - {{effect: case, notice_days: {0}}}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a sound set with one test that passes."""
    return written(tmp_path / "acme", 3)


def written(place: Path, days: int) -> Path:
    (place / "tests").mkdir(parents=True)
    (place / "policy.yaml").write_text(MODELINE.format("policy") + MANIFEST, encoding="utf-8")
    (place / "tests" / "days.yaml").write_text(MODELINE.format("test") + CASE.format(days), encoding="utf-8")
    return place


def break_rules(place: Path) -> None:
    gate = "kind: gates\ngates:\n  - {id: gate.x, title: x, controls: final_pay, opens_when: {tasks.unfinished: 0}}\n"
    (place / "gates.yaml").write_text(MODELINE.format("gates") + gate, encoding="utf-8")


def test_the_set_that_ships_is_clean() -> None:
    told = handover("check", "--format", "json")
    (counted,) = json.loads(told.out)["sets"]
    assert (told.code, counted["error"], counted["failed"]) == (0, 0, 0)
    assert counted["set"] == "rules/default"
    assert counted["cases"] > 50


def test_its_json_follows_the_schema_of_findings(place: Path) -> None:
    break_rules(place)
    schema = json.loads((ROOT / "schemas" / "findings.schema.json").read_text("utf-8"))
    for places in ([place], [place, DEFAULT]):
        jsonschema.validate(json.loads(handover("check", *places, "--format", "json").out), schema)


def test_it_finds_what_validate_lint_and_test_find_together(tmp_path: Path) -> None:
    place = written(tmp_path / "acme", 30)
    break_rules(place)
    told = json.loads(handover("check", place, "--format", "json").out)["findings"]
    apart = [
        finding
        for command in ("validate", "lint")
        for finding in json.loads(handover(command, place, "--format", "json").out)["findings"]
    ]
    failures = [finding for finding in told if finding["code"] == "policy-test-failed"]
    assert {finding["fingerprint"] for finding in told} == {finding["fingerprint"] for finding in (*apart, *failures)}
    assert [(each["file"], each["line"]) for each in failures] == [("tests/days.yaml", 9)]
    assert "CN-PAY-01" in {finding["code"] for finding in told}


def test_errors_come_before_failed_tests_and_what_cannot_be_read_before_both(tmp_path: Path) -> None:
    failing, offending = written(tmp_path / "failing", 30), written(tmp_path / "offending", 3)
    break_rules(offending)
    assert handover("check", failing).code == 4
    assert handover("check", offending).code == 1
    assert handover("check", failing, offending).code == 1
    gone = handover("check", failing, offending, tmp_path / "gone")
    assert gone.code == 3
    assert str(tmp_path / "gone") in gone.err
    assert "policy-test-failed" in gone.out.decode()


def test_a_failed_test_is_told_from_warnings_that_fail_as_well(tmp_path: Path) -> None:
    """Both sets have warnings; only in one of them a test fails, too."""
    failing, warned = written(tmp_path / "failing", 30), written(tmp_path / "warned", 3)
    counted = json.loads(handover("check", failing, warned, "--format", "json").out)["sets"]
    assert [(each["error"], each["warning"] > 0, each["failed"]) for each in counted] == [(1, True, 1), (0, True, 0)]
    for least in ("warning", "info"):
        assert handover("check", warned, "--fail-on", least).code == 1
        assert handover("check", failing, "--fail-on", least).code == 4
        assert handover("check", warned, failing, "--fail-on", least).code == 4
    assert (handover("check", warned).code, handover("check", failing).code) == (0, 4)


def test_a_failed_test_says_what_came_instead(tmp_path: Path) -> None:
    told = handover("check", written(tmp_path / "acme", 30), "--lang", "en")
    assert (
        "tests/days.yaml:9:9: error[policy-test-failed] the test case '试用期30天' came out wrong" in told.out.decode()
    )
    assert "notice_days: expected 30, got 3" in told.out.decode()
    assert "1 test case, 1 failed" in told.err


def test_a_set_with_errors_runs_no_tests_and_one_without_tests_says_so(place: Path) -> None:
    shutil.rmtree(place / "tests")
    assert "没有测试案例" in handover("check", place, "--lang", "zh").err
    (place / "gates.yaml").write_text("kind: gates\ngates: []\nx: 1\n", encoding="utf-8")
    broken = handover("check", place, "--lang", "zh")
    assert (broken.code, "有错误，没有运行测试" in broken.err) == (1, True)


def test_files_stand_for_the_sets_they_belong_to(tmp_path: Path) -> None:
    first, second = written(tmp_path / "rules" / "a", 3), written(tmp_path / "rules" / "b", 30)
    (tmp_path / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    files = [first / "policy.yaml", first / "tests" / "days.yaml", second / "tests" / "days.yaml"]
    told = handover("check", *files, tmp_path / "other.yaml", "--format", "json", "--lang", "en")
    assert [Path(each["set"]).name for each in json.loads(told.out)["sets"]] == ["a", "b"]
    assert told.code == 4
    assert f"{tmp_path / 'other.yaml'} belongs to no policy set and was not checked" in told.err
    below = handover("check", tmp_path / "rules", "--format", "json")
    assert [Path(each["set"]).name for each in json.loads(below.out)["sets"]] == ["a", "b"]
    assert handover("check", tmp_path / "other.yaml").code == 0


def test_every_form_tells_of_several_sets(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a", 3), written(tmp_path / "b", 30)
    log = json.loads(handover("check", first, second, "--format", "sarif").out)
    assert validation_errors(log) == []
    assert "policy-test-failed" in {result["ruleId"] for result in log["runs"][0]["results"]}
    suites = ET.fromstring(handover("check", first, second, "--format", "junit").out)  # noqa: S314 - written by us
    assert [suite.get("name") for suite in suites] == [str(first), str(second)]
    assert [suite.get("failures") for suite in suites] == ["0", "1"]
    names = [str(case.get("name")) for case in suites.iter("testcase")]
    assert len(names) == len(set(names))
    assert any(name.endswith("a/tests/days.yaml 试用期3天") for name in names)
    markdown = handover("check", first, second, "--format", "markdown", "--lang", "en").out.decode()
    assert "; 1 test case, 1 failed" in markdown
    text = handover("check", first, second, "--lang", "en")
    assert f"{second}/tests/days.yaml:9:9: error" in text.out.decode()
    assert "2 policy sets, 1 did not pass" in text.err


def test_wrong_calls_are_told() -> None:
    assert handover("check", "a", "b", "--policy", "c").code == 2
    assert handover("check", "a", "--policy", "b").code == 2
    assert handover("check", "builtin:nothing").code == 2
