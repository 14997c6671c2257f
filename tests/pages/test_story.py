"""The salesman's story in a browser, by everybody's own pages: from the first signature to the certificate.

Each has a browser context of their own, 390 px wide; the demo's clock is moved by hr. `make test` plays it once without
JavaScript; `make long` with it, and in English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.pages.browsing import chromium
from tests.pages.visiting import CHINESE, ENGLISH, Demo, demo
from tests.service.served import called

ROUNDS = 60
LEAVER, PEOPLE = "leaver", ("leaver", "successor", "manager", "administration", "technology", "hr")
CASE = "/cases/E1001/1"
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        CHINESE: MappingProxyType(
            {
                "enter": "进入",
                "submit": "提交",
                "confirm": "确认接收",
                "read": "我已阅读并核对以上内容",
                "sign-sheet": "签署确认单",
                "clause": "我已阅读本条",
                "sign": "签署",
                "day": "快进一天",
                "open": "打开离职证明",
                "send": "发送验证码",
                "code": "验证码",
            }
        ),
        ENGLISH: MappingProxyType(
            {
                "enter": "Enter",
                "submit": "Submit",
                "confirm": "Confirm receipt",
                "read": "I have read and checked the above",
                "sign-sheet": "Sign the sheet",
                "clause": "I have read this clause",
                "sign": "Sign",
                "day": "Next day",
                "open": "Open the leaving certificate",
                "send": "Send a code",
                "code": "Code",
            }
        ),
    }
)


@dataclass(slots=True)
class Story:
    """Everybody's pages, in one language."""

    demo: Demo
    browser: Browser
    language: str
    scripts: bool
    photo: Path
    pages: dict[str, Page] = field(default_factory=dict)

    def say(self, key: str) -> str:
        return WORDS[self.language][key]

    def page(self, part: str) -> Page:
        """Return the page of a part, entered by their link."""
        if part not in self.pages:
            context: BrowserContext = self.browser.new_context(
                viewport={"width": 390, "height": 844}, locale=self.language, java_script_enabled=self.scripts
            )
            self.pages[part] = context.new_page()
            self.enter(part)
        return self.pages[part]

    def enter(self, part: str) -> None:
        page = self.pages[part]
        page.goto(self.demo.links[part])
        page.get_by_role("button", name=self.say("enter"), exact=True).click()

    def there(self, part: str, path: str) -> Page:
        """Return a part's page at a path; whose session ended with the days enters anew."""
        page = self.page(part)
        answer = page.goto(self.demo.address + path)
        if answer is not None and answer.status == 401:
            self.enter(part)
            answer = page.goto(self.demo.address + path)
        assert answer is not None
        assert answer.status == 200, (part, path, answer.status)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390 if self.scripts else True
        return page

    def act(self, part: str) -> bool:
        """Do one thing that is a part's to do in the salesman's departure; return whether there was one."""
        page = self.there(part, "/")
        found = [each.get_attribute("href") or "" for each in page.locator("article.task h3 a").all()]
        for path in (each for each in found if "/E1001/1" in each or each.startswith(CASE)):
            page = self.there(part, path)
            if path.endswith("/sheet"):
                page.get_by_label(self.say("read")).check()
                page.get_by_role("button", name=self.say("sign-sheet"), exact=True).click()
                return True
            for name in ("submit", "confirm"):
                button = page.get_by_role("button", name=self.say(name), exact=True)
                if button.count() == 0:
                    continue
                files = page.locator("input[type=file]")
                if files.count():
                    files.first.set_input_files(str(self.photo))
                button.first.click()
                assert page.get_by_role("alert").count() == 0, page.inner_text("main")
                return True
        return False

    def move(self, step: str) -> None:
        """Let hr move the clock."""
        self.there("hr", "/board").get_by_role("button", name=self.say(step), exact=True).click()


@contextmanager
def story(folder: Path, language: str, *, scripts: bool) -> Iterator[Story]:
    photo = folder / "照片 📷.jpg"
    photo.write_bytes(JPEG)
    with demo(folder) as made, chromium() as browser:
        yield Story(made, browser, language, scripts, photo)


JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c"
    "1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc40014000100000000000000000"
    "0000000000000000bffc40014100100000000000000000000000000000000ffda0008010100003f0037ffd9"
)


@pytest.mark.parametrize(
    ("language", "scripts"),
    [
        pytest.param(CHINESE, False, id="chinese-without-script"),
        pytest.param(CHINESE, True, id="chinese", marks=pytest.mark.long),
        pytest.param(ENGLISH, True, id="english", marks=pytest.mark.long),
    ],
)
def test_the_salesman_hands_over_on_everybodys_own_pages(language: str, *, scripts: bool, tmp_path: Path) -> None:
    with story(tmp_path, language, scripts=scripts) as told:
        page = told.there("newcomer", "/agreements")
        for box in page.get_by_label(told.say("clause")).all():
            box.check()
        page.get_by_role("button", name=told.say("sign"), exact=True).first.click()

        for _ in range(ROUNDS):
            while sum(told.act(part) for part in PEOPLE):
                pass
            if signed(told):
                break
            told.move("day")
        assert signed(told)

        for _ in range(ROUNDS):
            told.act("hr")
            page = told.there(LEAVER, "/me")
            if page.get_by_role("button", name=told.say("open"), exact=True).count():
                break
            told.move("day")
        page.get_by_role("button", name=told.say("open"), exact=True).click()
        page.get_by_role("button", name=told.say("send"), exact=True).click()
        page.get_by_label(told.say("code")).fill(page.locator("b.code").inner_text())
        with page.expect_response(lambda each: each.request.method == "POST") as answered:
            page.get_by_role("button", name=told.say("open"), exact=True).click()
        assert answered.value.headers["content-type"] == "application/pdf"
        told.demo.decisions()
        same_decisions(told.demo, tmp_path)


def signed(told: Story) -> bool:
    """Return whether all three have signed the sheet."""
    decisions = told.demo.decisions()
    sheets = [each for each in decisions if each["event"]["type"] == "sheet.signed" and each.get("case") == "E1001/1"]
    return len(sheets) >= 3


def same_decisions(made: Demo, folder: Path) -> None:
    """Hold that the ledger of the story, exported and run, gives the decisions that people saw, byte for byte."""
    made.service.end()
    out = called("ledger", "export", "--data", "demo", here=folder)
    assert out.code == 0, out.err
    (folder / "export.jsonl").write_text(out.out, encoding="utf-8")
    again = called("run", "--ledger", "export.jsonl", here=folder)
    assert again.code == 0, again.err
    verified = called("ledger", "verify", "--data", "demo", here=folder)
    assert verified.code == 0, verified.out + verified.err
    assert again.out.splitlines() == made.feed
