"""The demo's home: an unknown address is a page, the clock says what it did, the story is lawful at a glance."""

from datetime import date

import pytest

from tests.pages.visiting import ENGLISH, Demo

HTML = {"accept": "text/html,*/*"}
DONE = {"done", "late"}


def test_an_unknown_address_is_a_page_for_people_and_json_for_systems(shown: Demo) -> None:
    with shown.person("leaver") as person:
        page = person.client.get("/nosuchpage", headers=HTML)
        assert (page.status_code, page.headers["content-type"].partition(";")[0]) == (404, "text/html")
        assert "这一页不存在" in page.text
        assert "problem+json" in person.client.get("/v1/nosuch", headers=HTML).headers["content-type"]
    with shown.client(ENGLISH) as nobody:
        assert nobody.get("/nosuchpage", headers=HTML).status_code == 404
        assert "problem+json" in nobody.get("/nosuchpage").headers["content-type"]


def test_nothing_of_the_story_was_done_before_its_day(shown: Demo) -> None:
    last: dict[str, str] = {}
    for decision in shown.decisions():
        for each in decision["effects"]:
            if each["effect"] == "case" and each.get("last_day"):
                last[each["case"]] = each["last_day"]
            if each["effect"] == "task" and ":obligation." in each["id"] and each["state"] in DONE:
                assert date.fromisoformat(each["done_at"][:10]) >= date.fromisoformat(last[each["case"]]), each["id"]
    assert last


@pytest.mark.parametrize("step", ["event", "day"])
def test_the_clock_says_what_happened_and_signs_nobody_out(shown: Demo, step: str) -> None:
    with shown.person("hr") as person, shown.person("leaver") as other:
        hidden = person.hidden("/board")
        page = person.client.post("/demo/next", data={**hidden, "step": step, "next": "/board"})
        assert "已快进到" in page.text
        assert "已快进到" not in person.get("/board").text
        for _ in range(2):
            person.client.post("/demo/next", data={**hidden, "step": "day", "next": "/board"})
        assert other.get("/").status_code == 200
