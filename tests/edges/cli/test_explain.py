"""`handover explain` as a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.edges.cli.command import EXAMPLE, handover

ZH = ("--lang", "zh")


def test_a_case_is_explained_as_text_json_and_markdown() -> None:
    text = handover("explain", EXAMPLE, "--at", "2026-03-20", *ZH)
    assert text.code == 0
    assert "◆ 经济补偿支付" in text.out.decode()
    told = json.loads(handover("explain", EXAMPLE, "--at", "2026-03-20T09:00", "--format", "json", *ZH).out)
    assert (told["case"], told["points"][0]["kind"]) == ("E1001/1", "case")
    page = handover("explain", EXAMPLE, "--format", "markdown", "--case", "E1001/1", "--only", "gate", *ZH)
    assert page.out.decode().startswith("# E1001/1\n\n## 交接确认")


def test_what_did_not_come_is_asked_for_alone() -> None:
    answer = handover("explain", EXAMPLE, "--at", "2026-03-20", "--why-not", "days.probation", *ZH)
    assert answer.out.decode().splitlines() == [
        "days.probation 没有适用：条件不成立：employee.stage 现为 regular，要求 probation"
    ]


def test_the_code_of_a_finding_is_explained() -> None:
    assert "unknown-key" in handover("explain", "unknown-key", *ZH).out.decode()
    wrong = handover("explain", "unknown-kez", *ZH)
    assert (wrong.code, wrong.out) == (2, b"")
    assert "是不是 unknown-key？" in wrong.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--case", "E9/1"), 2),
        (("--at", "tomorrow"), 2),
        (("--only", "nothing"), 2),
        (("--policy", "nowhere"), 3),
    ],
)
def test_a_wrong_question_is_told(arguments: tuple[str, ...], code: int) -> None:
    wrong = handover("explain", EXAMPLE, *arguments)
    assert (wrong.code, wrong.out) == (code, b"")
    assert wrong.err


def test_broken_events_are_left_out_and_said_and_nothing_is_nothing(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_bytes(b'{"broken\n[]\n' + EXAMPLE.read_bytes())
    told = handover("explain", events, "--only", "case")
    assert told.code == 0
    assert "events.jsonl:1:" in told.err
    assert handover("explain", "-", given=b"").code == 5
    assert handover("explain", tmp_path / "none.jsonl").code == 3


def test_names_that_turn_the_direction_of_writing_are_shown_as_codes(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text(EXAMPLE.read_text("utf-8").replace("王晓敏", "王\\u202e敏"), encoding="utf-8")
    assert "\u202e" not in handover("explain", events).out.decode()
