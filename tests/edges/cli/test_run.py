"""run: formats, sources of events, exit codes, as a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.edges.cli.command import DEFAULT, EXAMPLE, ROOT, Ended, handover, hired, line, lines

RESIGNED = line("resigned", "resignation.submitted", form="written")
TWO = lines(hired(), RESIGNED)
CLOSED_PIPE = 141


@pytest.fixture(scope="module")
def example() -> Ended:
    return handover("run", EXAMPLE)


def changed_set(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """Return a copy of the default set with one text replaced."""
    place = tmp_path / "changed"
    shutil.copytree(DEFAULT, place)
    text = (place / file).read_text(encoding="utf-8")
    assert old in text
    (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return place


def test_one_decision_a_line_comes_out_for_each_event_in_order(example: Ended) -> None:
    told = [json.loads(event)["id"] for event in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    assert [decision["event"]["id"] for decision in example.decisions] == told
    assert {decision["outcome"] for decision in example.decisions} == {"applied"}
    assert (example.code, example.err) == (0, "")


def test_json_is_one_array_of_the_same_decisions(example: Ended) -> None:
    ended = handover("run", EXAMPLE, "--format", "json")
    assert json.loads(ended.out) == example.decisions


def test_text_tells_the_case_in_chinese() -> None:
    ended = handover("run", EXAMPLE, "--policy", DEFAULT, "--format", "text")
    told = ended.out.decode()
    assert ended.code == 0
    for part in ("王晓敏（E1001）", "最后工作日 2026-04-01", "交接任务（5/5 办结）", "经济补偿支付"):
        assert part in told


def test_standard_input_says_the_same_as_a_file(example: Ended) -> None:
    assert handover("run", "-", given=EXAMPLE.read_bytes()).out == example.out


def test_several_files_are_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(hired()))
    (tmp_path / "b.jsonl").write_bytes(lines(RESIGNED))
    together = handover("run", tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert together.out == handover("run", "-", given=TWO).out
    assert together.decisions[1]["case"] == "E1/1"


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_says_the_same_as_its_lines(indent: int | None) -> None:
    array = json.dumps([json.loads(event) for event in TWO.splitlines()], indent=indent).encode()
    assert handover("run", "-", given=array).out == handover("run", "-", given=TWO).out


@pytest.mark.parametrize(
    ("array", "at"),
    [
        (b"[" + hired() + b',\n{"id": 3,,\n' + RESIGNED + b"]", 2),
        (b"[" + hired() + b"]\nmore", 2),
        (b"[" + hired() + b"\n", 2),
    ],
)
def test_a_broken_array_keeps_what_stands_before_the_break(array: bytes, at: int) -> None:
    ended = handover("run", "-", given=array)
    assert ended.decisions[0]["outcome"] == "applied"
    assert ended.refusals == [(at, "invalid-event")]


def test_a_broken_line_is_refused_with_its_number_and_the_others_are_done() -> None:
    ended = handover("run", "-", given=lines(hired(), b'{"id": "trunc', b"", RESIGNED))
    assert ended.refusals == [(2, "invalid-event")]
    assert [decision["outcome"] for decision in ended.decisions] == ["applied", "refused", "applied"]
    assert ended.code == 0


def test_strict_leaves_with_one_when_an_event_was_refused(example: Ended) -> None:
    assert handover("run", "-", "--strict", given=lines(hired(), b"{")).code == 1
    assert handover("run", EXAMPLE, "--strict").out == example.out


@pytest.mark.parametrize("given", [b"", b"\n \n", b"[]", b"\xef\xbb\xbf"])
def test_no_event_leaves_with_five(given: bytes) -> None:
    ended = handover("run", "-", given=given)
    assert (ended.code, ended.out) == (5, b"")
    assert "没有事件" in ended.err


def test_what_cannot_be_read_leaves_with_three_and_names_it(tmp_path: Path) -> None:
    for arguments in (
        (tmp_path / "missing.jsonl",),
        (tmp_path,),
        ("-", "--policy", tmp_path / "missing"),
        ("-", "--policy", EXAMPLE),
    ):
        ended = handover("run", *arguments, given=TWO)
        assert (ended.code, ended.out) == (3, b"")
        assert str(arguments[-1]) in ended.err


def test_an_invalid_policy_leaves_with_one_and_its_findings_on_standard_error(tmp_path: Path) -> None:
    place = changed_set(tmp_path, "gates.yaml", "controls: severance", "controls: severence")
    ended = handover("run", "-", "--policy", place, given=TWO)
    assert (ended.code, ended.out) == (1, b"")
    assert "gates.yaml:12:15" in ended.err
    assert "severance" in ended.err


@pytest.mark.parametrize("arguments", [("-", "--unheard-of"), (), ("-", "--format", "yaml"), ("-", "--engine", "x")])
def test_wrong_usage_leaves_with_two(arguments: tuple[str, ...]) -> None:
    ended = handover("run", *arguments, given=TWO)
    assert (ended.code, ended.out) == (2, b"")
    assert "--help" in ended.err


def test_versions_of_different_sets_are_wrong_usage(tmp_path: Path) -> None:
    other = changed_set(tmp_path, "policy.yaml", "id: default", "id: other")
    ended = handover("run", "-", "--policy", DEFAULT, "--policy", other, given=TWO)
    assert (ended.code, ended.out) == (2, b"")
    assert "--policy" in ended.err


def test_a_case_is_decided_by_the_version_in_force_at_its_arrival(tmp_path: Path) -> None:
    later = changed_set(tmp_path, "policy.yaml", "version: 1.0.0", "version: 2.0.0")
    manifest = (later / "policy.yaml").read_text(encoding="utf-8")
    (later / "policy.yaml").write_text(manifest.replace("{from: 2026-01-01}", "{from: 2026-04-01}"), encoding="utf-8")
    given = lines(
        hired(),
        hired("E2"),
        RESIGNED,
        line("r2", "resignation.submitted", "E2", "2026-04-02T09:00:00+08:00", form="written"),
    )
    ended = handover("run", "-", "--policy", DEFAULT, "--policy", later, given=given)
    assert [decision["policy"]["version"] for decision in ended.decisions[2:]] == ["1.0.0", "2.0.0"]


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    events = tmp_path / "many.jsonl"
    events.write_bytes(lines(*(hired(f"E{number}") for number in range(2000))))
    command = [sys.executable, "-m", "handover_policy", "run", str(events)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (CLOSED_PIPE, b"")


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York"},
        {"PYTHONHASHSEED": "3", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_the_bytes_do_not_depend_on_the_machine(example: Ended, settings: dict[str, str]) -> None:
    assert handover("run", EXAMPLE, settings=settings).out == example.out


def test_both_engines_write_the_same_bytes(example: Ended) -> None:
    assert handover("run", EXAMPLE, "--engine", "compiled").out == example.out
    assert handover("run", EXAMPLE, settings={"HANDOVER_ENGINE": "compiled"}).out == example.out


def test_help_tells_both_languages_and_every_exit_code() -> None:
    told = handover("--help").out.decode()
    for part in ("run", "validate", "离职交接", "Policy-as-code", "141", "70"):
        assert part in told
    for slip in ("\\b", "。."):
        assert slip not in told + handover("run", "--help").out.decode() + handover("validate", "--help").out.decode()


def test_of_several_versions_decisions_cite_files_relative_to_their_set(tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(DEFAULT, newer)
    manifest = newer / "policy.yaml"
    text = manifest.read_text("utf-8").replace("version: 1.0.0", "version: 2.0.0")
    manifest.write_text(text.replace("from: 2026-01-01", "from: 2027-01-01"), encoding="utf-8")
    ended = handover("run", EXAMPLE, "--policy", DEFAULT, "--policy", newer)
    assert ended.out == handover("run", EXAMPLE, "--policy", DEFAULT).out
    (newer / "gates.yaml").write_text("kind: [", encoding="utf-8")
    broken = handover("run", EXAMPLE, "--policy", DEFAULT, "--policy", newer)
    assert (broken.code, f"{newer}/gates.yaml:" in broken.err) == (1, True)


def test_one_version_named_twice_is_one_version() -> None:
    once = handover("run", EXAMPLE, "--policy", DEFAULT)
    assert handover("run", EXAMPLE, "--policy", DEFAULT, "--policy", DEFAULT).out == once.out


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("resignation.submited", "resignation.submitted"),
        ("employee.hire", "employee.hired"),
        ("task.confirm", "task.confirmed"),
        ("com.example.payroll.run", ""),
    ],
)
def test_a_type_nobody_knows_is_counted_with_the_nearest_and_strict_fails(written: str, meant: str) -> None:
    events = lines(hired(), line("1", written), line("2", written), RESIGNED)
    ended = handover("run", "-", given=events)
    assert [decision["outcome"] for decision in ended.decisions] == ["applied", "ignored", "ignored", "applied"]
    assert written in ended.err
    assert "2" in ended.err
    assert not meant or meant in ended.err
    assert ended.code == 0
    assert handover("run", "-", "--strict", given=events).code == 1


def test_no_word_is_said_of_types_that_are_all_known() -> None:
    ended = handover("run", "-", "--strict", given=TWO)
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize(
    ("language", "served"), [("fr", False), ("ja-JP", False), ("en-GB", True), ("zh-Hans-CN", True)]
)
def test_a_language_that_no_message_has_is_told(tmp_path: Path, language: str, served: bool) -> None:  # noqa: FBT001 - a column
    place = changed_set(tmp_path, "policy.yaml", "language: zh-CN", f"language: {language}")
    ended = handover("validate", place)
    assert ("unserved-language" in ended.out.decode()) is not served
    assert ended.code == 0
