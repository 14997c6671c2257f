"""Calendars by country and subdivision: what is unknown is an error, what a country leaves out a hint (contract 1)."""

from __future__ import annotations

import pytest

from tests.unit.policy.conftest import MINIMAL, POLICY, Read


def told(read: Read, calendar: str) -> list[tuple[str, str]]:
    """Return the findings of a set that counts by a calendar, by code and gravity."""
    reading = read({**MINIMAL, "policy.yaml": POLICY.replace("calendar: CN", f"calendar: {calendar}")})
    return [(each.code, each.severity) for each in reading.findings]


@pytest.mark.parametrize("country", ["GB", "DE", "US", "CH", "AU"])
def test_a_country_whose_days_differ_within_it_is_a_hint_to_name_the_part(read: Read, country: str) -> None:
    assert told(read, country) == [("calendar-subdivision", "info")]


@pytest.mark.parametrize("calendar", ["GB-ENG", "DE-BE", "US-CA", "CN", "SG", "NL"])
def test_a_part_that_is_named_or_a_country_without_parts_is_nothing(read: Read, calendar: str) -> None:
    assert told(read, calendar) == []


@pytest.mark.parametrize(("calendar", "known"), [("GB-QQQ", "ENG"), ("DE-ZZ", "BE"), ("US-ca1", "CA"), ("CHN", "CN")])
def test_what_is_no_calendar_is_an_error_that_names_those_there_are(read: Read, calendar: str, known: str) -> None:
    reading = read({**MINIMAL, "policy.yaml": POLICY.replace("calendar: CN", f"calendar: {calendar}")})
    (finding,) = reading.findings
    assert (finding.code, finding.severity) == ("unknown-calendar", "error")
    assert known in str(dict(finding.details))
