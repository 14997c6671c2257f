"""Events nobody should send: each is refused by name or taken as it is, and the others are done."""

from __future__ import annotations

import pytest

from tests.edges.cli.command import Ended, handover, hired, line, lines

LEVELS = 20_000
BROKEN = {
    "no UTF-8": hired("X", name="QQ").replace(b"QQ", b"\xff\xfe"),
    "NUL bytes": b"\x00\x00",
    "a bare NUL in a text": hired("X", name="QQ").replace(b"QQ", b"a\x00b"),
    "an id of 5 MB": line("x" * 5_000_000, "employee.hired"),
    "arrays without an end": b'{"a":' + b"[" * LEVELS,
    "deep arrays": hired("X", more=0).replace(b'"more": 0', b'"more": ' + b"[" * LEVELS + b"]" * LEVELS),
    "deep objects": b'{"a":' * LEVELS + b"1" + b"}" * LEVELS,
    "400 digits": hired("X", more=0).replace(b'"more": 0', b'"more": ' + b"9" * 400),
    "5,000 digits": hired("X", more=0).replace(b'"more": 0', b'"more": ' + b"9" * 5000),
    "NaN": hired("X", more=0).replace(b'"more": 0', b'"more": NaN'),
    "infinity": hired("X", more=0).replace(b'"more": 0', b'"more": -Infinity'),
    "an exponent too large": hired("X", more=0).replace(b'"more": 0', b'"more": 1e999'),
    "a lone surrogate": hired("X", name="QQ").replace(b"QQ", b"\\ud800"),
    "a doubled key": b'{"id": "a", "id": "b"}',
    "a text": b'"text"',
    "null": b"null",
    "two values": b"5 [1]",
    "a cut line": hired("X")[:60],
}
NAMED = {
    "an id of 3 MB": line("x" * 3_000_000, "employee.hired"),
    "year 0": hired("Y0").replace(b"2026-03-01T09", b"0000-03-01T09"),
    "year 9999": hired("Y9").replace(b"2026-03-01T09", b"9999-03-01T09"),
    "hired in the year 9999": hired("H9", hired_on="9999-12-31"),
    "hired on no day": hired("H0", hired_on="2026-02-30"),
    "wrong types": b'{"id": 1, "source": [], "type": {}, "subject": null, "time": 5, "data": "x"}',
    "data as a list": b'{"id": "l", "source": "test", "type": "employee.left", "subject": "E1", '
    b'"time": "2026-03-01T09:00:00+08:00", "data": [1]}',
    "a time without an offset": hired("NO").replace(b"+08:00", b""),
    "an employee called *": line("star", "employee.left", "*", on="2026-03-01"),
    "a clock for one employee": line("tick", "clock.ticked", "E1"),
}


@pytest.fixture(scope="module")
def among_others() -> Ended:
    resigned = line("resigned", "resignation.submitted", form="written")
    return handover("run", "-", given=lines(hired(), *BROKEN.values(), *NAMED.values(), resigned))


def test_each_is_refused_as_an_invalid_event_and_the_others_are_done(among_others: Ended) -> None:
    outcomes = [decision["outcome"] for decision in among_others.decisions]
    assert outcomes == ["applied", *["refused"] * (len(BROKEN) + len(NAMED)), "applied"]
    assert {code for _, code in among_others.refusals} == {"invalid-event"}
    assert among_others.code == 0


@pytest.mark.parametrize("name", BROKEN)
def test_a_line_that_is_no_event_is_told_by_its_number(among_others: Ended, name: str) -> None:
    number = 2 + list(BROKEN).index(name)
    assert among_others.decisions[number - 1]["event"] == {"line": number}


@pytest.mark.parametrize("name", [*BROKEN, *NAMED])
def test_the_refusal_says_what_is_wrong_and_briefly(among_others: Ended, name: str) -> None:
    decision = among_others.decisions[1 + [*BROKEN, *NAMED].index(name)]
    message = decision["refusal"]["message"]
    assert message
    assert len(message) < 4000


def test_refusals_of_values_name_the_place(among_others: Ended) -> None:
    for name, place in (("hired on no day", "hired_on"), ("year 9999", "time"), ("an employee called *", "subject")):
        decision = among_others.decisions[1 + [*BROKEN, *NAMED].index(name)]
        assert place in decision["refusal"]["message"]


def test_a_byte_order_mark_is_no_part_of_the_first_event() -> None:
    given = lines(hired())
    assert handover("run", "-", given=b"\xef\xbb\xbf" + given).out == handover("run", "-", given=given).out


def test_windows_line_ends_change_nothing() -> None:
    given = lines(hired(), hired("E2"))
    assert handover("run", "-", given=given.replace(b"\n", b"\r\n")).out == handover("run", "-", given=given).out


def test_html_and_jinja_and_control_signs_in_names_stay_text() -> None:
    name = "<script>alert(1)</script>{{ 7*7 }}{% for %}"
    given = lines(hired(name=name), line("r", "resignation.submitted", form="written"))
    ended = handover("run", "-", given=given)
    notices = [effect for effect in ended.decisions[1]["effects"] if effect["effect"] == "notice"]
    assert notices
    for body in (body for notice in notices for body in notice["bodies"].values()):
        assert "49" not in body
    shown = handover("run", "-", "--format", "text", given=given.replace(b"alert(1)", b"\\u001b[31m\\u202e"))
    assert ended.code == shown.code == 0
    assert b"\x1b" not in shown.out
    assert "\u202e".encode() not in shown.out


def test_a_manager_who_manages_himself_and_leaves_hands_over_to_hr() -> None:
    given = lines(hired("M1", manager="M1"), line("r", "resignation.submitted", "M1", form="written"))
    effects = handover("run", "-", given=given).decisions[1]["effects"]
    tasks = [effect for effect in effects if effect["effect"] == "task"]
    of_manager = [
        step["person"] for task in tasks for step in task["steps"] if step["party"] in {"manager", "successor"}
    ]
    assert of_manager
    assert set(of_manager) == {"U-HR"}


def test_a_successor_who_is_the_leaver_is_told_as_a_problem_and_holds_no_step() -> None:
    named = line("s", "successor.assigned", successor="E1", by="M1")
    given = lines(hired("M1"), hired(), line("r", "resignation.submitted", form="written"), named)
    decision = handover("run", "-", given=given).decisions[3]
    codes = {effect["code"] for effect in decision.get("effects", ()) if effect["effect"] == "problem"}
    assert decision["outcome"] == "applied"
    assert "successor-is-leaver" in codes
