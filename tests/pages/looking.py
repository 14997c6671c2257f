"""faults, holds_all: whether a page holds all that it shows, in the width and the size of letters it is given.

Text at 200 % is what somebody sets in their browser: its default size is 32 px instead of 16 px. The page is the one
that is served, the width stays that of the phone (WCAG 1.4.4); everything in rem grows with the text, so that little
more room is left than at 195 px, which zooming to 200 % would leave.
"""

from __future__ import annotations

from playwright.sync_api import Page

TWICE_AS_LARGE = ("--blink-settings=defaultFontSize=32,defaultFixedFontSize=26",)
"""What Chromium is called with so that text is at 200 %."""
FAULTS = """
() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push(["sideways", document.documentElement.scrollWidth]);
  const said = (element) => (element.textContent || element.name || "").trim().slice(0, 30);
  const told = (element) => `${element.tagName} ${element.className} ${said(element)}`;
  const unseen = ".hide, [hidden], [aria-hidden=true], details:not([open]) > :not(summary)";
  const narrow = (element) => element.scrollWidth > 1 && element.clientWidth === 1;
  const read = (element) => element && (narrow(element) || read(element.parentElement));
  const hidden = (element) => element.closest(unseen) || read(element);
  const glides = (element) => element && (element !== document.body) &&
    (["auto", "scroll"].includes(getComputedStyle(element).overflowX) || glides(element.parentElement));
  const drawn = (element) => element.closest("svg") || element.tagName === "PROGRESS";
  for (const element of document.querySelectorAll("body *")) {
    if (hidden(element) || drawn(element) || element.closest(".skip")) continue;
    const style = getComputedStyle(element);
    const clips = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (clips && element.clientWidth > 0 && !["TEXTAREA", "INPUT", "SELECT", "OPTION"].includes(element.tagName)) {
      found.push(["cut off", told(element)]);
    }
    const box = element.getBoundingClientRect();
    const beyond = box.width && (box.left < -1 || box.right > width + 1);
    if (beyond && !glides(element)) found.push(["outside", told(element)]);
  }
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const element of document.querySelectorAll(controls)) {
    if (hidden(element) || element.closest(".skip")) continue;
    element.scrollIntoView({block: "center", inline: "nearest"});
    const box = element.getClientRects()[0];
    if (!box || !box.width) { found.push(["no room", told(element)]); continue; }
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const label = element.closest("label") || (element.labels && element.labels[0]);
    const whole = element.closest("article.task, .line-item, .upload");
    const reached = at && (element.contains(at) || label?.contains(at) || whole?.contains(at));
    if (!reached) found.push(["covered", told(element) + " by " + (at ? told(at) : "nothing")]);
  }
  scrollTo(0, 0);
  return found;
}
"""


def faults(page: Page) -> list[list[str]]:
    """Return what a page does not hold: what makes it scroll sideways, what is cut off, outside, or covered."""
    found: list[list[str]] = page.evaluate(FAULTS)
    return found


def holds_all(page: Page) -> None:
    """Hold that a page scrolls in one direction alone, cuts nothing off, and covers nothing that can be pressed."""
    assert faults(page) == [], page.url
