"""The story of a demo: whatever the day, nothing of it is refused, and everybody stands where they should."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.app.serving.demo.cast import DEPARTURES, EMPLOYEES, PARTS
from handover_policy.app.serving.demo.folder import CONTACTS
from handover_policy.app.serving.demo.story import demo_story
from handover_policy.sources.event_files import EventText
from handover_policy.sources.shipped import policy_place
from handover_policy.texts.texts import languages, texts

SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def default_run() -> Run:
    return Run(open_policies([policy_place("builtin:default")]), engine="compiled")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 29, 19, 0, tzinfo=SHANGHAI),  # a Sunday
        datetime(2026, 3, 1, 0, 5, tzinfo=SHANGHAI),  # behind the spring festival, after midnight
        datetime(2026, 10, 8, 9, 0, tzinfo=SHANGHAI),  # behind the national holidays
        datetime(2027, 1, 1, 12, 0, tzinfo=SHANGHAI),
        datetime(2028, 2, 29, 23, 59, tzinfo=SHANGHAI),
    ],
)
def test_on_any_day_nothing_is_refused_and_each_departure_stands_where_it_should(now: datetime) -> None:
    run = default_run().again()
    lines = list(demo_story(default_run(), now=now))
    decided = [run.decide(EventText(line=1, content=line)).decision for line in lines]
    refused = [each.event for each in decided if each.outcome == "refused"]
    assert refused == []
    assert list(demo_story(default_run(), now=now)) == lines
    begun = [each for each in DEPARTURES if now - timedelta(days=each.before) >= now - timedelta(days=60)]
    cases = {each.employee: run.register.case_of(each.employee) for each in begun}
    states = {name: case.state for name, case in cases.items() if case is not None}
    assert states.pop("E1003") == "closed"
    assert set(states.values()) == {"open"}
    assert len(states) == len(DEPARTURES) - 1
    fresh, signing = cases["E1001"], cases["E3001"]
    assert fresh is not None
    assert {task.state for task in fresh.tasks.values()} <= {"open", "pending"}
    assert signing is not None
    assert signing.sheet is not None
    assert signing.sheet.signatures == {}


def test_everybody_has_a_name_in_every_language() -> None:
    for language in languages():
        words = texts(language)
        assert all(words.has(f"demo.people.{name}") for name in (*CONTACTS, *(each.id for each in EMPLOYEES)))
        assert all(words.has(f"demo.departments.{each.department}") for each in EMPLOYEES)


def test_each_part_is_somebody_of_the_company() -> None:
    known = {*CONTACTS, *(each.id for each in EMPLOYEES)}
    assert {person for _, person in PARTS} <= known
