"""`handover plan` as a process of its own."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from handover_policy.app.library import load_schemas
from tests.edges.cli.command import DEFAULT, ROOT, handover, hired, line, lines

ASKED = ("plan", "--lang", "zh")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    place = tmp_path / "events.jsonl"
    place.write_bytes(lines(*opening("E1"), *opening("E2", "2026-03-09T10:00:00+08:00")))
    return place


def opening(person: str, at: str = "2026-03-02T10:00:00+08:00") -> Iterator[bytes]:
    yield hired(person, department="华东销售部")
    yield line(f"r-{person}", "resignation.submitted", person, at, form="written")


def changed(folder: Path, *swaps: tuple[str, str, str]) -> Path:
    """Return a copy of the default set with words of files changed: name, old, new."""
    shutil.copytree(DEFAULT, folder, ignore=shutil.ignore_patterns("tests"))
    for name, old, new in swaps:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


NOTICE = ("notice_days.yaml", "days: 30, law", "days: 20, law")
SECOND = (
    "policy.yaml",
    "version: 1.0.0\neffective: {from: 2026-01-01}",
    "version: 2.0.0\neffective: {from: 2026-03-05}",
)


def test_the_effect_of_a_change_is_told_case_by_case(tmp_path: Path, events: Path) -> None:
    head = changed(tmp_path / "head", NOTICE, SECOND)
    ended = handover(*ASKED, "--cases", events, "--against", DEFAULT, "--policy", head)
    text = ended.out.decode()
    assert (ended.code, ended.err) == (0, "")
    assert "  进行中 2 件：受影响 1 件，沿用原版本 1 件（若改用新规则，其中 1 件会变）" in text.splitlines()
    assert "    · 最后工作日变化：2026-04-08 → 2026-03-29（-10 天）" in text.splitlines()
    assert "沿用原版本的案件：若改用新规则（--migrate）会看到（1）" in text
    english = handover("plan", "--lang", "en", "--cases", events, "--against", DEFAULT, "--policy", head, "--migrate")
    assert "  2 open, all migrated: 2 affected (1 arrived earlier and could have kept their version)" in (
        english.out.decode().splitlines()
    )


def test_json_follows_its_schema_and_equals_the_decisions_of_both_versions(tmp_path: Path, events: Path) -> None:
    head = changed(tmp_path / "head", NOTICE)
    told = json.loads(
        handover(*ASKED, "--cases", events, "--against", DEFAULT, "--policy", head, "--format", "json").out
    )
    jsonschema.validate(told, load_schemas()["plan"])
    for case in told["cases"]:
        days = [change for change in case["changes"] if change["change"] == "last-day-moved"]
        decided = [last_day(events, policy, case["case"]) for policy in (DEFAULT, head)]
        assert [(each["before"], each["after"]) for each in days] == [tuple(decided)]


def last_day(events: Path, policy: Path, case: str) -> str:
    decisions = handover("run", events, "--policy", policy).decisions
    found: list[dict[str, Any]] = [
        effect
        for decision in decisions
        for effect in decision["effects"]
        if effect["effect"] == "case" and effect["case"] == case
    ]
    return str(found[-1]["last_day"])


def test_markdown_and_html_are_written(tmp_path: Path, events: Path) -> None:
    head = changed(tmp_path / "head", NOTICE)
    asked = (*ASKED, "--cases", events, "--against", "builtin:default", "--policy", head, "--format")
    assert handover(*asked, "markdown").out.decode().startswith("<!-- handover plan -->\n### 规则变更")
    assert handover(*asked, "html").out.decode().startswith("<!DOCTYPE html>")


def test_a_guard_trips_when_too_many_cases_are_affected(tmp_path: Path, events: Path) -> None:
    asked = (*ASKED, "--cases", events, "--against", DEFAULT, "--policy", changed(tmp_path / "head", NOTICE))
    tripped = handover(*asked, "--max-affected", "1")
    assert (tripped.code, "受影响 2 件，超过 --max-affected 1" in tripped.err) == (6, True)
    assert b"E1/1" in tripped.out
    assert handover(*asked, "--max-affected", "2").code == 0
    assert handover(*asked, "--max-affected", "99%").code == 6
    assert handover(*asked, "--max-affected", "100%").code == 0


@pytest.mark.parametrize("limit", ["many", "-1", "101%", "1.5", "%", "nan%"])
def test_a_guard_that_says_nothing_is_wrong_usage(events: Path, limit: str) -> None:
    wrong = handover(*ASKED, "--cases", events, "--against", DEFAULT, f"--max-affected={limit}")
    assert (wrong.code, wrong.out) == (2, b"")


def test_nothing_to_do_is_an_ending_of_its_own(tmp_path: Path) -> None:
    for name, content in {"empty": b"", "hired": lines(hired()), "broken": b"{\n"}.items():
        place = tmp_path / name
        place.write_bytes(content)
        ended = handover(*ASKED, "--cases", place, "--against", DEFAULT)
        assert (ended.code, ended.out) == (5, b"")
        assert "没有进行中的案件" in ended.err


def test_wrong_usage_is_told(tmp_path: Path, events: Path) -> None:
    assert handover(*ASKED, "--against", DEFAULT).code == 2
    assert handover(*ASKED, "--cases", events).code == 2
    assert handover(*ASKED, "--cases", "-", "--cases", "-", "--against", DEFAULT).code == 2
    other = changed(tmp_path / "other", ("policy.yaml", "id: default", "id: other"), SECOND)
    mixed = handover(*ASKED, "--cases", events, "--against", DEFAULT, "--against", other)
    assert (mixed.code, "different policy sets" in mixed.err) == (2, True)


def test_what_cannot_be_found_or_read_is_told_with_its_side(tmp_path: Path, events: Path) -> None:
    asked = (*ASKED, "--cases", events)
    missing = handover(*asked, "--against", tmp_path / "none")
    assert (missing.code, "基准(base)" in missing.err) == (3, True)
    broken = changed(tmp_path / "broken", ("notice_days.yaml", "kind: notice_days", "kind: notice_day"))
    errors = handover(*asked, "--against", DEFAULT, "--policy", broken)
    assert (errors.code, errors.out) == (3, b"")
    assert "现状(head)" in errors.err
    assert "notice_days.yaml:3" in errors.err
    assert handover(*ASKED, "--cases", tmp_path / "none", "--against", DEFAULT).code == 3
    (tmp_path / "empty").mkdir()
    assert handover(*asked, "--against", tmp_path / "empty").code == 3


def test_broken_lines_are_told_by_their_number_and_left_out(tmp_path: Path, events: Path) -> None:
    place = tmp_path / "broken.jsonl"
    broken = b'{"id": 1}\n\xff\xfe\nnot json\n' + "😀\x1b[31m\n".encode()
    place.write_bytes(events.read_bytes() + broken * 8)
    ended = handover(*ASKED, "--cases", place, "--against", DEFAULT)
    assert ended.code == 0
    told = ended.err.splitlines()
    assert told[0].startswith("第 5 行：")
    assert (len(told), told[-1]) == (21, "32 行无法读取，未计入")
    assert "\x1b" not in ended.err
    assert "无法读取 32 行" in ended.out.decode()


def test_events_come_from_several_files_arrays_and_standard_input(tmp_path: Path, events: Path) -> None:
    rows = [json.loads(each) for each in events.read_bytes().splitlines()]
    array = tmp_path / "array.json"
    array.write_text(json.dumps(rows[:2]), encoding="utf-8")
    rest = "\n".join(json.dumps(row) for row in rows[2:]).encode()
    ended = handover(*ASKED, "--cases", array, "-", "--against", DEFAULT, "--format", "json", given=rest)
    assert [case["case"] for case in json.loads(ended.out)["cases"]] == ["E1/1", "E2/1"]


def test_the_clock_is_moved_by_as_of_and_never_back(events: Path) -> None:
    asked = (*ASKED, "--cases", events, "--against", DEFAULT, "--format", "json", "--as-of")
    assert json.loads(handover(*asked, "2026-03-30").out)["as_of"] == "2026-03-30T23:59:59+08:00"
    back = handover(*asked, "2026-03-01")
    assert json.loads(back.out)["as_of"] == "2026-03-09T10:00:00+08:00"
    assert "时钟不倒退" in back.err
    assert handover(*asked, "2026-02-30").code == 2


def git(place: Path, *arguments: str) -> None:
    named = ("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *named, *arguments], cwd=place, check=True, capture_output=True)  # noqa: S607 - git of the path


def test_a_base_in_git_is_planned_against_the_working_tree(tmp_path: Path, events: Path) -> None:
    place = tmp_path / "rules"
    place.mkdir()
    changed(place / "acme")
    git(place, "init", "--quiet")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "--message", "first")
    text = (place / "acme/notice_days.yaml").read_text("utf-8")
    (place / "acme/notice_days.yaml").write_text(text.replace(*NOTICE[1:]), encoding="utf-8")
    command = [sys.executable, "-m", "handover_policy", *ASKED, "--cases", str(events), "--against", "HEAD"]
    told = subprocess.run(
        command, cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert "新规则与旧规则同为 1.0.0 版" in told.stdout.decode()
    assert "受影响 2 件" in told.stdout.decode()


def test_own_messages_of_a_set_are_written_with(tmp_path: Path, events: Path) -> None:
    base, head = changed(tmp_path / "base"), changed(tmp_path / "head")
    source = ROOT / "notifications" / "handover-started"
    shutil.copytree(source, head / "notifications" / "handover-started")
    for place in (head / "notifications" / "handover-started").rglob("message.yaml"):
        place.write_text(place.read_text("utf-8").replace("交接", "移交"), encoding="utf-8")
    ended = handover(*ASKED, "--cases", events, "--against", base, "--policy", head, "--format", "json")
    assert ended.code == 0, ended.err
    assert [case["changes"] for case in json.loads(ended.out)["cases"]] == [[], []]
    for place in (head / "notifications" / "handover-started").rglob("message.yaml"):
        place.write_text("kind: message\ntitle: '{{ nobody }}'\nlead: x\n", encoding="utf-8")
    assert handover(*ASKED, "--cases", events, "--against", base, "--policy", head).code == 3


def test_a_closed_pipe_ends_it_quietly(events: Path) -> None:
    command = [sys.executable, "-m", "handover_policy", *ASKED, "--cases", str(events), "--against", str(DEFAULT)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), told) == (141, b"")


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    place = tmp_path / "many.jsonl"
    quiet = [line(f"c{number}", "coffee.spilled", "E1", cup=number) for number in range(2500)]
    place.write_bytes(lines(*opening("E1"), *quiet))
    command = [sys.executable, "-m", "handover_policy", *ASKED, "--cases", str(place), "--against", str(DEFAULT)]
    ours, theirs = pty.openpty()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "%  1000" in told
    assert "[####" in told
    assert handover(*ASKED, "--cases", place, "--against", DEFAULT).err == ""
