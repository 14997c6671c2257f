"""A task in a real browser, on a phone: with script and without, without a single complaint of the browser's."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from handover_policy.ledger.links import add_link
from tests.pages.browsing import chromium, pressed
from tests.pages.task.company import ACME, FRONT, LEAVER, SUCCESSOR, ServedCompany, path_of, photo

pytestmark = pytest.mark.slow
EXPECTED = re.compile("status of (401|422)")
"""What a browser says of answers that are none of success."""
FILES, RECORDS = "E1/1:own.files", "F1/1:line.records"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@contextmanager
def signed_in(browser: Browser, served: ServedCompany, person: str, **more: object) -> Iterator[Page]:
    """Give a page of somebody who came in by their link, and complain of what the browser complains of."""
    told: list[str] = []
    context = browser.new_context(viewport={"width": 320, "height": 700}, locale="zh-CN", **more)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("console", lambda each: told.append(each.text) if not EXPECTED.search(each.text) else None)
    page.on("pageerror", lambda each: told.append(str(each)))
    token = add_link(served.service.engine, ACME, person, served.clock(), timedelta(days=1))
    page.goto(f"{served.server.address}/enter/{token}")
    pressed(page, page.get_by_role("button", name="进入"))
    yield page
    context.close()
    assert told == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
def chosen(tmp_path: Path) -> Callable[[str, bytes], str]:
    def written(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return written


@pytest.mark.parametrize("script", ["new", "old", ""], ids=["script", "an older browser", "no script"])
def test_a_task_is_submitted_and_received(
    script: str, browser: Browser, fresh: ServedCompany, chosen: Callable[[str, bytes], str]
) -> None:
    address = fresh.server.address + path_of(FILES)
    with signed_in(browser, fresh, LEAVER, java_script_enabled=bool(script)) as page:
        if script == "old":
            page.add_init_script("delete SubmitEvent.prototype.submitter")
        page.goto(address)
        assert not script or fits(page)
        bad, good = chosen("急.jpg", b"MZ" + bytes(99)), chosen("账单.jpg", photo())
        page.get_by_label("上传照片或文件").set_input_files([bad, good])
        page.get_by_label("备注").fill("尾款 12月5日到账")
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_text("内容与文件类型（.jpg）不符").wait_for()
        expect(page.get_by_label("备注")).to_have_value("尾款 12月5日到账")
        expect(page.get_by_role("checkbox", name="一并提交 账单.jpg")).to_be_checked()
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_text("您的部分办好了").wait_for()
        expect(page.get_by_text("已存证").first).to_be_visible()
        assert not script or fits(page)
    with signed_in(browser, fresh, SUCCESSOR, java_script_enabled=bool(script), color_scheme="dark") as page:
        page.goto(address)
        page.get_by_label("退回原因").fill("缺原件")
        page.get_by_role("button", name="退回", exact=True).click()
        page.get_by_text("已退回，等王晓敏补交").wait_for()
    assert fresh.task(FILES)["state"] == "returned"


def test_a_worker_is_led_by_what_lights_up(
    browser: Browser, fresh: ServedCompany, chosen: Callable[[str, bytes], str]
) -> None:
    with signed_in(browser, fresh, FRONT) as page:
        page.get_by_role("link", name="开始办").click()
        page.wait_for_url(f"**{path_of(RECORDS)}")
        assert fits(page)
        page.get_by_label("上传照片或文件").set_input_files(chosen("记录.jpg", photo()))
        expect(page.get_by_text("选好了，点“提交”。")).to_be_visible()
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_text("这件交好了").wait_for()
    assert fresh.task(RECORDS)["state"] == "submitted"


def test_nothing_filled_in_is_lost_where_a_session_ends_meanwhile(
    browser: Browser, fresh: ServedCompany, chosen: Callable[[str, bytes], str]
) -> None:
    with signed_in(browser, fresh, LEAVER) as page:
        page.goto(fresh.server.address + path_of(FILES))
        page.get_by_label("上传照片或文件").set_input_files(chosen("账.jpg", photo()))
        page.get_by_label("备注").fill("写了很久的备注")
        page.context.clear_cookies()
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_text("登录已过期").wait_for()
        expect(page.get_by_label("备注")).to_have_value("写了很久的备注")
        again = page.context.new_page()
        token = add_link(fresh.service.engine, ACME, LEAVER, fresh.clock(), timedelta(days=1))
        again.goto(f"{fresh.server.address}/enter/{token}")
        pressed(again, again.get_by_role("button", name="进入"))
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_text("您的部分办好了").wait_for()
    step = fresh.task(FILES)["steps"][0]
    assert ([each["path"] for each in step["provided"]], step["remark"]) == (["账.jpg"], "写了很久的备注")


def test_chosen_files_are_added_to_and_taken_out_one_by_one(
    browser: Browser, fresh: ServedCompany, chosen: Callable[[str, bytes], str]
) -> None:
    with signed_in(browser, fresh, LEAVER) as page:
        page.goto(fresh.server.address + path_of(FILES))
        field = page.get_by_label("上传照片或文件")
        field.set_input_files(chosen("一.jpg", photo()))
        field.set_input_files(chosen("二.jpg", photo("blue")))
        expect(page.locator("[data-chosen] li")).to_have_count(2)
        page.get_by_role("button", name="移除 一.jpg").click()
        expect(page.locator("[data-chosen] li")).to_have_count(1)
        with page.expect_navigation():
            page.get_by_role("button", name="提交", exact=True).click()
    assert [each["path"] for each in fresh.task(FILES)["steps"][0]["provided"]] == ["二.jpg"]
