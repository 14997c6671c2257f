"""`handover simulate` as a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.edges.cli.command import DEFAULT, ROOT, handover

ON = ("simulate", "--on", "2026-03-02", "--lang", "zh")


def test_the_timeline_is_told_as_text_json_and_a_page(tmp_path: Path) -> None:
    text = handover(*ON, "--role", "销售")
    assert (text.code, text.out.decode().splitlines()[0]) == (0, "━━ 销售 · 正式 离职模拟")
    told = json.loads(handover(*ON, "--format", "json", "--act", "on-time").out)
    assert told["simulations"][0]["timeline"]["closed_on"] == "2026-04-16"
    page = tmp_path / "page.html"
    assert handover(*ON, "--format", "html", "--output", page).code == 0
    assert "<svg" in page.read_text("utf-8")


def test_two_policies_are_laid_side_by_side(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(DEFAULT, other)
    notices = other / "notices.yaml"
    notices.write_text(notices.read_text("utf-8").replace("task.due + 3 days", "task.due + 2 days"), encoding="utf-8")
    text = handover(*ON, "--compare", other)
    assert "2026-03-30 → 2026-03-27（-3 天）" in text.out.decode()
    told = json.loads(handover(*ON, "--compare", other, "--format", "json").out)
    assert {each["kind"] for each in told["differences"]} == {"reminders"}
    assert "两套制度的差别" in handover(*ON, "--compare", other, "--format", "html").out.decode()


def test_a_role_or_stage_that_is_not_there_is_refused_with_the_nearest() -> None:
    wrong = handover(*ON, "--role", "salse")
    assert (wrong.code, wrong.out) == (2, b"")
    assert "是不是 sales？" in wrong.err
    assert handover(*ON, "--stage", "zzz").code == 2
    assert handover(*ON, "--employee", "track").code == 2
    assert handover("simulate", "--on", "2026-02-30").code == 2


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    assert handover(*ON, "--policy", tmp_path / "none").code == 3
    assert handover(*ON, "--output", tmp_path / "none" / "page.txt").code == 3
    (tmp_path / "policy.yaml").write_text("kind: policy\nid: [\n", encoding="utf-8")
    assert handover(*ON, "--policy", tmp_path).code == 1


def test_names_of_forty_characters_and_emoji_are_shown(tmp_path: Path) -> None:
    title = "😀" * 40
    modeline = "# yaml-language-server: $schema=s/{}.schema.json\n"
    manifest = (
        "kind: policy\nid: x\ntitle: x\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
    )
    (tmp_path / "policy.yaml").write_text(modeline.format("policy") + manifest, encoding="utf-8")
    gates = f"kind: gates\ngates:\n  - {{id: gate.certificate, title: {title}}}\n"
    (tmp_path / "gates.yaml").write_text(modeline.format("gates") + gates, encoding="utf-8")
    assert title in handover(*ON, "--policy", tmp_path).out.decode()


def test_watching_shows_again_when_a_file_is_saved_and_survives_a_broken_and_a_deleted_folder(tmp_path: Path) -> None:
    place = tmp_path / "set"
    shutil.copytree(DEFAULT, place)
    command = [sys.executable, "-m", "handover_policy", *ON, "--watch", "--policy", str(place)]
    errors = tmp_path / "errors"
    with (
        errors.open("w") as kept,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=kept) as watcher,
    ):
        try:
            wait_for(errors, "✓", 1)
            notices = place / "notices.yaml"
            good = notices.read_text("utf-8")
            notices.write_text("kind: [", encoding="utf-8")
            wait_for(errors, "改好后自动重新模拟", 1)
            notices.write_text(good, encoding="utf-8")
            wait_for(errors, "✓", 2)
            shutil.rmtree(place)
            wait_for(errors, "制度文件夹不见了", 1)
            shutil.copytree(DEFAULT, place)
            wait_for(errors, "✓", 3)
        finally:
            watcher.terminate()
    assert "Traceback" not in errors.read_text("utf-8")


def wait_for(place: Path, text: str, times: int) -> None:
    for _ in range(200):
        if place.read_text("utf-8").count(text) >= times:
            return
        time.sleep(0.1)
    raise AssertionError(place.read_text("utf-8"))


def test_an_attribute_or_a_value_that_nobody_declared_is_refused() -> None:
    wrong = handover(*ON, "--employee", "trak=frontline")
    assert (wrong.code, "track" in wrong.err) == (2, True)
    wrong = handover(*ON, "--employee", "track=fronline")
    assert (wrong.code, "frontline" in wrong.err) == (2, True)
    assert handover(*ON, "--employee", "track=一线").code == 0


def test_the_hour_of_a_due_time_is_told_in_json(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    shutil.copytree(DEFAULT, policy)
    tasks = policy / "tasks" / "sales.yaml"
    tasks.write_text(
        tasks.read_text("utf-8").replace("due: last_day - 5 workdays", "due: last_day - 5 workdays at 17:30"),
        encoding="utf-8",
    )
    told = json.loads(handover(*ON, "--policy", policy, "--role", "sales", "--format", "json").out)
    hours = {step["due_time"] for task in told["simulations"][0]["timeline"]["tasks"] for step in task["steps"]}
    assert "17:30" in hours
