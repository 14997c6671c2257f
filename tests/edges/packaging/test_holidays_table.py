"""The calendars are those of the table kept, and whatever moved at the last upgrade stands in the changelog."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from handover_policy.model.dates.calendar import calendar_for
from release.holidays_table import CALENDARS, TABLE, YEARS, moved, read, table, upgraded

ROOT = Path(__file__).parents[3]
KEPT = TABLE.read_text("utf-8")
HEAD, ROWS = read(KEPT)
COUNTRY = {"UK": "GB"}
"""Where a jurisdiction is not called by its ISO 3166 code."""


def test_the_installed_package_tells_the_days_of_the_table() -> None:
    text, told = upgraded(KEPT)
    assert told == [], "an upgrade moved days: run `make holidays` and write them into CHANGELOG.md"
    assert read(text)[1] == ROWS, "run `make holidays`"


def test_the_table_is_that_of_the_release_that_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (stated,) = (each for each in map(Requirement, project["dependencies"]) if each.name == "holidays")
    assert HEAD["package"].removeprefix("holidays ") in stated.specifier, "run `make holidays`"


def test_days_moved_by_the_last_upgrade_stand_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert [day for day in HEAD["moved"] if day not in changelog] == []


def test_the_table_holds_the_calendar_of_every_set_and_statute_pack_that_ships() -> None:
    used = {
        *(yaml.safe_load(each.read_text("utf-8")).get("calendar", "CN") for each in ROOT.glob("rules/**/policy.yaml")),
        *(yaml.safe_load(each.read_text("utf-8"))["jurisdiction"] for each in ROOT.glob("rules/statutes/*.yaml")),
    }
    assert len(used) > 10
    assert {calendar_for(COUNTRY.get(code, code)).code for code in used} <= set(CALENDARS)
    assert [(row["calendar"], row["year"]) for row in ROWS] == [(code, year) for code in CALENDARS for year in YEARS]


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2026-02-14", "worked"), ("2026-02-16", "off statutory"), ("2026-02-20", "off"), ("2018-02-17", "statutory")],
)
def test_the_days_are_those_of_the_state_councils_notice(day: str, kind: str) -> None:
    assert dates("CN", int(day[:4]))[day] == kind


def dates(code: str, year: int) -> dict[str, str]:
    (row,) = (row for row in ROWS if (row["calendar"], row["year"]) == (code, year))
    days: dict[str, str] = row["days"]
    return days


def test_an_upgrade_names_each_day_that_moved_and_keeps_naming_them() -> None:
    older = copy.deepcopy(ROWS)
    china = next(row for row in older if (row["calendar"], row["year"]) == ("CN", 2026))
    china["settled"] = False
    del china["days"]["2026-02-14"]
    china["days"]["2026-02-25"] = "off"
    text, told = upgraded(table("holidays 0.1", None, [], older))
    assert told == [
        "CN 2026: settled",
        "CN 2026-02-14: an ordinary day → worked",
        "CN 2026-02-25: off → an ordinary day",
    ]
    head, rows = read(text)
    assert (head["upgraded_from"], head["moved"], rows) == ("holidays 0.1", told, ROWS)
    assert upgraded(text) == (text, [])


def test_a_year_no_longer_settled_is_named_and_one_that_is_new_is_not() -> None:
    before, after = copy.deepcopy(ROWS), copy.deepcopy(ROWS)
    after[0]["settled"] = False
    assert moved(before, after) == [f"{ROWS[0]['calendar']} {ROWS[0]['year']}: no longer settled"]
    assert moved([], after) == []


def test_a_table_is_a_line_of_json_for_each_year() -> None:
    assert all(isinstance(json.loads(each), dict) for each in KEPT.splitlines())
    assert read(table("holidays 1", None, [], ROWS)) == (
        {"package": "holidays 1", "upgraded_from": None, "moved": []},
        ROWS,
    )
