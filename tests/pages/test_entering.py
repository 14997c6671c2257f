"""Links, sessions, languages and forms: who comes in, and what keeps others out."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

import httpx
import pytest

from tests.pages.visiting import ENGLISH, PARTS, Demo
from tests.service.served import SECONDS


def test_looking_at_a_link_uses_nothing_up_and_its_button_signs_in(shown: Demo) -> None:
    with shown.client() as client:
        page = client.get(shown.links["leaver"])
        assert (page.status_code, "进入" in page.text, client.cookies.get("handover_session")) == (200, True, None)
        entered = client.post(shown.links["leaver"])
        assert (entered.status_code, entered.url.path) == (200, "/")
        assert "我的事项" in entered.text
        assert "王晓敏" in entered.text


def test_a_session_is_kept_from_scripts_and_other_sites(shown: Demo) -> None:
    answer = httpx.post(shown.links["leaver"], timeout=SECONDS)
    cookie = SimpleCookie(answer.headers["set-cookie"])["handover_session"]
    assert (answer.status_code, cookie["httponly"], cookie["samesite"].lower()) == (303, True, "lax")
    page = httpx.get(shown.links["leaver"], timeout=SECONDS)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_comes_in_and_reads_its_own_first_page(shown: Demo, part: str) -> None:
    with shown.person(part) as person:
        assert person.get("/").status_code == 200
    with shown.person(part, ENGLISH) as person:
        page = person.get("/").text
    assert 'lang="en"' in page
    assert ("My items" in page) is (part != "frontline")


def test_without_a_session_a_page_asks_to_sign_in_and_says_no_more(shown: Demo) -> None:
    with shown.client() as client:
        page = client.get("/")
    assert page.status_code == 401
    assert "需要登录" in page.text


def test_a_forged_link_and_a_forged_session_open_nothing(shown: Demo) -> None:
    with shown.client() as client:
        assert client.get("/enter/forged").status_code == 404
        assert client.post("/enter/forged").status_code == 404
        client.cookies.set("handover_session", "forged")
        assert client.get("/").status_code == 401


def test_a_form_of_another_site_or_of_another_session_is_not_taken(shown: Demo) -> None:
    with shown.person("leaver") as person:
        told = person.hidden("/")
        foreign = person.client.post("/leave", data=told, headers={"sec-fetch-site": "cross-site"})
        assert foreign.status_code == 403
        assert person.client.post("/leave", data={"csrf": "0" * 64}).status_code == 403
        assert person.get("/").status_code == 200
        assert person.client.post("/leave", data=told).status_code == 401
        assert person.get("/").status_code == 401


def test_the_language_is_chosen_on_the_page_and_leads_back_to_it(shown: Demo) -> None:
    with shown.person("leaver") as person:
        there = person.get("/language/en?next=/")
        assert (there.url.path, 'lang="en"' in there.text) == ("/", True)
        for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
            answer = person.client.get("/language/zh", params={"next": elsewhere}, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_static_files_are_named_by_their_content_and_nothing_else_is_reached(shown: Demo) -> None:
    with shown.client() as client:
        page = client.get(shown.links["leaver"]).text
        for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            assert "immutable" in client.get(address).headers["cache-control"]
        for name in ("looks.css", "..%2f..%2fvisit.py", "visit.000000000000.py", "secret.000000000000.css"):
            assert client.get(f"/static/{name}").status_code == 404


def test_the_log_names_no_token(shown: Demo) -> None:
    token = shown.links["auditor"].rpartition("/")[2]
    with shown.person("auditor"), shown.client() as client:
        client.post(f"/enter/{token}/nowhere")
    assert "/enter/" in shown.service.log
    assert token not in shown.service.log
