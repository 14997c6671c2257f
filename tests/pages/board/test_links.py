"""Links asked for anew: they wait for hr, and nobody who has an old one is shown a new one."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from handover_policy.ledger.links import add_link
from tests.pages.board.company import HR, Visitor, client, words
from tests.service.api.serving import ACME, Served

LINK = re.compile(r'value="(http[^"]*/enter/[^"]+)"')


@pytest.mark.parametrize("past", [False, True])
def test_a_new_link_waits_for_hr_who_hands_it_on_once(acme: Served, *, past: bool) -> None:
    token = add_link(acme.service.engine, ACME, "E1", acme.clock())
    stranger = client(acme)
    if past:
        acme.clock.moment += timedelta(minutes=20)
    else:
        assert stranger.post(f"/enter/{token}").status_code == 303
        stranger.cookies.clear()
    again = stranger.get(f"/enter/{token}")
    assert again.status_code == 410
    assert "重新发送链接" in again.text
    asked = stranger.post(f"/enter/{token}/again")
    assert asked.status_code == 200
    assert LINK.search(asked.text) is None
    assert token not in asked.text
    hr = Visitor(acme, HR)
    assert "王晓敏 · 申请新的登录链接" in hr.text("/board")
    shown = hr.post("/people/E1/link", "/board")
    found = LINK.search(shown.text)
    assert found is not None
    assert "王晓敏 · 申请新的登录链接" not in hr.text("/board")
    fresh = found[1].removeprefix(acme.server.address)
    assert stranger.post(fresh).status_code == 303
    assert "王晓敏" in words(stranger.get("/"))
    assert stranger.post(fresh).status_code == 410


def test_hr_may_give_none(acme: Served) -> None:
    token = add_link(acme.service.engine, ACME, "E1", acme.clock())
    httpx.post(f"{acme.server.address}/enter/{token}/again")
    hr = Visitor(acme, HR)
    assert hr.post("/people/E1/link/refuse", "/board").status_code == 303
    assert "申请新的登录链接" not in hr.text("/board")


def test_a_link_that_never_was_asks_for_nothing(acme: Served) -> None:
    assert httpx.post(f"{acme.server.address}/enter/never/again").status_code == 404
    assert Visitor(acme, HR).post("/people/nobody/link", "/people").status_code == 404


def test_a_link_for_a_department_stands_on_the_page_of_people(acme: Served) -> None:
    hr = Visitor(acme, HR)
    assert "行政部 U-ADM" in hr.text("/people")
    assert LINK.search(hr.post("/people/U-ADM/link", "/people").text) is not None


def test_another_sites_form_asks_for_nothing(acme: Served) -> None:
    token = add_link(acme.service.engine, ACME, "E1", acme.clock())
    answer = httpx.post(f"{acme.server.address}/enter/{token}/again", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
