"""Telling: a story told by everybody's own pages, in one browser, each in a context of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import orjson
from playwright.sync_api import Browser, Page, expect

from handover_policy.texts.texts import Texts, texts
from tests.pages.browsing import chromium
from tests.pages.hands import Finger, Hands
from tests.pages.visiting import CHINESE, ENGLISH, Demo, demo
from tests.service.served import SECONDS, called

MANAGER = "M200"
PHONE = {"width": 390, "height": 844}
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "E1001": "leaver",
        "E1002": "successor",
        MANAGER: "manager",
        "U-ADM": "administration",
        "U-IT": "technology",
        "U-HR": "hr",
    }
)
"""By which part the demo knows a person of the story."""
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
                "event": "快进到下一件事",
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
                "event": "Next event",
                "open": "Open the leaving certificate",
                "send": "Send a code",
                "code": "Code",
            }
        ),
    }
)
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c"
    "1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc40014000100000000000000000"
    "0000000000000000bffc40014100100000000000000000000000000000000ffda0008010100003f0037ffd9"
)


@dataclass(slots=True)
class Story:
    """Everybody's pages, in one language; `look` looks at each page that is opened."""

    demo: Demo
    browser: Browser
    language: str
    scripts: bool
    photo: Path
    hands: Hands
    look: Callable[[Page], None] | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Texts:
        """What pages say beside the names that are promised."""
        return texts(self.language.partition("-")[0])

    def say(self, key: str) -> str:
        return WORDS[self.language][key]

    def there(self, part: str, path: str) -> Page:
        """Return a part's page at a path; whoever has not come in yet, or whose session ended with the days, does."""
        if part not in self.pages:
            context = self.browser.new_context(
                viewport=PHONE,  # type: ignore[arg-type]
                locale=self.language,
                java_script_enabled=self.scripts,
            )
            self.pages[part] = context.new_page()
            self._enter(part)
        page = self.pages[part]
        if self._status(page, path) == httpx.codes.UNAUTHORIZED:
            self._enter(part)
            status = self._status(page, path)
            assert status == httpx.codes.OK, (part, path, status)
        self.hands.arrive(page)
        self._seen(page)
        return page

    def press(self, page: Page, name: str, within: str = "main") -> None:
        """Press the button of a name, and look at the page that answers."""
        self.hands.press(page, page.locator(within).get_by_role("button", name=name, exact=True).first)
        self._seen(page)

    def act(self, part: str, case: str) -> bool:
        """Do one thing that is a part's to do in a case, if there is one; return whether there was."""
        page = self.there(part, "/")
        own = f'article.task h3 a[href*="/{case}"]'
        if page.locator(own).count() == 0:
            return False
        self.hands.press(page, page.locator(own).first)
        self._seen(page)
        if page.url.endswith("/sheet"):
            self.hands.tick(page, page.get_by_label(self.say("read")))
            self.press(page, self.say("sign-sheet"))
            return True
        files = page.locator("input[type=file]")
        if files.count():
            self.hands.give(page, files.first, str(self.photo))
        do = page.locator('button[name="do"]:not([aria-hidden])').first
        expect(do).to_have_text(self.say("submit" if do.get_attribute("value") == "submit" else "confirm"))
        self.hands.press(page, do)
        self._seen(page)
        expect(page.get_by_role("alert")).to_have_count(0)
        return True

    def all_act(self, case: str, people: Iterable[str], *, silent: str = "") -> None:
        """Let people do what they have to do, until they have nothing more to do in a case today.

        Whoever is `silent` signs nothing.
        """
        asked = frozenset(people)
        while waiting := [each for each in self.waits_for(case, silent) if each in asked]:
            for person in waiting:
                assert self.act(PARTS[person], case), (person, case)

    def waits_for(self, case: str, silent: str = "") -> list[str]:
        """Return for whom a case waits today: by whom its steps are due, and who has to sign."""
        told = self.case(case)
        today = datetime.fromisoformat(told["as_of"]).date()
        steps = [
            each["steps"][each["current_step"]]["person"]
            for each in told["tasks"]
            if each["current_step"] is not None and date.fromisoformat(each["start"]) <= today
        ]
        return list(dict.fromkeys([*steps, *(each for each in self._signers(told) if each != silent)]))

    def case(self, case: str) -> dict[str, Any]:
        return self._asked(f"/v1/cases/{case}")

    @property
    def today(self) -> date:
        return datetime.fromisoformat(self._asked("/v1/cases/E1001/1")["as_of"]).date()

    def move(self, step: str) -> None:
        """Let hr move the clock."""
        page = self.pages.get("hr")
        if page is None or page.url != f"{self.demo.address}/board":
            page = self.there("hr", "/board")
        self.press(page, self.say(step), "aside.demo-clock")

    def certificate(self, part: str) -> None:
        """Let somebody who has left open their leaving certificate, by a code to their own phone."""
        page = self.there(part, "/me")
        self.press(page, self.say("open"))
        self.press(page, self.say("send"))
        self.hands.write(page, page.get_by_label(self.say("code")), page.locator("b.code").inner_text())
        answers: list[str] = []
        page.on("response", lambda each: answers.append(each.headers.get("content-type", "")))
        with page.expect_response(lambda each: each.request.method == "POST"):
            self.hands.open(page, page.get_by_role("button", name=self.say("open"), exact=True))
        assert answers[0] == "application/pdf"

    def do_act(self, part: str, case: str, act: str, **fields: str) -> Page:
        """Let somebody do an act on the page of a case: filled in, its consequence seen, then done."""
        page, name = self.there(part, f"/cases/{case}"), self.words.say(f"pages_case.acts.{act}.name")
        self.hands.open(page, page.locator("summary", has_text=name))
        for field_name, text in fields.items():
            self.hands.write(page, page.locator(f"#{act}-{field_name}"), text)
        self.press(page, self.words.say("pages_case.look"), f"#{act}")
        expect(page.locator(f"#{act} .effect")).to_be_visible()
        self.press(page, name, f"#{act}")
        expect(page.get_by_role("status")).to_contain_text(self.words.say(f"pages_case.acts.{act}.done"))
        return page

    def _signers(self, told: dict[str, Any]) -> list[str]:
        sheet = told["sheet"]
        if sheet is None:
            return []
        done = {each["party"] for each in sheet["signatures"]} | set(sheet["deemed"])
        parties = {
            "leaver": told["employee"]["id"],
            "successor": (told["successor"] or {}).get("id"),
            "manager": "M200",
        }
        if told["absent"]:
            del parties["leaver"]
        return [person for party, person in parties.items() if person and party not in done]

    def _asked(self, path: str) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.demo.links['api-key']}"}
        answer = httpx.get(self.demo.address + path, headers=headers, timeout=SECONDS)
        assert answer.status_code == httpx.codes.OK, answer.text
        told: dict[str, Any] = orjson.loads(answer.content)
        return told

    def _enter(self, part: str) -> None:
        page = self.pages[part]
        page.goto(self.links.get(part) or self.demo.links[part])
        self.hands.arrive(page)
        self.press(page, self.say("enter"))

    def _status(self, page: Page, path: str) -> int:
        answer = page.goto(self.demo.address + path)
        assert answer is not None
        assert answer.status in (httpx.codes.OK, httpx.codes.UNAUTHORIZED), (path, answer.status)
        return answer.status

    def _seen(self, page: Page) -> None:
        if self.look is not None:
            self.look(page)


