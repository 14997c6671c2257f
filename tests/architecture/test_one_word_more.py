"""One word more: what docs/contributing.md shows is all there is to do, of each kind of word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "contributing.md"
COPIED = ("handover_policy", "rules", "schemas", "notifications", "texts", "docs", "release", "examples", "tests")
GOALS = {"event type": 3, "operator": 3, "anchor": 2, "channel": 3, "control": 2, "kind of condition": 1}
TEXTS = "texts/"

GATE = """
  - id: gate.retention
    title: 留任奖金
    controls: retention_bonus
    when: {employee.hired_on: {before: 2026-01-01}}
    opens_when: {none: [{case.handover: open}, {case.absent: true}]}
    release_by: notice_end + 5 days
"""
TASKS = """\
# yaml-language-server: $schema=../../schemas/tasks.schema.json
kind: tasks
id: words
title: 通知期内的事项
tasks:
  - {id: words.plan, title: 留任面谈, steps: [{party: manager, do: 面谈, due: notice_end - 3 days}]}
"""
NOTICE = "\n  - {id: notice.talk, on: interview.held, to: leaver, channels: [teams], notification: withdrawn}\n"
CASE = """\
# yaml-language-server: $schema=../../schemas/test.schema.json
kind: test
cases:
  - name: 奖金待交接完成
    employee: {role: sales, stage: regular, hired_on: 2024-04-01}
    events:
      - {at: 2026-03-02, type: resignation.submitted, data: {form: written}}
      - {at: 2026-03-03, type: interview.held}
    expect:
      - {effect: gate, gate: gate.retention, state: held, release_by: 2026-04-06}
      - {effect: notice, notice: notice.talk, channels: [teams]}
  - name: 后来入职的没有奖金
    employee: {role: sales, stage: regular, hired_on: 2026-02-01}
    events: [{at: 2026-03-02, type: resignation.submitted, data: {form: written}}]
    never: [{effect: gate, gate: gate.retention}]
