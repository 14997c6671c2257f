"""A user's file that a strict type checker reads: every name at the door is typed, and wrong use is found."""

from __future__ import annotations

from pathlib import Path

from mypy import api

ROOT = Path(__file__).parents[3]
SOUND = """
from datetime import date
from handover_policy import CaseEffect, Checked, Decision, NoticeEffect, Session, Task, Timeline, load, to_json

session = Session(load("builtin:default"))
decision: Decision = session.decide({"type": "employee.left", "time": date(2026, 3, 2)})
for effect in decision.effects:
    if isinstance(effect, CaseEffect):
        day: date | None = effect.last_day
    elif isinstance(effect, NoticeEffect) and effect.message is not None:
        body: str = effect.message.bodies["email"]
tasks: list[Task] = [each.task for each in session.tasks(due_by=date(2026, 3, 2))]
text: str = session.render("task-list", "E1/1", form="html")
pdf: bytes = session.render("task-list", "E1/1", form="pdf")
timeline: Timeline = session.policy.simulate(on=date(2026, 3, 2))
checked: Checked = session.policy.check()
code: object = to_json(decision)["outcome"]
saved: bytes = session.save()
"""
WRONG = """
from handover_policy import Session, load

load(7)
Session("builtin:default")
Session(load("builtin:default"), engine="steam")
Session(load("builtin:default")).decide(7)
Session(load("builtin:default")).tasks(persons="E1")
"""


def checked(tmp_path: Path, text: str) -> list[str]:
    """Return what mypy says of a file that lies outside of the checkout."""
    file = tmp_path / "mine.py"
    file.write_text(text, "utf-8")
    settings = ["--strict", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache' / 'user'}", "--no-error-summary"]
    told, wrong, _ = api.run([*settings, str(file)])
    assert not wrong
    return told.splitlines()


def test_a_strict_checker_finds_nothing_in_right_use(tmp_path: Path) -> None:
    assert checked(tmp_path, SOUND) == []


def test_a_strict_checker_finds_wrong_use(tmp_path: Path) -> None:
    found = [line.split(":")[1] for line in checked(tmp_path, WRONG) if ": error:" in line]
    assert found == ["4", "5", "6", "7", "8"]
