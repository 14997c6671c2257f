"""Pages of what is one's own in Chromium: without script, by the keyboard alone, on a narrow screen, for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from handover_policy.ledger.sessions import add_session
from handover_policy.web.pages.visit import COOKIE
from tests.pages.browsing import chromium, pressed, violations
from tests.pages.rest.people import COMPANY, Portal, portal_in

NARROW, PHONE = {"width": 320, "height": 800}, {"width": 390, "height": 844}
PAGES = ("/policy", "/policy/changes?version=1.1.0", "/agreements", "/profile", "/me")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(Path(tmp_path_factory.mktemp("browser"))) as made:
        made.hired("N1", "周子涵 <script>alert(1)</script>")
        made.hired("N2", "林晨")
        yield made


@pytest.fixture(scope="module")
def browser(portal: Portal) -> Iterator[Browser]:  # noqa: ARG001 - closed before the service is
    with chromium() as opened:
        yield opened


def page_of(browser: Browser, portal: Portal, person: str, **context: object) -> Page:
    token = add_session(portal.service.engine, COMPANY, person, portal.service.now())
    opened = browser.new_context(base_url=portal.address, **({"viewport": PHONE, "locale": "zh-CN"} | context))  # type: ignore[arg-type]
    opened.add_cookies([{"name": COOKIE, "value": token, "url": portal.address}])
    return opened.new_page()


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en", "dark")])
def test_every_page_fits_and_is_open_to_everybody(browser: Browser, portal: Portal, language: str, scheme: str) -> None:
    page = page_of(browser, portal, "N1", viewport=NARROW, locale=language, color_scheme=scheme)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))

    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
        assert (path, violations(page)) == (path, [])
    assert told == []
    page.context.close()


def test_the_linked_rule_is_marked(browser: Browser, portal: Portal) -> None:
    page = page_of(browser, portal, "N1", viewport={"width": 1280, "height": 900})
    page.goto("/policy#gate.certificate")

    outline = page.evaluate("getComputedStyle(document.getElementById('gate.certificate')).outlineStyle")
    beside = page.evaluate("getComputedStyle(document.getElementById('days.part_time')).outlineStyle")
    assert (outline, beside) == ("solid", "none")
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_newcomer_signs_by_the_keyboard_alone(browser: Browser, portal: Portal, script: bool) -> None:  # noqa: FBT001
    page = page_of(browser, portal, "N1" if script else "N2", java_script_enabled=script)
    page.goto("/agreements")

    box = page.get_by_role("checkbox", name="我已阅读本条")
    box.focus()
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="签署")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements?signed=1")

    expect(page.get_by_role("heading", name="签好了")).to_be_visible()
    page.context.close()


def test_a_section_is_filled_in_and_saved_by_its_names(browser: Browser, portal: Portal) -> None:
    page = page_of(browser, portal, "N2", java_script_enabled=False)
    page.goto("/profile")
    section = page.locator("#section-customers")

    section.get_by_label("名称，新的第 1 行").fill("华东医疗")
    pressed(page, section.get_by_role("button", name="新增"))
    page.locator("#section-customers").get_by_label("名称，新的第 2 行").fill("星河电子")
    pressed(page, page.locator("#section-customers").get_by_role("button", name="保存"))

    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    expect(page.locator("#section-customers").get_by_label("名称，第 2 行")).to_have_value("星河电子")
    page.context.close()
