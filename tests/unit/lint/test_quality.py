"""What a set declares and nothing uses, what never happens, and what is too long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.library import Library, load_messages
from handover_policy.app.load import read_set
from handover_policy.lint.quality.quality import quality
from handover_policy.sources.policy_sources import FolderSource
from tests.unit.lint.test_samples import MANIFEST, written

pytestmark = pytest.mark.usefixtures("what_ships_is_read_once")

HELD = {"tasks.total": {"above": 0}}


def found(place: Path, own_messages: tuple[str, ...] = (), **files: dict[str, Any]) -> set[tuple[str, str]]:
    manifest = {**MANIFEST, "extends": "builtin:default", **files.pop("policy", {})}
    for kind, content in {"policy": manifest, **files}.items():
        written(place, kind, content)
    messages = load_messages()
    reading = read_set(FolderSource(place), Library()).reading
    assert reading.policy is not None, reading.findings
    findings = quality(reading.policy, reading.documents, messages, own_messages)
    assert {each.severity for each in findings} <= {"warning"}
    return {(each.code, each.subject) for each in findings}


def task(title: str) -> dict[str, Any]:
    step = {"party": "leaver", "do": "x", "due": "last_day"}
    return {"id": "x", "title": "x", "tasks": [{"id": "x.a", "title": title, "start": "arrival", "steps": [step]}]}


def test_contacts_and_words_that_nothing_reads_are_told_where_the_set_itself_wrote_them(tmp_path: Path) -> None:
    vocabulary = {"employee.site": {"bj": "北京"}, "employee.shift": {"day": "白班"}}
    upload = {"id": "u", "title": "u", "when": {"employee.shift": "day"}, "every": "1 workday"}
    told = found(
        tmp_path, policy={"contacts": {"legal": "U2"}, "vocabulary": vocabulary}, archive={"uploads": [upload]}
    )
    assert {("contact-unused", "legal"), ("vocabulary-unused", "employee.site")} == {
        each for each in told if each[0].endswith("-unused")
    }


def test_a_clause_nobody_signs_and_a_message_nobody_sends_are_told(tmp_path: Path) -> None:
    clause = {"id": "c", "title": "c", "text": "c", "sign": "never"}
    told = found(tmp_path, ("farewell", "task-overdue"), clauses={"clauses": [clause]})
    assert ("clause-without-effect", "c") in told
    assert {each for each in told if each[0] == "message-unsent"} == {("message-unsent", "farewell")}


def bare(place: Path, **files: dict[str, Any]) -> set[tuple[str, str]]:
    """Return what is found in a set that extends none and has nothing but a notice table and these files."""
    policy = {
        **MANIFEST,
        "jurisdiction": "CN",
        "timezone": "Asia/Shanghai",
        "language": "zh-CN",
        "calendar": "CN",
        "send_at": "09:00",
        "vocabulary": {},
        "parties": {"hr": {"title": "人事", "is": "contact:hr"}},
        "contacts": {"hr": "H"},
        "sheet": {"parties": ["hr"]},
    }
    table = {"rules": [{"id": "days.all", "title": "全部", "days": 30}]}
    contents: dict[str, dict[str, Any]] = {"policy": policy, "notice_days": table, **files}
    for kind, content in contents.items():
        written(place, kind, content)
    reading = read_set(FolderSource(place), Library()).reading
    assert reading.policy is not None, reading.findings
    return {(each.code, each.subject) for each in quality(reading.policy)}


def test_a_gate_that_waits_for_tasks_where_there_are_none_never_opens(tmp_path: Path) -> None:
    gate = {"id": "g", "title": "g", "controls": "handover_bonus", "opens_when": HELD}
    assert ("gate-never-opens", "g") not in found(tmp_path / "some", gates={"gates": [gate]})
    assert ("gate-never-opens", "g") in bare(tmp_path / "none", gates={"gates": [gate]})


@pytest.mark.parametrize(
    ("trigger", "fires"),
    [("claim", True), ("duty", True), ("gate.held", True), ("task.done", True), ("employee.left", True)],
)
def test_messages_on_what_can_happen_are_left_alone(trigger: str, fires: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest passes it by name
    notice = {"id": "n", "on": trigger, "to": "leaver", "channels": ["portal"], "notification": "handover-started"}
    assert (("reminder-never-fires", "n") not in found(tmp_path, notices={"notices": [notice]})) is fires


def test_messages_on_what_a_set_does_not_have_never_go_out(tmp_path: Path) -> None:
    silent = ("task.done", "task.deemed", "sheet", "gate.opened", "gate.held", "duty", "claim")
    triggers = {**{name: [name] for name in silent}, "both": ["gate.opened", "employee.left"]}
    notices = [
        {"id": f"n.{name}", "on": list(on), "to": "hr", "channels": ["portal"], "notification": "handover-started"}
        for name, on in triggers.items()
    ]
    told = bare(tmp_path, notices={"notices": notices})
    assert {subject for code, subject in told if code == "reminder-never-fires"} == {f"n.{name}" for name in silent}


def test_a_title_that_a_text_message_cuts_is_told_where_a_text_message_is_sent(tmp_path: Path) -> None:
    long = task("三层实验室和地下仓库的门禁卡与钥匙")
    notice = {"id": "n", "for": "tasks", "at": "task.due", "to": "leaver", "notification": "task-overdue"}
    silent = {"notices": [{**notice, "channels": ["portal"]}]}
    assert ("title-cut-in-sms", "x.a") not in found(tmp_path / "portal", tasks=long, notices=silent)
    sent = {"notices": [{**notice, "channels": ["sms"]}]}
    assert ("title-cut-in-sms", "x.a") in found(tmp_path / "sms", tasks=long, notices=sent)
    too_long = found(tmp_path / "too", tasks=task("长" * 41), notices=sent)
    assert ("title-cut-in-sms", "x.a") not in too_long
    assert ("text-long", "x.a") in too_long


def test_where_too_many_situations_are_told_apart_that_is_said_and_nothing_is_guessed(tmp_path: Path) -> None:
    names = ("total", "unfinished", "overdue")
    facts = [f"tasks.{name}" for name in names] + [f"tasks.waiting_for.{name}" for name in ("leaver", "hr", "manager")]
    facts += ["profile.stale_sections", "case.notice_days_required"]
    gate = {"id": "g", "title": "g", "controls": "handover_bonus", "opens_when": dict.fromkeys(facts, 1)}
    assert ("situations-too-many", "g") in found(tmp_path / "gate", gates={"gates": [gate]})
    attributes = ("department", "location", "role", "stage")
    words = {f"employee.{name}": {f"w{number}": f"{number}" for number in range(20)} for name in attributes}
    rows = [{"id": f"d.{name}", "title": "d", "when": {f"employee.{name}": "w1"}, "days": 3} for name in attributes]
    table = {
        "hit": "first",
        "rules": rows,
        "remove": ["days.probation", "days.regular", "days.part_time"],
        "accepts": {},
    }
    told = found(tmp_path / "table", policy={"vocabulary": words}, notice_days=table)
    assert ("situations-too-many", "notice_days") in told
    assert not {each for each in told if each[0] == "row-never-reached"}
