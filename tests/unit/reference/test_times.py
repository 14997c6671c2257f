"""How a time is written: every form that is shown can be read, and shows where authors look."""

from __future__ import annotations

import pytest

from handover_policy.app.reference import schema_keys
from handover_policy.model.dates.timeline import parse_expression
from handover_policy.model.words.anchors import ANCHORS, TARGET_DAYS, room_of
from handover_policy.reference.keys import find_keys
from handover_policy.reference.pages import key_lines
from handover_policy.reference.times import forms, time_lines, times_page
from handover_policy.reference.whole import whole_page

KEYS = schema_keys()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_can_be_read_and_every_word_of_times_is_in_one(language: str) -> None:
    read = [parse_expression(written) for written, _ in forms(language)]
    assert {each.anchor for each in read} >= set(ANCHORS)
    assert {room.name for each in read if (room := room_of(each.anchor)) is not None} == {"employee", "record"}
    assert {target.kind for each in read for target in each.targets} == set(TARGET_DAYS)
    assert any(each.hour for each in read)
    assert {each.offset.unit for each in read} == {"day", "workday", "week", "month"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_forms_stand_on_the_page_and_on_the_terminal(language: str) -> None:
    page = whole_page(KEYS.values(), language)
    for written, meaning in forms(language):
        assert f"| `{written}` | {meaning} |" in page
        assert any(written in line and meaning in line for line in time_lines(language))
    assert all(line.removeprefix("  ") in page for line in list(time_lines(language))[len(forms(language)) + 1 :])
    assert times_page(language) in page


@pytest.mark.parametrize(
    ("name", "there", "not_there"),
    [
        ("tasks.steps.due", "record.<", "task.due"),
        ("notices.at", "task.due（", "nothing"),
        ("gates.release_by", "notice_end（", "task.start"),
        ("obligations.recurring.first", "last_day（", "record."),
        ("tasks.start", "employee.<", "event（"),
    ],
)
def test_a_key_that_holds_a_time_tells_from_what_it_may_count(name: str, there: str, not_there: str) -> None:
    kind = name.partition(".")[0]
    key = find_keys(name, KEYS[kind])[0]
    told = "\n".join(key_lines(key, KEYS[kind], "zh"))
    assert there in told
    assert not_there not in told
    assert "quarter_end" in told


def test_a_key_that_holds_none_says_nothing_of_it() -> None:
    (key,) = find_keys("tasks.steps.do", KEYS["tasks"])
    assert not any("quarter_end" in line for line in key_lines(key, KEYS["tasks"], "zh"))
