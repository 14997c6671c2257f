"""Hands: how somebody does what a page asks of them: with a finger, or with the keyboard alone."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.pages.browsing import pressed

MOST_TABS = 400
"""How often somebody presses Tab on a page before they give up: it goes round, or holds them fast."""
ARRIVED = """
(wanted) => {
  const at = document.activeElement;
  const outlined = (element, part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const around = [at, ...(at.closest("label")?.querySelectorAll(".btn, .tile") ?? [])];
  const seen = around.some((each) => outlined(each)) || outlined(at, "::after");
  const box = at.getBoundingClientRect();
  const shown = box.width > 0 && box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
  return {there: at === wanted, body: at === document.body, seen: seen && shown, what: at.outerHTML.slice(0, 200)};
}
"""


class Hands(Protocol):
    """What a person does with a page; everything that leads to another page waits until that page is there."""

    def arrive(self, page: Page) -> None:
        """Make oneself at home on a page that was opened by its address."""

    def press(self, page: Page, control: Locator) -> None:
        """Press a button or a link."""

    def open(self, page: Page, summary: Locator) -> None:
        """Open what is folded."""

    def tick(self, page: Page, box: Locator) -> None:
        """Tick a box."""

    def write(self, page: Page, field: Locator, text: str) -> None:
        """Write into a field; a day is written as year, month, day."""

    def give(self, page: Page, field: Locator, file: str) -> None:
        """Choose a file."""


class Finger:
    """Taps."""

    def arrive(self, page: Page) -> None:
        """A finger is everywhere at once."""

    def press(self, page: Page, control: Locator) -> None:
        pressed(page, control)

    def open(self, page: Page, summary: Locator) -> None:  # noqa: ARG002 - others need the page
        summary.click()

    def tick(self, page: Page, box: Locator) -> None:  # noqa: ARG002 - others need the page
        box.check()

    def write(self, page: Page, field: Locator, text: str) -> None:  # noqa: ARG002 - others need the page
        field.fill(text)

    def give(self, page: Page, field: Locator, file: str) -> None:  # noqa: ARG002 - others need the page
        field.set_input_files(file)


class Keyboard:
    """Presses Tab, Enter, Space and letters, and sees at each stop where it is."""

    def arrive(self, page: Page) -> None:
        """Leap over what every page begins with: the skip link is the first stop, and leads into the page itself."""
        page.bring_to_front()
        page.keyboard.press("Tab")
        skip = page.locator("a.skip")
        self._see(page, skip)
        page.keyboard.press("Enter")
        page.wait_for_function("location.hash === '#main'")
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('header')"), page.url
        page.keyboard.press("Shift+Tab")

    def press(self, page: Page, control: Locator) -> None:
        self._reach(page, control)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def open(self, page: Page, summary: Locator) -> None:
        self._reach(page, summary)
        page.keyboard.press("Enter")

    def tick(self, page: Page, box: Locator) -> None:
        self._reach(page, box)
        page.keyboard.press("Space")

    def write(self, page: Page, field: Locator, text: str) -> None:
        self._reach(page, field)
        if field.evaluate("field => field.type") == "date":
            year, month, day = text.split("-")
            page.keyboard.type(self._as_asked(page, year=year, month=month, day=day))
        else:
            page.keyboard.type(text)

    def give(self, page: Page, field: Locator, file: str) -> None:
        self._reach(page, field)
        with page.expect_file_chooser() as chosen:
            page.keyboard.press("Space")
        chosen.value.set_files(file)

    def _as_asked(self, page: Page, *, year: str, month: str, day: str) -> str:
        """Return a day in the order in which the field asks for it in the language of the browser."""
        if str(page.evaluate("navigator.language")).startswith("zh"):
            return f"{year}\t{month}{day}"
        return f"{month}{day}{year}"

    def _reach(self, page: Page, control: Locator) -> None:
        """Go on from stop to stop until a control has the focus: each stop is seen."""
        wanted = control.element_handle()
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            if self._at(page, wanted):
                return
        raise AssertionError(f"not reached by Tab: {control} on {page.url}")

    def _see(self, page: Page, control: Locator) -> None:
        assert self._at(page, control.element_handle()), page.url

    def _at(self, page: Page, wanted: object) -> bool:
        found = page.evaluate(ARRIVED, wanted)
        assert found["body"] or found["seen"], (page.url, found["what"])
        return bool(found["there"])
