"""Messages are written into the notices of a decision; what went wrong in writing them is a problem."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.load import Opened, open_policies
from handover_policy.app.run import Run
from handover_policy.model.effects import Because, NoticeEffect, Recipient
from handover_policy.model.written.effect_json import decision_json
from handover_policy.render.fill import message_of
from handover_policy.sources.event_files import EventText
from handover_policy.sources.shipped import shipped_folder


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_policies([shipped_folder("rules") / "default"])


def effects_of_resigning(opened: Opened, name: str, language: str | None = None) -> list[dict[str, Any]]:
    run = Run(opened, engine="compiled")
    told = {"name": name, "role": "sales", "stage": "regular", "manager": "M1", "hired_on": "2026-03-01"}
    if language is not None:
        told["language"] = language
    events = [("employee.hired", "2026-03-01", told), ("resignation.submitted", "2026-03-02", {"form": "written"})]
    decision: dict[str, Any] = {}
    for number, (kind, day, data) in enumerate(events):
        event = {"id": str(number), "source": "s", "type": kind, "subject": "E1", "time": f"{day}T09:00:00+08:00"}
        content = json.dumps({**event, "data": data}).encode()
        decision = decision_json(run.decide(EventText(line=number, content=content)).decision)
    found: list[dict[str, Any]] = decision["effects"]
    return found


@pytest.mark.parametrize("language", [None, "zh-CN"])
def test_a_notice_carries_subject_and_a_body_for_each_channel(opened: Opened, language: str | None) -> None:
    (notice,) = [effect for effect in effects_of_resigning(opened, "张三", language) if effect.get("to") == "E1"]
    assert list(notice["bodies"]) == notice["channels"] == ["sms", "wecom", "dingtalk"]
    assert "张三" in notice["bodies"]["wecom"]
    assert notice["subject"]


@pytest.mark.parametrize(("policy", "cited"), [("default", True), ("international", False), ("germany", False)])
@pytest.mark.parametrize(("language", "law"), [("en", "Labor Contract Law"), ("zh-CN", "劳动合同法")])
def test_only_the_law_of_the_policys_own_country_is_cited(policy: str, language: str, law: str, *, cited: bool) -> None:
    of_country = open_policies([shipped_folder("rules") / policy])
    told = [effect for effect in effects_of_resigning(of_country, "张三", language) if effect.get("to") == "E1"]
    bodies = [text for notice in told for channel, text in notice["bodies"].items() if channel != "sms"]
    assert bodies
    assert any(law in text for text in bodies) is cited


def test_a_text_too_long_for_its_channel_is_told_as_a_problem(opened: Opened) -> None:
    effects = effects_of_resigning(opened, "长" * 1000)
    problems = [effect for effect in effects if effect.get("code") == "message-trouble"]
    assert problems != []
    assert "notice.start" in {problem["subject"] for problem in problems}
    assert [effect["effect"] for effect in effects][-1] == "problem"


def run_over(opened: Opened, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    run = Run(opened, engine="compiled")
    told = (EventText(line=number, content=json.dumps(event).encode()) for number, event in enumerate(lines, 1))
    decisions: list[dict[str, Any]] = [decision_json(decided.decision) for decided in run.decisions(told)]
    return [effect for decision in decisions for effect in decision["effects"]]


@pytest.fixture(scope="module")
def every_message(opened: Opened) -> list[dict[str, Any]]:
    lines = (shipped_folder("rules").parent / "examples" / "every-message.jsonl").read_text("utf-8").splitlines()
    return run_over(opened, [json.loads(line) for line in lines])


def test_the_example_sends_every_message_that_ships_without_trouble(
    opened: Opened, every_message: list[dict[str, Any]]
) -> None:
    assert opened.templates is not None
    notices = [effect for effect in every_message if effect["effect"] == "notice"]
    assert {notice["notification"] for notice in notices} == opened.templates.ids
    assert [effect for effect in every_message if effect.get("code") == "message-trouble"] == []
    assert all(list(notice["bodies"]) == notice["channels"] for notice in notices)


def test_a_text_message_carries_its_template_and_an_email_its_plain_text(every_message: list[dict[str, Any]]) -> None:
    (notice,) = [effect for effect in every_message if effect.get("notice") == "notice.certificate"]
    assert notice["sms"]["template_code"] == "SMS_CERTIFICATE_ISSUED"
    assert notice["sms"]["parameters"] == [{"name": "name", "value": "王晓敏"}, {"name": "case", "value": "E1/1"}]
    assert notice["sms"]["parts"] == 1
    assert notice["texts"]["email"].startswith(notice["subject"])
    assert "<" not in notice["texts"]["email"]


def test_a_message_tells_who_acted_and_what_changed(every_message: list[dict[str, Any]]) -> None:
    sent = [effect for effect in every_message if "dingtalk" in effect.get("bodies", {})]
    bodies = {effect["notice"]: effect["bodies"]["dingtalk"] for effect in sent}
    returned = [effect["bodies"]["dingtalk"] for effect in sent if effect["notice"] == "notice.returned"]
    assert ["已由李建国退回" in body for body in returned] == [True, False]
    assert "已由陈立退回" in returned[1]  # a task that is opened again is told like one sent back
    assert "漏了一家客户" in returned[1]
    assert "由2026年4月1日调整为2026年4月3日" in bodies["notice.last_day"]
    assert "**商定人**：陈立" in bodies["notice.last_day"]


def test_a_duty_told_to_the_manager_names_the_employee_who_owes_it(tmp_path: Path) -> None:
    modeline = "# yaml-language-server: $schema=../schemas/{}.schema.json\n"
    rule = "{id: notice.clause, on: duty, to: manager, channels: [dingtalk], notification: clause-unsigned}"
    manifest = "kind: policy\nid: acme\nextends: builtin:default\nversion: 1.0.0\neffective: {from: 2026-01-01}\n"
    (tmp_path / "policy.yaml").write_text(modeline.format("policy") + manifest, "utf-8")
    (tmp_path / "notices.yaml").write_text(f"{modeline.format('notices')}kind: notices\nnotices: [{rule}]\n", "utf-8")
    hired = {"name": "张三", "role": "sales", "stage": "regular", "manager": "M1", "hired_on": "2026-03-01"}
    events: list[dict[str, Any]] = [
        {"id": "1", "type": "employee.hired", "subject": "E1", "time": "2026-03-01T09:00:00+08:00", "data": hired},
        {"id": "2", "type": "clock.ticked", "subject": "*", "time": "2026-03-20T09:00:00+08:00"},
    ]
    effects = run_over(open_policies([tmp_path]), [{"source": "s"} | event for event in events])
    told = [effect for effect in effects if effect.get("notice") == "notice.clause"]
    assert [(notice["to"], notice["party"]) for notice in told] == [("U-HR", "manager")] * 2
    assert all("张三入职时应签署的条款" in notice["bodies"]["dingtalk"] for notice in told)


def test_of_one_duty_that_several_people_missed_each_is_told_their_own_day(opened: Opened) -> None:
    def hired(number: int, name: str, day: str) -> dict[str, Any]:
        told = {"name": name, "role": "office", "stage": "regular", "manager": "M1", "hired_on": day}
        subject, time = f"E/{number}", f"{day}T09:00:00+08:00"
        return {"id": subject, "type": "employee.hired", "subject": subject, "time": time, "data": told, "source": "s"}

    tick = {"id": "t", "type": "clock.ticked", "subject": "*", "time": "2026-03-20T09:00:00+08:00", "source": "s"}
    effects = run_over(opened, [hired(1, "张三", "2026-03-01"), hired(2, "李四", "2026-03-04"), tick])
    told = [effect for effect in effects if effect.get("notice") == "notice.clause"]
    days = {(notice["to"], notice["subject"].partition("（")[2]) for notice in told}
    assert days == {("E/1", "2026年3月8日）"), ("E/2", "2026年3月11日）")}


NOTICE = NoticeEffect(
    case=None,
    id="n",
    notice="n",
    to="E1",
    party="leaver",
    channels=("sms",),
    notification="handover-started",
    task=None,
    about=None,
    planned=None,
    skipped=(),
    recipient=Recipient(id="E1", name="E1", language="zh-CN"),
    key="0" * 32,
    because=Because(rule="n", file="", line=0, facts={}, law=()),
)


def test_a_preview_needs_a_policy(opened: Opened) -> None:
    run = Run(opened)
    decided = run.decide(EventText(line=1, content=b"{"))
    with pytest.raises(ValueError, match="policy"):
        message_of(decided, NOTICE, run.templates, run.register)


def test_of_silences_in_one_event_one_message_tells_of_each_whoever_was_silent(opened: Opened) -> None:
    person = {"role": "sales", "stage": "regular", "manager": "M1", "hired_on": "2026-02-25"}
    proof = [{"kind": kind, "path": "a.xlsx", "sha256": "0" * 64} for kind in ("file", "photo")]
    told: list[tuple[str, str, str, dict[str, Any]]] = [
        ("employee.hired", "M1", "2026-02-25", person | {"name": "王五", "manager": "U-HR"}),
        ("employee.hired", "E1", "2026-02-25", person | {"name": "张三"}),
        ("employee.hired", "S1", "2026-02-25", person | {"name": "李四"}),
        ("resignation.submitted", "E1", "2026-03-02", {"form": "written"}),
        ("successor.assigned", "E1", "2026-03-03", {"successor": "S1", "by": "M1"}),
        ("task.submitted", "E1", "2026-03-04", {"task": "E1/1:everyone.documents", "by": "E1", "evidence": proof}),
        ("task.submitted", "E1", "2026-03-04", {"task": "E1/1:sales.receivables", "by": "E1", "evidence": proof}),
        ("clock.ticked", "*", "2026-03-04", {}),
        ("clock.ticked", "*", "2026-03-23", {}),
    ]
    lines = [
        {"id": str(number), "source": "s", "type": kind, "subject": who, "time": f"{day}T10:00:00+08:00", "data": data}
        for number, (kind, who, day, data) in enumerate(told)
    ]
    notices = [one for one in run_over(opened, lines) if one.get("notice") == "notice.deemed"]
    (body,) = (one["bodies"]["portal"] for one in notices)
    assert notices[0]["tasks"] == ["E1/1:everyone.documents", "E1/1:sales.receivables"]
    assert "工作文档移交：李四（接替者）未答复" in body
    assert "王五（部门负责人）未答复" in body
