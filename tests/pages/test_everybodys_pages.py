"""Every page that a part of the demo reaches by its own links: it fits 320 px, and is open to everybody."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.pages.browsing import chromium, pressed, violations
from tests.pages.looking import TWICE_AS_LARGE, faults
from tests.pages.telling import PHONE
from tests.pages.visiting import CHINESE, ENGLISH, PARTS, Demo

NARROW = {"width": 320, "height": 800}
LARGEST = 60 * 1024
"""Bytes of a first visit, compressed: the page, its style sheet and its scripts."""
MOST_PAGES = 40
ONE_OF_MANY = (
    (
        re.compile(r"^/(cases|tasks|messages|people|files|certificate)/.*?(/sheet|/documents/.*|/certificate)?$"),
        r"/\1/*\2",
    ),
    (re.compile(r"^/board/sink/.+$"), "/board/sink/*"),
    (re.compile(r"\?.*$"), "?"),
)
NO_PAGES = re.compile(
    r"^/(language|static|files|demo|me/copy|v1|policy/handbook)|\.(pdf|xlsx|csv|zip)(\?|$)|^/profile/.*/template"
)


def kind_of(path: str) -> str:
    """Return which page a path is of, whoever's case or task it shows."""
    for pattern, put in ONE_OF_MANY:
        path = pattern.sub(put, path)
    return path


def reached(page: Page, demo: Demo) -> list[str]:
    """Return every kind of page that is reached by links from the first one, one path each."""
    found: dict[str, str] = {"/": "/"}
    waiting = ["/"]
    while waiting and len(found) < MOST_PAGES:
        answer = page.goto(demo.address + waiting.pop(0))
        assert answer is not None
        assert answer.status == 200, page.url
        for each in page.locator("a[href]").all():
            there = urlsplit(urljoin(page.url, each.get_attribute("href") or ""))
            path = there.path + (f"?{there.query}" if there.query else "")
            if f"{there.scheme}://{there.netloc}" != demo.address or NO_PAGES.search(path):
                continue
            if kind_of(path) not in found:
                found[kind_of(path)] = path
                waiting.append(path)
    return list(found.values())


def entered(context: BrowserContext, demo: Demo, part: str) -> Page:
    page = context.new_page()
    page.goto(demo.links[part])
    pressed(page, page.locator("main form button").first)
    return page


def heard(page: Page) -> list[str]:
    """Return what the console of a page will say."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    return told


@pytest.mark.parametrize(
    ("language", "scheme"),
    [
        (CHINESE, "light"),
        pytest.param(ENGLISH, "dark", marks=pytest.mark.long),
        pytest.param(CHINESE, "dark", marks=pytest.mark.long),
        pytest.param(ENGLISH, "light", marks=pytest.mark.long),
    ],
)
def test_every_page_of_every_part_fits_and_is_open_to_everybody(shown: Demo, language: str, scheme: str) -> None:
    wrong: list[tuple[str, str, object]] = []
    with chromium() as browser:
        for part in PARTS:
            context = browser.new_context(viewport=NARROW, locale=language, color_scheme=scheme)  # type: ignore[arg-type]
            page = entered(context, shown, part)
            told = heard(page)
            for path in reached(page, shown):
                page.goto(shown.address + path)
                width = page.evaluate("document.documentElement.scrollWidth")
                found = violations(page)
                if width > NARROW["width"] or found:
                    wrong.append((part, path, found or width))
            wrong += [(part, "console", each) for each in told]
            page.context.close()
    assert wrong == []


@pytest.mark.long
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_page_of_every_part_holds_text_twice_as_large(shown: Demo, language: str) -> None:
    wrong: list[tuple[str, str, object]] = []
    with chromium(*TWICE_AS_LARGE) as browser:
        for part in PARTS:
            page = entered(browser.new_context(viewport=PHONE, locale=language), shown, part)  # type: ignore[arg-type]
            for path in reached(page, shown):
                page.goto(shown.address + path)
                if found := faults(page):
                    wrong.append((part, path, found))
            page.context.close()
    assert wrong == []


def test_a_first_visit_is_small(shown: Demo) -> None:
    for part in PARTS:
        with shown.person(part) as person:
            page = person.get("/").text
            files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
            size = sum(len(gzip.compress(person.get(each).content)) for each in files) + len(
                gzip.compress(page.encode())
            )
        assert (part, len(files) < 6, size < LARGEST) == (part, True, True), size