@contextmanager
def story(
    folder: Path,
    language: str,
    *,
    scripts: bool,
    hands: Hands | None = None,
    look: Callable[[Page], None] | None = None,
    browser: tuple[str, ...] = (),
    served: Callable[[Path], AbstractContextManager[Demo]] = demo,
) -> Iterator[Story]:
    """Give a story of a fresh demo; `browser` are arguments that Chromium is called with."""
    photo = folder / "照片 📷.jpg"
    photo.write_bytes(JPEG)
    with served(folder) as made, chromium(*browser) as opened:
        yield Story(made, opened, language, scripts, photo, hands or Finger(), look)


def same_decisions(made: Demo, folder: Path, *where: object) -> None:
    """Hold that the ledger of the story, exported and run, gives the decisions that people saw, byte for byte.

    `where` names the ledger, by default by the folder of the demo.
    """
    where = where or ("--data", "demo")
    made.decisions()
    made.service.end()
    out = called("ledger", "export", *where, here=folder)
    assert out.code == 0, out.err
    (folder / "export.jsonl").write_text(out.out, encoding="utf-8")
    again = called("run", "--ledger", "export.jsonl", here=folder)
    assert again.code == 0, again.err
    verified = called("ledger", "verify", *where, here=folder)
    assert verified.code == 0, verified.out + verified.err
    assert again.out.splitlines() == made.feed
