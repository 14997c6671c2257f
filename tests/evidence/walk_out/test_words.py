"""Before hr has decided, no message of an absence says that the employment has ended, or names misconduct."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from handover_policy import Session, load, to_json
from handover_policy.sources.shipped import shipped_sets

SETS = sorted(each.rpartition(":")[2] for each in shipped_sets())
LANGUAGES = ("zh-CN", "en")
LEAVER, SUCCESSOR, MANAGER, CASE = "E1", "S1", "M1", "E1/1"
BEGIN = datetime.fromisoformat("2026-03-10T09:00:00+08:00")
DAYS = 60
SAID = re.compile(
    r"已(经)?(被)?(依法)?(解除|终止|结束|离职|辞退|开除|除名|解雇|辞职)|(视为|按).{0,3}(离职|辞职|自离)|自动离职|自离"
    r"|旷工|擅自|违纪|违规|失职|不辞而别|过错|处分|罚款"
    r"|\b(has|have|was|is|been) (already )?(left|ended|over|dismissed|terminated|fired)\b"
    r"|\b(misconduct|abandon\w*|abscond\w*|awol|desert\w*|dismiss\w*|fired|terminat\w*|disciplin\w*|unauthori[sz]ed)\b",
    re.IGNORECASE,
)
"""That it is over, and what nobody is called before anybody has looked into it."""


def told(number: int, kind: str, subject: str, at: datetime, **data: object) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "test",
        "type": kind,
        "subject": subject,
        "time": at.isoformat(),
        "data": data,
    }


def events(language: str, track: str | None, by: str) -> Iterator[dict[str, Any]]:
    """Yield an absence of sixty days that nobody decides anything about."""
    person = {"role": "office", "stage": "regular", "hired_on": "2024-03-01", "language": language}
    leaver = {**person, "manager": MANAGER, **({"track": track} if track else {})}
    before = BEGIN - timedelta(days=5)
    yield told(1, "employee.hired", MANAGER, before, **person, name="周主管")
    yield told(2, "employee.hired", SUCCESSOR, before, **person, name="陈接手", manager=MANAGER)
    yield told(3, "employee.hired", by, before, **person, name="人事小李")
    yield told(4, "employee.hired", LEAVER, before, **leaver, name="张三")
    yield told(5, "employee.absent", LEAVER, BEGIN, since="2026-03-09")
    yield told(6, "clock.ticked", "*", BEGIN + timedelta(days=5))
    yield told(7, "successor.assigned", LEAVER, BEGIN + timedelta(days=6), successor=SUCCESSOR, by=MANAGER)
    for day in range(7, DAYS):
        yield told(10 + day, "clock.ticked", "*", BEGIN + timedelta(days=day))


def texts_in(value: object) -> Iterator[str]:
    """Yield every text within a message."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


@pytest.mark.parametrize("name", SETS)
def test_no_message_before_a_decision_says_that_it_is_over(name: str) -> None:
    policy = load(f"builtin:{name}")
    found: dict[str, str] = {}
    sent, hr = 0, "U-HR"
    for language in LANGUAGES:
        for track in (None, "frontline"):
            session = Session(policy)
            for each in events(language, track, hr):
                decision = to_json(session.decide(each))
                for effect in decision["effects"]:
                    if effect["effect"] == "case" and effect["case"] == CASE:
                        assert (effect["state"], effect["last_day"]) == ("open", None)
                        assert effect["cause"] == "abandonment"
                    if effect["effect"] != "notice" or effect.get("case") != CASE:
                        continue
                    assert effect["to"] != LEAVER
                    sent += 1
                    told_to = {key: effect.get(key) for key in ("subject", "bodies", "texts", "sms")}
                    found |= {text: hit[0] for text in texts_in(told_to) if (hit := SAID.search(text)) is not None}
    assert sent > 0
    assert set(found.values()) == set(), next(iter(found))[:2000]


@pytest.mark.parametrize(
    "text",
    [
        "劳动合同已解除。",
        "您已经离职。",
        "按自动离职处理",
        "张三旷工三天",
        "The employment has ended.",
        "was dismissed for misconduct",
    ],
)
def test_what_may_not_be_said_is_known(text: str) -> None:
    assert SAID.search(text) is not None
