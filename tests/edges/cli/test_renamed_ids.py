"""A rule that was renamed, in every command: work goes on, and a renaming of what never was is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges.cli.command import DEFAULT, handover, hired, line, lines

OLD, NEW = "everyone.assets", "everyone.property"
TASK = f"E1/1:{OLD}"
EN = ("--lang", "en")


def version(folder: Path, number: str, *moved: tuple[str, str], names: str = OLD) -> Path:
    """Return the default set as a version, its task of everybody's assets called `names`."""
    shutil.copytree(DEFAULT, folder, ignore=shutil.ignore_patterns("tests"))
    for path in sorted(folder.rglob("*.yaml")):
        path.write_text(path.read_text("utf-8").replace(OLD, names), encoding="utf-8")
    manifest = folder / "policy.yaml"
    rows = "".join(f"  - {{from: {old}, to: {new}, on: 2026-07-01}}\n" for old, new in moved)
    text = manifest.read_text("utf-8").replace("version: 1.0.0", f"version: {number}")
    text = text.replace("effective: {from: 2026-01-01}", f"effective: {{from: 2026-0{number[0]}-01}}")
    manifest.write_text(text + (f"moved:\n{rows}" if rows else ""), encoding="utf-8")
    return folder


def acts() -> Iterator[bytes]:
    yield hired("E1")
    yield hired("M1", manager="M2")
    yield line("r", "resignation.submitted", "E1", "2026-03-02T10:00:00+08:00", form="written")
    evidence = [{"kind": kind, "path": "x", "sha256": "0" * 64} for kind in ("file", "photo")]
    yield line("s", "task.submitted", "E1", "2026-03-03T10:00:00+08:00", task=TASK, by="E1", evidence=evidence)


@pytest.fixture
def events(tmp_path: Path) -> Path:
    place = tmp_path / "events.jsonl"
    place.write_bytes(lines(*acts()))
    return place


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return version(tmp_path / "one", "1.0.0")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return version(tmp_path / "two", "2.0.0", (OLD, NEW), names=NEW)


def test_run_takes_events_with_the_old_id(two: Path, events: Path) -> None:
    ended = handover("run", events, "--policy", two, "--strict")
    assert (ended.code, ended.refusals) == (0, [])
    tasks = {effect["id"]: effect["state"] for effect in ended.decisions[-1]["effects"] if effect["effect"] == "task"}
    assert tasks[f"E1/1:{NEW}"] == "submitted"


def test_a_plan_keeps_the_work_done_and_counts_neither_name_nor_number(one: Path, two: Path, events: Path) -> None:
    asked = ("plan", "--cases", events, "--against", one, "--policy", two, "--migrate")
    told = json.loads(handover(*asked, "--format", "json").out)
    assert (told["totals"]["open"], told["totals"]["affected"]) == (1, 0)
    assert told["renamed"] == [{"from": OLD, "to": NEW}]
    text = handover(*asked, *EN).out.decode()
    assert f"Renamed (moved): {OLD} → {NEW}." in text
    assert "task" not in text.replace(OLD, "").replace(NEW, "")


def test_without_the_record_the_work_is_lost_and_the_plan_says_so(one: Path, tmp_path: Path, events: Path) -> None:
    bare = version(tmp_path / "bare", "2.0.0", names=NEW)
    asked = ("plan", "--cases", events, "--against", one, "--policy", bare, "--migrate", "--format", "json")
    (case,) = json.loads(handover(*asked).out)["cases"]
    assert {"act-refused", "task-added", "task-removed"} <= {change["change"] for change in case["changes"]}


@pytest.mark.parametrize("command", ["diff", "plan", "run"])
def test_a_renaming_of_what_never_was_is_told(one: Path, tmp_path: Path, events: Path, command: str) -> None:
    wrong = version(tmp_path / "wrong", "2.0.0", ("everyone.asset", NEW), names=NEW)
    asked = {
        "diff": ("diff", one, wrong),
        "plan": ("plan", "--cases", events, "--against", one, "--policy", wrong),
        "run": ("run", events, "--policy", one, "--policy", wrong),
    }
    ended = handover(*asked[command], *EN)
    told = ended.out.decode() + ended.err
    assert "moved-from-nothing" in told
    assert "no earlier version has the id everyone.asset that is renamed; did you mean everyone.assets?" in told


def test_tests_and_questions_may_name_the_old_id(two: Path, events: Path) -> None:
    (two / "tests").mkdir()
    (two / "tests" / "a.yaml").write_text(
        "# yaml-language-server: $schema=../../schemas/test.schema.json\n"
        "kind: test\ncases:\n  - name: assets\n    employee: {role: sales, stage: regular}\n"
        "    events: [{at: 2026-03-02, type: resignation.submitted, data: {form: written}}]\n"
        f"    never: [{{effect: task, task: {OLD}}}]\n",
        encoding="utf-8",
    )
    for command in ("test", "check"):
        ended = handover(command, two, *EN)
        assert ended.code != 0
        assert "old-id" in ended.out.decode() + ended.err
    asked = ("explain", events, "--policy", two, *EN)
    for name in (OLD, TASK):
        points = json.loads(handover(*asked, "--only", name, "--format", "json").out)["points"]
        assert [point["id"] for point in points] == [f"E1/1:{NEW}"]
    assert NEW in handover(*asked, "--why-not", OLD).out.decode()


def test_a_simulation_finds_no_difference_in_a_name(one: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(one, other)
    for path in sorted(other.rglob("*.yaml")):
        path.write_text(path.read_text("utf-8").replace("reminder.overdue", "reminder.late"), encoding="utf-8")
    manifest = other / "policy.yaml"
    row = "moved: [{from: reminder.overdue, to: reminder.late, on: 2026-07-01}]\n"
    manifest.write_text(manifest.read_text("utf-8") + row, encoding="utf-8")
    told = handover("simulate", "--on", "2026-03-02", "--policy", one, "--compare", other, "--format", "json")
    assert json.loads(told.out)["differences"] == []
