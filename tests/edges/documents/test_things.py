"""Lists of things, groups and records by their titles in documents, from the events that fill and tick them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handover_policy import Session, load

ROUNDS = Path(__file__).parents[1] / "cli" / "rounds"
CASE = "E1/1"


def told(number: int, kind: str, subject: str, at: str, **data: Any) -> dict[str, Any]:
    event = {"specversion": "1.0", "id": str(number), "source": "test", "type": kind, "subject": subject}
    return {**event, "time": f"2026-{at}:00+08:00", "data": data}


@pytest.fixture(scope="module")
def session() -> Session:
    """Return a session in which one list is filled in and ticked, and one of two departments has signed."""
    session = Session(load(str(ROUNDS)))
    hired = {"role": "sales", "stage": "regular", "hired_on": "2024-01-02"}
    records = [
        {"name": "甲客", "idle_months": 8, "receiver": "E2"},
        {"name": "乙客", "idle_months": 9, "receiver": None},
        {"name": "丙客", "idle_months": 1, "receiver": ["E2"]},
    ]
    things = [{"name": "公章", "count": 1}, {"name": "合同章", "count": 2}]
    ticks = [{"row": 1, "ok": True}, {"row": 2, "ok": False, "remark": "缺一枚"}]
    round_, seals = "E1/1:rounds.round", "E1/1:rounds.seals"
    events = [
        told(1, "employee.hired", "E1", "01-05T09:00", name="王晓敏", manager="M1", **hired),
        told(2, "employee.hired", "E2", "01-05T09:01", name="李建国", manager="M1", **hired),
        told(3, "employee.hired", "M1", "01-05T09:02", name="陈立", **hired),
        told(4, "profile.updated", "E1", "02-20T09:00", section="members", records=records),
        told(5, "resignation.submitted", "E1", "03-02T10:00", form="written"),
        told(6, "task.submitted", "E1", "03-03T10:00", task=seals, by="E1", items=things),
        told(7, "task.confirmed", "E1", "03-04T10:00", task=seals, by="M1", items=ticks),
        told(8, "task.submitted", "E1", "03-04T11:00", task=round_, by="E1"),
        told(9, "task.confirmed", "E1", "03-04T12:00", task=round_, by="U-LIB"),
    ]
    for event in events:
        assert session.decide(event).outcome == "applied", event
    return session


def test_the_list_shows_who_checked_what_who_signs_side_by_side_and_what_waits(session: Session) -> None:
    page = session.render("task-list", CASE, form="text", language="zh-CN")
    assert "陈立核对：相符" in page
    assert "陈立核对：不相符：缺一枚" in page
    assert "财务部 核对并会签 （各方分别办理，不分先后）" in page
    assert "须先办完：部门会签" in page
    assert "会员姓名：甲客；未到店月数：8；接手人：李建国" in page
    assert "会员姓名：乙客；未到店月数：9\n" in page


def test_the_sheet_and_the_package_show_the_rows_and_fields_by_title(session: Session) -> None:
    assert "名称：合同章" in session.render("confirmation-sheet", CASE, form="text", language="zh-CN")
    package = session.render("handover-package", CASE, form="text", language="zh-CN")
    assert "接手人：李建国" in package
    assert "未到店月数：1" in package
    assert "receiver" not in package
    english = session.render("task-list", CASE, form="text", language="en")
    assert "not in order: 缺一枚" in english
    assert "each for themselves, in any order" in english


def test_a_person_who_may_sign_side_by_side_is_found_by_their_tasks(session: Session) -> None:
    assert [task.task.id for task in session.tasks(person="U-FIN", unfinished=True)] == ["E1/1:rounds.round"]
    assert session.tasks(person="U-LIB", unfinished=True) == ()


def test_an_empty_list_is_the_statement_that_there_is_nothing(tmp_path: Path) -> None:
    schema = "# yaml-language-server: $schema=../schemas/{}.schema.json\nkind: {}\n"
    manifest = "extends: builtin:default\nid: keys\ntitle: 制度\nversion: 1.0.0\n"
    keys = """id: keys
title: 钥匙
tasks:
  - id: keys.keys
    title: 钥匙移交
    items: {columns: {door: 门}, add: true}
    steps: [{party: leaver, do: 逐把移交, due: last_day}, {party: manager, do: 清点, due: last_day}]
"""
    for kind, text in (("policy", manifest), ("tasks", keys)):
        (tmp_path / f"{kind}.yaml").write_text(schema.format(kind, kind) + text, "utf-8")
    session = Session(load(str(tmp_path)))
    hired = {"role": "office", "stage": "regular", "hired_on": "2024-01-02", "name": "王晓敏"}
    session.decide(told(1, "employee.hired", "E1", "01-05T09:00", manager="U-HR", **hired))
    session.decide(told(2, "resignation.submitted", "E1", "03-02T10:00", form="written"))
    assert "待移交人填写" in session.render("task-list", CASE, form="text", language="zh-CN")
    session.decide(told(3, "task.submitted", "E1", "03-03T10:00", task="E1/1:keys.keys", by="E1", items=[]))
    for document in ("confirmation-sheet", "handover-package", "task-list"):
        for language, nothing in (("zh-CN", "清单：无\n"), ("en", "List: none\n")):
            assert nothing in session.render(document, CASE, form="text", language=language)
