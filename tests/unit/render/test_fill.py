"""Messages are written into the notices of a decision; what went wrong in writing them is a problem."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handover_policy.sources.event_files import Told
from handover_policy.sources.shipped import shipped_folder
from handover_policy.wiring import Opened, Run, open_policies


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
        decision = run.decide(Told(line=number, content=content)).decision.as_json()
    found: list[dict[str, Any]] = decision["effects"]
    return found


@pytest.mark.parametrize("language", [None, "zh-CN"])
def test_a_notice_carries_subject_and_a_body_for_each_channel(opened: Opened, language: str | None) -> None:
    (notice,) = [effect for effect in effects_of_resigning(opened, "张三", language) if effect["effect"] == "notice"]
    assert list(notice["bodies"]) == notice["channels"] == ["sms", "wecom", "dingtalk"]
    assert "张三" in notice["bodies"]["wecom"]
    assert notice["subject"]


def test_a_text_too_long_for_its_channel_is_told_as_a_problem(opened: Opened) -> None:
    effects = effects_of_resigning(opened, "长" * 1000)
    problems = [effect for effect in effects if effect.get("code") == "message-trouble"]
    assert problems != []
    assert {problem["subject"] for problem in problems} == {"notice.start"}
    assert [effect["effect"] for effect in effects][-1] == "problem"
