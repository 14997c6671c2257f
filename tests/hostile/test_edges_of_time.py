"""The first and the last of all days, wherever a policy set may name a day: each command says something, in time."""

from __future__ import annotations

import json

import pytest

from tests.hostile.fuzzing.commands import called
from tests.hostile.fuzzing.drafts import Draft
from tests.hostile.fuzzing.set_laws import EVENTS, TODAY
from tests.hostile.fuzzing.shelf import on_shelf
from tests.hostile.fuzzing.true_sets import true_files

EDGES = ("0001-01-01", "1899-12-31", "1900-01-01", "2899-12-31", "2900-01-01", "9999-12-31")
TEST = """\
kind: test
cases:
  - name: 一
    employee: {{role: sales, stage: regular}}
    events: [{{at: {day}, type: resignation.submitted, data: {{form: written}}}}]
    expect: [{{effect: case}}]
"""
PLACES = {
    "effective.from": ("policy.yaml", "from: 2026-07-01}", "from: {day}}}"),
    "effective.until": ("policy.yaml", "from: 2026-07-01}", "from: 2026-07-01, until: {day}}}"),
    "consulted": ("policy.yaml", "on: 2026-06-05", "on: {day}"),
    "a condition": ("notice_days.yaml", "when: {employee.stage: regular}", "when: {{employee.hired_on: {day}}}"),
    "a limit": (
        "notice_days.yaml",
        "when: {employee.stage: regular}",
        "when: {{employee.hired_on: {{above: {day}}}}}",
    ),
    "a dated number": ("notice_days.yaml", "days: 30", "days: {{{day}: 7, 2026-08-01: 30}}"),
}
LONG = ("last_day + 9999 days", "last_day + 9999 weeks", "last_day + 9999 months", "arrival - 9999 months")


def spoilt(file: str, right: str, wrong: str, **more: bytes) -> Draft:
    files = {path: text.encode() for path, text in true_files("acme").items()}
    assert right in files[file].decode()
    return Draft(base="acme", files={**files, file: files[file].replace(right.encode(), wrong.encode(), 1), **more})


def held(draft: Draft, *commands: str) -> list[str]:
    """Return the codes of errors; where there are none, every command has to end as it should."""
    with on_shelf(draft) as (place, true):
        calls: dict[str, tuple[object, ...]] = {
            "lint": ("lint", place, "--as-of", TODAY),
            "diff": ("diff", true, place, "--as-of", TODAY),
            "back": ("diff", place, true, "--as-of", TODAY),
            "run": ("run", EVENTS, "--policy", place, "--engine", "compiled"),
            "sample": ("render", "task-list", "--sample", "--policy", place),
            "test": ("test", place),
            "mutate": ("test", place, "--mutate"),
        }
        ended = called("validate", place, "--format", "json")
        assert not ended.crash
        errors = [each["code"] for each in json.loads(ended.out)["findings"] if each["severity"] == "error"]
        for command in commands:
            ended = called(*calls[command])
            assert not ended.crash, (command, ended.crash)
            assert ended.code in {0, 1, 3, 4} if errors else ended.code in {0, 1, 4}, (command, ended)
    return errors


@pytest.mark.parametrize("day", EDGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_day_at_the_edge_of_time_is_a_finding_or_harms_nobody(place, day):
    file, right, wrong = PLACES[place]
    errors = held(spoilt(file, right, wrong.format(day=day)), "lint", "diff", "back", "run", "sample")
    assert (errors == ["bad-form"]) == (place == "effective.from" and not "1900" <= day[:4] <= "2899")


@pytest.mark.parametrize("day", EDGES)
def test_a_policy_test_may_name_any_day(day):
    case = {"tests/t.yaml": TEST.format(day=day).encode()}
    draft = spoilt("notice_days.yaml", "when: {employee.stage: regular}", f"when: {{employee.hired_on: {day}}}", **case)
    assert held(draft, "test", "mutate") == []


@pytest.mark.parametrize("due", LONG)
def test_a_deadline_may_be_as_long_as_it_can_be_written(due):
    draft = spoilt("obligations.yaml", "final_pay: {due: last_day,", f"final_pay: {{due: {due},")
    assert held(draft, "lint", "diff") == []
