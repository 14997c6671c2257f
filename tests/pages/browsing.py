"""Chromium for tests: opened quietly, pressed with patience, and axe-core asked what is not open to everybody.

Nobody looks at once after an act: `pressed` waits until the page is there to which an act leads, `expect` for what
appears on the page at hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
AXE = Path(sys.prefix) / "browser" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 20_000
"""Milliseconds that are waited for what a page will show: a machine may have much else to do."""

expect.set_options(timeout=PATIENCE)


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Give a browser until the end; `more` are arguments that it is called with beside the usual."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=[*QUIETLY, *more])
        try:
            yield browser
        finally:
            browser.close()


def pressed(page: Page, control: Locator) -> None:
    """Click what leads to a page, or sends a form, and wait until the page that answers is there."""
    with page.expect_navigation():
        control.click()


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page: each rule, and where."""
    page.evaluate(_axe())
    asked = "rules => axe.run(document, {runOnly: rules}).then(found => found.violations)"
    found = page.evaluate(asked, list(RULES))
    return [(each["id"], str(each["nodes"][0]["target"])) for each in found]
