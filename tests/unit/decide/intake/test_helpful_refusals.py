"""What refusals say: what is wrong, in words, and which event or value is right instead (contract 2.1)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from handover_policy.model.words.event_types import EVENT_TYPES
from tests.unit.decide.stage import Stage, Told, leaving, ready

LATE = "2026-03-10T10:00"
CHINESE = ("language: en", "language: zh-CN")
NAMED = re.compile("|".join(map(re.escape, EVENT_TYPES)))


def submitted() -> Stage:
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-09T10:00")
    return stage


def done() -> Stage:
    stage = leaving()
    stage.hand_over()
    return stage


def withdrawn() -> Stage:
    stage = leaving()
    stage.tell("resignation.withdrawn", "E1", "2026-03-05T10:00", accepted_by="M1")
    return stage


def act(kind: str, by: str = "E1", task: str = "work.papers", **data: object) -> Callable[[Stage], Told]:
    return lambda stage: stage.act(kind, by, "2026-03-20T10:00", task=task, **data)


def change(**data: object) -> Callable[[Stage], Told]:
    return lambda stage: stage.tell("last_day.changed", "E1", LATE, {"agreed_by": "M1", "reason": "商定"}, **data)


# Why, where it happens, what is told, the words that must stand in the answer.
ANSWERS: dict[str, tuple[Callable[[], Stage], Callable[[Stage], Told], tuple[str, ...]]] = {
    "confirmed before it was submitted": (leaving, act("confirmed", "E2"), ("task.submitted", "E1")),
    "returned before it was submitted": (leaving, act("returned", "E2", reason="no"), ("task.submitted", "E1")),
    "submitted twice": (submitted, act("submitted"), ("task.confirmed", "task.returned", "E2")),
    "submitted when it is done": (done, act("submitted"), ("task.reopened", "done")),
    "waived when it is done": (done, act("waived", "M1", reason="no"), ("task.reopened", "done")),
    "reopened before it is done": (submitted, act("reopened", "M1", reason="no"), ("not finished", "E2")),
    "of a departure taken back": (withdrawn, act("submitted"), ("resignation.submitted", "E1/1")),
    "of nobody who leaves": (ready, act("submitted"), ("resignation.submitted", "departure.declared")),
    "of a task that is not there": (leaving, act("submitted", task="work.paper"), ("E1/1:work.papers",)),
    "back to nobody": (submitted, act("returned", "E2", reason="no", to="E9"), ("leaver",)),
    "a second resignation": (leaving, lambda s: s.resign(at=LATE), ("last_day.changed", "resignation.withdrawn")),
    "signed before the end": (leaving, lambda s: s.sign("leaver", "E1", LATE), ("资料移交",)),
    "no such clause": (
        leaving,
        lambda s: s.tell("breach.recorded", "E1", LATE, clause="c", by="M1", description="x", proven=True),
        ("has no clause",),
    ),
    "a day without a zero": (leaving, change(last_day="2026-3-5"), ("2026-3-5", "2026-03-02")),
    "a day that does not exist": (leaving, change(last_day="2026-02-30"), ("2026-02-30", "day of the calendar")),
    "a day in words": (leaving, change(last_day="3月5日"), ("3月5日", "2026-03-02")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_refusal_names_what_is_right_instead(name: str) -> None:
    begun, told, words = ANSWERS[name]
    answer = told(begun())
    assert answer.outcome == "refused"
    message = answer.decision["refusal"]["message"]
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("name", ANSWERS)
def test_no_refusal_shows_a_pattern(name: str) -> None:
    begun, told, _ = ANSWERS[name]
    message = told(begun()).decision["refusal"]["message"]
    assert not re.search(r"\[0-9\]|\\d|\^|\$|\{64\}", message)


@pytest.mark.parametrize(
    ("sha256", "right"),
    [("abc", False), ("xyz" * 22, False), ("0" * 63, False), ("0" * 64, True), (f"sha256:{'a' * 64}", True)],
)
def test_a_digest_that_is_none_is_told_in_words(sha256: str, right: bool) -> None:  # noqa: FBT001 - a column
    data = {"path": "a.xlsx", "sha256": sha256, "size": 1}
    told = ready().tell("document.uploaded", "E1", LATE, data)
    assert (told.outcome == "applied") is right
    if not right:
        assert "hexadecimal" in told.decision["refusal"]["message"]


def test_states_and_causes_are_told_by_their_words() -> None:
    stage = leaving(CHINESE)
    stage.hand_over()
    message = stage.act("submitted", "E1", "2026-03-20T10:00").decision["refusal"]["message"]
    assert (
        message == "任务“资料移交”已经完成，不能 task.submitted；要重做，请先由最后一步的承办人或人事发送 task.reopened"
    )
