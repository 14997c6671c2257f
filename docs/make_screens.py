"""Takes the pictures of docs/pages.md: the pages of a demo made for it, as each part of it sees them.

`python docs/make_screens.py` needs the extra `serve`, Playwright and the system's Chromium.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
PICTURES = DOCS / "images" / "pages"
CHROMIUM = "/usr/bin/chromium"
PHONE, DESK = 390, 1280
QUALITY = 72
HIGHEST = 2600
"""Pixels of a page that are shown: one that is longer goes on below."""
SECONDS = 60.0


class Shot(NamedTuple):
    """A picture: its name, who sees the page, its path, what it shows, and how."""

    name: str
    part: str
    path: str
    says: str
    width: int = PHONE
    language: str = "zh-CN"
    dark: bool = False


SHOTS = (
    Shot("enter", "leaver", "", "a link: only the button uses it up"),
    Shot("inbox", "leaver", "/", "the leaver's first page"),
    Shot("inbox-dark", "leaver", "/", "the same in the dark, in English", language="en", dark=True),
    Shot("task", "leaver", "/tasks/E1001/1/everyone.assets", "a task: what, where, by when, to whom, what comes after"),
    Shot("receive", "hr", "/tasks/E3001/1/everyone.documents", "a task that is done, with what was brought"),
    Shot("plain", "frontline", "/", "the front line: one thing, one button"),
    Shot("plain-task", "frontline", "/tasks/E4001/1/everyone.documents", "a task on the front line"),
    Shot("case", "manager", "/cases/E1001/1", "a departure, with the acts of a manager", DESK),
    Shot("case-leaver", "leaver", "/cases/E1001/1", "the same as its leaver sees it"),
    Shot("sheet", "hr", "/cases/E3001/1/sheet", "the confirmation sheet"),
    Shot("board", "hr", "/board", "the board of hr", DESK),
    Shot("board-dark", "hr", "/board", "the board in the dark, in English", DESK, "en", dark=True),
    Shot("deliveries", "hr", "/board/deliveries", "messages that did not arrive, for hr to decide"),
    Shot("tray", "hr", "/board/sink", "the demo's tray: what would have been sent", DESK, "en"),
    Shot("people", "hr", "/people", "the people", DESK),
    Shot("person", "hr", "/people/E2002", "one of them"),
    Shot("resign", "successor", "/resign", "resigning: what would come of it, before it is sent"),
    Shot("agreements", "newcomer", "/agreements", "clauses to sign"),
    Shot("profile", "leaver", "/profile", "the work profile"),
    Shot("policy", "leaver", "/policy", "the policy in plain words", DESK),
    Shot("me", "leaver", "/me", "what is kept of a person"),
    Shot("nowhere", "leaver", "/nowhere", "a page that there is not"),
)


@contextmanager
def demo(folder: Path) -> Iterator[Mapping[str, str]]:
    """Give the links of a demo by part, as long as it runs."""
    command = (
        sys.executable,
        "-m",
        "handover_policy",
        "serve",
        "--demo",
        "--data",
        str(folder / "demo"),
        "--port",
        "0",
    )
    out = folder / "out.txt"
    with out.open("w") as written, subprocess.Popen(command, stdout=written, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        end = time.monotonic() + SECONDS
        while "api-key" not in out.read_text("utf-8") and time.monotonic() < end:
            time.sleep(0.2)
        lines = (line.split("\t") for line in out.read_text("utf-8").splitlines() if line.count("\t") == 2)  # noqa: PLR2004 - cells
        try:
            yield {part: address for part, _, address in lines}
        finally:
            process.terminate()


def taken(browser: Browser, links: Mapping[str, str], shot: Shot) -> None:
    """Take a picture."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": 800},
        locale=shot.language,
        color_scheme="dark" if shot.dark else "light",
    )
    page = context.new_page()
    page.goto(links[shot.part])
    if shot.path:
        with page.expect_navigation():
            page.locator("main form button").first.click()
        page.goto("/".join(links[shot.part].split("/")[:3]) + shot.path)
    height = min(page.evaluate("document.body.scrollHeight"), HIGHEST)
    page.set_viewport_size({"width": shot.width, "height": height})
    page.screenshot(path=PICTURES / f"{shot.name}.jpg", type="jpeg", quality=QUALITY)
    context.close()


MESSAGES = """\
## Messages: what was sent, and what did not arrive

| where | who | what |
|---|---|---|
| `/board`, `/board/deliveries` | hr decides; auditors read all, managers what is about their people, without addresses | messages that failed, may have failed (`unknown`) or could not be sent: the person, title, channel, when, the provider's code and words, what it means and what to do, and how the same message stands on other channels |
| `/cases/{employee}/{n}` | hr and auditors all of it, everybody else of messages to themselves | each message on each channel: its state, every attempt with its answer, the provider's ids, receipts (delivered, read), who decided what; others see the state alone |
| `/me`, and `deliveries.json` in 下载副本 | everybody their own | the same of all messages to them |
| `/board`, `/board/deliveries` | hr switches on again, auditors read | receivers of decisions (`webhooks`) that were switched off: since when, for how many days they took nothing, their last answer, how many decisions wait |
| `/board/sink` | hr, in a demo alone | what the demo's channels wrote instead of sending, a file a message; a delivery of a case leads to its file |

Of a message in trouble hr decides one of three: 再发一次 (Send again), 已经送到 (Has arrived: told in person or by telephone), 不再处理 (Give up). Who decided what and when becomes a row of the ledger (`delivery`, with `decided` and
`by`). The form brings back how the message stood: whoever decides second, or of a message that was sent anew and failed again meanwhile, gets 409 with what was decided and how it stands now. Sending again the contents of which were
erased, or on a channel that is not set up any more, is refused with 422. Messages on channels that are not set up are in no trouble: the board says once which channels carry messages and which do not.
"""  # noqa: E501 - a table has long rows


def page_text() -> str:
    """Return docs/pages.md."""
    rows = "\n\n".join(
        f"## {shot.says[0].upper()}{shot.says[1:]}\n\n"
        f"`{shot.path or '/enter/…'}`, seen by {shot.part}.\n\n![{shot.says}](images/pages/{shot.name}.jpg)"
        for shot in SHOTS
    )
    return (
        "# Pages\n\nEvery page of `handover serve --demo`, as one part of the demo sees it. Made by "
        "`python docs/make_screens.py`; how to run a service: [operations.md](operations.md).\n\n"
        + rows
        + "\n\n"
        + MESSAGES
    )


def main() -> None:
    """Take all pictures, and write the page that shows them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as links, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            taken(browser, links, shot)
        browser.close()
    (DOCS / "pages.md").write_text(page_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
