"""handover test, as a process: which cases run, what is written, and the exit code of each ending."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.edges.cli.command import DEFAULT, handover

HEAD = "# yaml-language-server: $schema=../../../schemas/test.schema.json\nkind: test\n"
WRONG = """cases:
  - name: '通知期 <&> 😀 "三十一日"'
    employee: {role: sales, stage: regular}
    events: [{at: 2026-03-02, type: resignation.submitted, data: {form: written}}]
    expect: [{effect: case, notice_days: 31, last_day: 2026-04-02}]
    never: [{effect: notice, notice: notice.start}]
"""


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """Return a copy of the default set with one small test file."""
    place = tmp_path / "acme"
    shutil.copytree(DEFAULT, place)
    shutil.rmtree(place / "tests")
    (place / "tests").mkdir()
    return place


def put(place: Path, text: str) -> Path:
    (place / "tests" / "a.yaml").write_text(HEAD + text, encoding="utf-8")
    return place


def test_a_failure_is_told_field_by_field_in_either_language(acme: Path) -> None:
    put(acme, WRONG)
    chinese, english = (handover("test", acme, "--lang", lang) for lang in ("zh", "en"))
    assert (chinese.code, english.code) == (4, 4)
    told = chinese.out.decode()
    assert "    tests/a.yaml:7:14: 没有出现预期的案件：notice_days = 31，last_day = 2026-04-02\n" in told
    assert "        notice_days：预期 31，实际 30\n        last_day：预期 2026-04-02，实际 2026-04-01\n" in told
    assert told.endswith("1 个案例：0 个通过，1 个失败\n")
    assert "        notice_days: expected 31, got 30\n" in english.out.decode()


def test_junit_is_well_formed_whatever_the_names_are(acme: Path) -> None:
    put(acme, WRONG)
    ended = handover("test", acme, "--format", "junit")
    suite = ET.fromstring(ended.out.decode())  # noqa: S314 - our own output
    assert (ended.code, suite.get("tests"), suite.get("failures")) == (4, "1", "1")
    (case,) = suite.findall("testcase")
    assert case.get("name") == f'{case.get("classname")} 通知期 <&> 😀 "三十一日"'
    assert len(case.findall("failure")) == 2


def test_json_tells_results_coverage_and_mutation_in_one_object(acme: Path) -> None:
    right = WRONG.replace("31", "30").replace("04-02", "04-01")
    put(acme, right.partition("    never")[0])
    ended = handover("test", acme, "--format", "json", "--coverage", "--mutate", "--sample", "20")
    told = json.loads(ended.out)
    assert ended.code == 0, ended.err
    assert told["summary"] == {"total": 1, "passed": 1, "failed": 0}
    assert 0 < told["coverage"]["percent"] < 100
    assert told["mutation"]["mutants"] == 20
    assert told["mutation"]["of"] > 200
    assert len(told["mutation"]["survivors"]) == 20 - told["mutation"]["killed"]
    again = handover("test", acme, "--format", "json", "--coverage", "--mutate", "--sample", "20")
    assert again.out == ended.out


def test_cases_are_chosen_by_name_or_file() -> None:
    assert handover("test", "builtin:default", "-k", "非全日制员工当日即可离职").out.decode().count("✓") == 1
    assert handover("test", "builtin:default", "-k", "tests/notice_days").out.decode().count("✓") > 1
    nothing = handover("test", "builtin:default", "-k", "没有这样的案例")
    assert (nothing.code, nothing.out) == (5, b"")


def test_limits_end_with_four_when_they_are_passed() -> None:
    one = ("test", "builtin:default", "-k", "非全日制员工当日即可离职")
    assert handover(*one, "--coverage-fail-under", "99").code == 4
    assert handover(*one, "--coverage-fail-under", "1").code == 0
    assert handover(*one, "--sample", "30", "--max-survivors", "5%").code == 4
    assert handover(*one, "--sample", "30", "--max-survivors", "30").code == 0


def test_survivors_are_told_with_the_place_and_what_was_changed() -> None:
    ended = handover("test", "builtin:default", "-k", "非全日制员工当日即可离职", "--mutate", "--lang", "zh")
    told = ended.out.decode()
    assert ended.code == 0
    assert "notice_days.yaml:13:5: days.regular：days 由 30 改为 31，没有案例发现\n" in told
    assert "days.part_time：days 由 0 改为 1" not in told
    assert ended.err == ""  # no bar where nobody looks


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("policy: ../other\n" + WRONG, 1),
        ("cases: []\n", 1),
        (WRONG.replace("expect:", "expects:"), 1),
        (WRONG.replace("notice: notice.start", "notce: notice.start"), 1),
    ],
)
def test_what_is_wrong_with_a_test_file_is_a_finding(acme: Path, text: str, code: int) -> None:
    ended = handover("test", put(acme, text), "--lang", "zh")
    assert (ended.code, ended.out) == (code, b"")
    assert "tests/a.yaml" in ended.err


def test_the_other_endings_keep_their_codes(acme: Path) -> None:
    assert handover("test", acme).code == 5
    assert handover("test", acme / "nowhere").code == 3
    assert handover("test", put(acme, WRONG), "--format", "junit", "--mutate").code == 2
    assert handover("test", acme, "--max-survivors", "many").code == 2
    unproven = handover("test", acme, "--mutate")
    assert (unproven.code, "所有案例" in unproven.err) == (4, True)
    (acme / "notice_days.yaml").write_text("kind: nothing\n")
    assert handover("test", acme).code == 1
