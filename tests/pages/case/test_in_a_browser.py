"""The page of a departure and the sheet in a browser: by its names, without JavaScript, narrow, by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.browsing import chromium, pressed
from tests.pages.case.company import CASE, HR, LEAVER, ServedCompany


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def entered(browser: Browser, served: ServedCompany, person: str, path: str, *, script: bool = True) -> Page:
    """Return a page of somebody who came in by their link, on a phone."""
    context = browser.new_context(
        viewport={"width": 320, "height": 700},
        locale="zh-CN",
        java_script_enabled=script,
        base_url=served.server.address,
    )
    page = context.new_page()
    page.goto(f"/enter/{served.token(person)}")
    pressed(page, page.get_by_role("button", name="进入"))
    page.goto(path)
    return page


@pytest.mark.parametrize("script", [True, False])
def test_hr_changes_the_last_day_in_two_steps(browser: Browser, own: ServedCompany, script: bool) -> None:  # noqa: FBT001
    page = entered(browser, own, HR, CASE, script=script)
    page.locator("summary", has_text="变更最后工作日").click()
    page.get_by_label("新的最后工作日").fill("2026-05-20")
    page.get_by_label("商定的依据").fill("双方邮件")
    pressed(page, page.locator("#change-last-day").get_by_role("button"))
    expect(page.locator("#change-last-day .effect .from").first).to_be_visible()
    pressed(page, page.get_by_role("button", name="变更最后工作日", exact=True))
    expect(page.get_by_role("status").get_by_text("最后工作日已变更")).to_be_visible()
    assert own.case()["last_day"] == "2026-05-20"


def test_no_page_is_wider_than_a_small_phone_whatever_is_open(browser: Browser, company: ServedCompany) -> None:
    for path in (CASE, f"{CASE}/sheet", f"{CASE}?all=1"):
        page = entered(browser, company, HR, path)
        for each in page.locator("details").all():
            each.evaluate("details => { details.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_the_leaver_signs_by_the_keyboard_alone(browser: Browser, own: ServedCompany) -> None:
    own.finish()
    page = entered(browser, own, LEAVER, f"{CASE}/sheet", script=False)
    page.get_by_label("意见").focus()
    page.keyboard.type("两清")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="签署确认单")).to_be_focused()
    with page.expect_navigation(url="**done=signed"):
        page.keyboard.press("Enter")
    expect(page.get_by_text("确认单已签署")).to_be_visible()
    assert own.case()["sheet"]["signatures"][0]["opinion"] == "两清"
