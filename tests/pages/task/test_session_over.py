"""A session that ends while somebody fills in a form: what was typed is kept for them alone, on their device."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from handover_policy.ledger.links import add_link
from handover_policy.web.pages.visit import COOKIE
from tests.pages.running import SECONDS, text_of
from tests.pages.task.company import ACME, HR, LEAVER, OTHER, ServedCompany, field_of, path_of, photo

FILES = path_of(f"{LEAVER}/1:own.files")
SHORT = path_of(f"{LEAVER}/1:own.short")
REMARK = "三份合同在 <b>网盘</b>"


def entered(served: ServedCompany, client: httpx.Client, person: str) -> httpx.Response:
    token = add_link(served.service.engine, ACME, person, served.clock(), timedelta(days=1))
    return client.post(f"/enter/{token}", follow_redirects=True)


@pytest.fixture
def device(fresh: ServedCompany) -> httpx.Client:
    return fresh.person(LEAVER).client


def too_late(served: ServedCompany, path: str, **sent: Any) -> httpx.Response:
    """Send the form of a page that was open for longer than a session lasts."""
    leaver = served.person(LEAVER)
    page = leaver.get(path).text
    served.clock.moment += timedelta(hours=12, minutes=1)
    answer: httpx.Response = leaver.post(path, "submit", page=page, **sent)
    assert answer.status_code == 401
    return answer


def resent(client: httpx.Client, page: str) -> httpx.Response:
    """Press the button under what was kept."""
    form = page.partition('action="/kept"')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    told = [(name, (None, unescape(value))) for name, value in fields]
    return client.post("/kept", files=told, follow_redirects=True)


def test_what_was_typed_is_sent_after_signing_in_again_on_the_same_device(
    fresh: ServedCompany, device: httpx.Client
) -> None:
    answer = too_late(fresh, SHORT, remark=REMARK)
    assert "三份合同在 &lt;b&gt;网盘&lt;/b&gt;" in answer.text
    assert "您填写的内容已经保留" in answer.text
    assert fresh.task(f"{LEAVER}/1:own.short")["current_step"] == 0
    kept = entered(fresh, device, LEAVER)
    assert kept.url.path == "/kept"
    assert REMARK in text_of(kept.text.replace("&lt;b&gt;", "<i></i>&lt;b&gt;"))
    done = resent(device, kept.text)
    assert (done.status_code, done.url.path) == (200, SHORT)
    assert fresh.task(f"{LEAVER}/1:own.short")["current_step"] == 1
    assert device.get("/kept").headers["location"] == "/"


def test_files_are_not_kept_and_the_page_says_so_and_keeps_the_rest(fresh: ServedCompany, device: httpx.Client) -> None:
    answer = too_late(fresh, FILES, remark=REMARK, files=[("a.jpg", photo(), "image/jpeg")])
    assert "选好的文件没有保留" in answer.text
    kept = entered(fresh, device, LEAVER)
    assert "选好的文件没有保留" in kept.text
    lacking = resent(device, kept.text)
    assert lacking.status_code == 422
    assert "三份合同在 &lt;b&gt;网盘&lt;/b&gt;</textarea>" in lacking.text


def test_nobody_else_on_that_device_and_no_other_device_of_theirs_sees_it(
    fresh: ServedCompany, device: httpx.Client
) -> None:
    too_late(fresh, SHORT, remark=REMARK)
    stranger = entered(fresh, device, OTHER)
    assert (stranger.status_code, stranger.url.path) == (200, "/")
    assert device.get("/kept").headers["location"] == "/"
    with httpx.Client(base_url=fresh.server.address, timeout=SECONDS) as elsewhere:
        assert entered(fresh, elsewhere, LEAVER).url.path == "/"
        assert elsewhere.get("/kept").headers["location"] == "/"
    with closing(sqlite3.connect(fresh.service.settings.data / "handover.db")) as database:
        assert database.execute("SELECT count(*) FROM drafts").fetchone() == (1,)
        assert "网盘".encode() not in database.execute("SELECT sealed FROM drafts").fetchone()[0]
    fresh.clock.moment += timedelta(hours=12, minutes=1)
    assert entered(fresh, device, LEAVER).url.path == "/"


def test_it_is_thrown_away_on_request(fresh: ServedCompany, device: httpx.Client) -> None:
    too_late(fresh, SHORT, remark=REMARK)
    csrf = field_of(entered(fresh, device, LEAVER).text, "csrf")
    assert device.post("/kept/forget", data={"csrf": csrf}).status_code == 303
    assert device.get("/kept").headers["location"] == "/"


@pytest.mark.parametrize("cookie", [None, "forged"])
def test_of_a_session_that_never_was_nothing_is_kept_and_what_came_stands_on_the_page(
    fresh: ServedCompany, cookie: str | None
) -> None:
    cookies = {} if cookie is None else {COOKIE: cookie}
    with httpx.Client(base_url=fresh.server.address, timeout=SECONDS, cookies=cookies) as client:
        answer = client.post(SHORT, data={"csrf": "0" * 64, "remark": REMARK, "code": "123456"})
        assert answer.status_code == 401
        assert "请先复制保存" in answer.text
        assert "三份合同在 &lt;b&gt;网盘" in answer.text
        assert "123456" not in answer.text
        assert "重新发送链接" not in answer.text
        foreign = client.post(SHORT, data={"remark": REMARK}, headers={"sec-fetch-site": "cross-site"})
        assert (foreign.status_code, "网盘" in foreign.text) == (401, False)


def test_a_forged_form_of_a_session_that_is_over_is_not_kept(fresh: ServedCompany, device: httpx.Client) -> None:
    fresh.person(LEAVER).get(SHORT)
    fresh.clock.moment += timedelta(hours=12, minutes=1)
    assert device.post(SHORT, data={"csrf": "0" * 64, "remark": REMARK}).status_code == 401
    assert entered(fresh, device, LEAVER).url.path == "/"


def test_a_new_link_is_asked_for_and_goes_through_hr(fresh: ServedCompany, device: httpx.Client) -> None:
    answer = too_late(fresh, SHORT, remark=REMARK)
    assert "重新发送链接</button>" in answer.text
    assert device.post("/again", data={"csrf": "0" * 64}).status_code == 403
    assert "王晓敏 · 申请新的登录链接" not in text_of(fresh.person(HR).get("/board").text)
    asked = device.post("/again", data={"csrf": field_of(answer.text, "csrf")})
    assert (asked.status_code, "已经收到" in asked.text, "/enter/" in asked.text) == (200, True, False)
    assert "王晓敏 · 申请新的登录链接" in text_of(fresh.person(HR).get("/board").text)


def test_a_page_that_is_only_looked_at_asks_to_sign_in(fresh: ServedCompany, device: httpx.Client) -> None:
    assert device.get(SHORT).status_code == 200
    fresh.clock.moment += timedelta(hours=12, minutes=1)
    page = device.get(SHORT)
    assert (page.status_code, "填写的内容" in page.text, "重新发送链接" in page.text) == (401, False, True)
