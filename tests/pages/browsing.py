"""Chromium for tests: opened quietly, and axe-core asked what on a page is not open to everybody."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
AXE = Path(sys.prefix) / "browser" / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser until the end."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        try:
            yield browser
        finally:
            browser.close()


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page: each rule, and where."""
    page.evaluate(_axe())
    asked = "rules => axe.run(document, {runOnly: rules}).then(found => found.violations)"
    found = page.evaluate(asked, list(RULES))
    return [(each["id"], str(each["nodes"][0]["target"])) for each in found]
