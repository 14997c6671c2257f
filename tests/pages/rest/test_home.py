"""/: what is somebody's beside tasks stands on their first page: nothing is said to be theirs while such is open."""

from datetime import datetime, timedelta

import pytest

from tests.pages.rest.people import Portal

NOTHING = "现在没有轮到您的事"
LINKS = {"agreements": '<h3><a href="/agreements">', "certificate": 'href="/me#certificate"'}


@pytest.fixture(autouse=True)
def afterwards(portal: Portal) -> None:
    portal.clock.moment = datetime.fromisoformat("2026-04-02T10:00:00+08:00")


def test_clauses_to_sign_are_on_the_first_page_until_they_are_signed(portal: Portal) -> None:
    portal.hired("E3001", "林晨", role="sales", hired_on="2026-04-01")
    guest = portal.guest("E3001")
    page = guest.get("/").text

    assert LINKS["agreements"] in page
    assert NOTHING not in page
    assert "4月8日" in page
    read = guest.get("/agreements").text.split('name="read" value="')[1:]
    told = {"read": [each.partition('"')[0] for each in read], "sha256": guest.hidden("/agreements", "sha256")}
    guest.post("/agreements", notice=guest.hidden("/agreements", "notice"), **told)
    page = guest.get("/").text
    assert LINKS["agreements"] not in page
    assert NOTHING in page


def test_the_certificate_is_on_the_first_page_from_the_last_day_on(portal: Portal) -> None:
    portal.hired("E3003", "赵倩")
    declared = {"cause": "mutual", "last_day": "2026-04-10", "by": "U-HR"}
    portal.tell("departure.declared", "E3003", declared, "2026-04-03T09:00:00+08:00")
    before = portal.guest("E3003").get("/").text
    assert LINKS["certificate"] not in before
    assert "4月10日" in before
    portal.clock.moment = datetime.fromisoformat("2026-04-10T10:00:00+08:00")
    assert LINKS["certificate"] in portal.guest("E3003").get("/").text
    portal.clock.moment += timedelta(days=2)
    assert LINKS["certificate"] in portal.guest("E3003", kind="private").get("/").text