"""
PERSON = {"role": "sales", "stage": "regular", "hired_on": "2024-04-01", "manager": "M1"}
TOLD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("2024-04-01", "employee.hired", {"name": "王晓敏", **PERSON}),
    ("2026-03-02", "resignation.submitted", {"form": "written"}),
    ("2026-03-03", "interview.held", {"reason": "家庭原因已解决"}),
)


class Block(NamedTuple):
    """A block of the page: the file it changes, and its lines with their marks."""

    word: str
    path: str
    lines: tuple[str, ...]

    @property
    def before(self) -> str:
        return "".join(f"{line[1:]}\n" for line in self.lines if line[0] != "+")

    @property
    def after(self) -> str:
        return "".join(f"{line[1:]}\n" for line in self.lines if line[0] != "-")


def blocks() -> Iterator[Block]:
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        word = section.partition("\n")[0].lower()
        for path, text in re.findall(r"^```diff (\S+)\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL):
            yield Block(word, path, tuple(line or " " for line in text.splitlines()))


def files_written(word: str) -> set[str]:
    return {block.path for block in blocks() if block.word == word and not block.path.startswith(TEXTS)}


def applied(block: Block, copy: Path) -> None:
    place = copy / block.path
    if not block.before:
        place.write_text(block.after, "utf-8")
        return
    text = place.read_text("utf-8")
    assert text.count(block.before) == 1, block
    place.write_text(text.replace(block.before, block.after), "utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout with one word more of each kind, and a set and events that use them."""
    place = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
    shutil.copy(ROOT / "pyproject.toml", place)
    for block in blocks():
        applied(block, place)
    python(place, "release/schemas.py")
    rules = place / "acme"
    shutil.copytree(ROOT / "rules" / "default", rules, ignore=shutil.ignore_patterns("tests"))
    (rules / "tests").mkdir()
    for name, more in (("gates.yaml", GATE), ("notices.yaml", NOTICE)):
        file = rules / name
        file.write_text(file.read_text("utf-8").rstrip() + more, "utf-8")
    (rules / "tasks" / "words.yaml").write_text(TASKS, "utf-8")
    (rules / "tests" / "words.yaml").write_text(CASE, "utf-8")
    shutil.copytree(ROOT / "notifications" / "withdrawn", rules / "notifications" / "withdrawn")
    declared = rules / "notifications" / "withdrawn" / "notification.yaml"
    declared.write_text(declared.read_text("utf-8").replace("channels: [", "channels: [teams, "), "utf-8")
    about = {"source": "t", "subject": "E1"}
    events = [
        {**about, "id": f"e{number}", "type": kind, "time": f"{day}T09:00:00+08:00", "data": data}
        for number, (day, kind, data) in enumerate(TOLD)
    ]
    (place / "events.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in events), "utf-8")
    return place


def python(copy: Path, *arguments: str, allowed: tuple[int, ...] = (0,)) -> str:
    """Run Python in the copy, on the copy's own package, and return what it wrote."""
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in allowed, f"{arguments}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def handover(copy: Path, *arguments: str, allowed: tuple[int, ...] = (0,)) -> str:
    return python(copy, "-m", "handover_policy", *arguments, allowed=allowed)


def test_a_word_costs_no_more_files_than_its_goal_and_as_many_as_the_table_says() -> None:
    rows = re.findall(r"^\| \[([a-z ]+)\]\(#[a-z-]+\) \| (\d+) \|", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert {word: len(files_written(word)) for word in GOALS} == {word: int(count) for word, count in rows}
    assert [word for word, goal in GOALS.items() if len(files_written(word)) > goal] == []


def test_every_language_gets_its_line_for_every_word() -> None:
    told = {(block.word, block.path) for block in blocks() if block.path.startswith(TEXTS)}
    languages = [place.name for place in (ROOT / "texts").iterdir() if place.is_dir()]
    assert told == {(word, f"texts/{language}/words.yaml") for word in GOALS for language in languages}


@pytest.mark.slow
def test_a_set_that_uses_the_words_is_read_tested_and_decided(copy: Path) -> None:
    assert str(copy) in python(copy, "-c", "import handover_policy; print(handover_policy.__file__)")
    handover(copy, "validate", "acme")
    handover(copy, "test", "acme")
    decisions = [json.loads(line) for line in handover(copy, "run", "events.jsonl", "--policy", "acme").splitlines()]
    assert [decision["outcome"] for decision in decisions] == ["applied"] * len(TOLD)
    effects = [effect for decision in decisions for effect in decision["effects"]]
    (gate,) = [each for each in effects if each.get("gate") == "gate.retention"]
    assert (gate["controls"], gate["state"], gate["release_by"]) == ("retention_bonus", "held", "2026-04-06")
    (message,) = [each for each in effects if each.get("notice") == "notice.talk"]
    assert message["bodies"]["teams"].startswith("**离职已撤回")
    assert (message["case"], message["because"]["rule"]) == ("E1/1", "notice.talk")


@pytest.mark.slow
def test_every_command_takes_the_words(copy: Path) -> None:
    handover(copy, "lint", "acme", allowed=(0, 1))
    difference = json.loads(handover(copy, "diff", "rules/default", "acme", "--format", "json", allowed=(0, 1)))
    assert {"gate-added", "message-added"} <= {change["id"] for change in difference["changes"]}
    moved = copy / "moved"
    shutil.copytree(copy / "acme", moved)
    gates = moved / "gates.yaml"
    text = gates.read_text("utf-8").replace("notice_end + 5", "last_day + 9").replace("{before", "{below")
    gates.write_text(text, "utf-8")
    handover(copy, "diff", "acme", "moved", allowed=(0, 1))
    handover(copy, "plan", "--against", "acme", "--policy", "moved", "--cases", "events.jsonl", "--as-of", "2026-03-05")
    for language in ("zh", "en"):
        told = handover(copy, "explain", "events.jsonl", "--policy", "acme", "--lang", language)
        assert {"zh": "通知期届满日", "en": "the end of the notice"}[language] in told
        handover(copy, "run", "events.jsonl", "--policy", "acme", "--format", "text")
        handover(copy, "simulate", "--policy", "acme", "--on", "2026-03-02", "--lang", language)
        handover(copy, "schema", "gates.controls", "--lang", language)
    handover(copy, "test", "acme", "--mutate", "--sample", "40", "--coverage", allowed=(0, 4))


@pytest.mark.slow
def test_nothing_else_is_to_be_changed(copy: Path) -> None:
    tests = (
        "tests/unit/schemas",
        "tests/unit/model",
        "tests/unit/texts",
        "tests/unit/policy/test_schemas.py",
        "tests/unit/conditions",
        "tests/unit/engine/test_agreement.py",
        "tests/unit/render/test_notification_schema.py",
    )
    python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
