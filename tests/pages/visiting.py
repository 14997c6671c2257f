"""Visitor, demo: a demo served by a process of its own, entered by the links that it prints."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
import orjson

from tests.service.served import SECONDS, served

CHINESE, ENGLISH = "zh-CN", "en"
PARTS = ("leaver", "successor", "manager", "hr", "administration", "technology", "newcomer", "frontline", "auditor")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(slots=True)
class Person:
    """A part of the demo, signed in with a client of their own."""

    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def hidden(self, path: str) -> dict[str, str]:
        """Return what the forms of a page bring back beside what is filled in."""
        return dict(HIDDEN.findall(self.get(path).text))


class Running(Protocol):
    """A service that runs: what it printed, where it takes requests, and how it is ended."""

    @property
    def out(self) -> str:
        """What it printed."""

    @property
    def log(self) -> str:
        """What it logged."""

    @property
    def address(self) -> str:
        """Where it takes requests."""

    def end(self) -> object:
        """End it."""


@dataclass(slots=True)
class Demo:
    """A demo that takes requests."""

    service: Running
    links: Mapping[str, str] = field(init=False)
    feed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        end = time.monotonic() + SECONDS
        while "api-key" not in self.service.out and time.monotonic() < end:
            time.sleep(0.05)
        told = [line.split("\t") for line in self.service.out.splitlines() if "\t" in line]
        self.links = {cells[0]: cells[-1] for cells in told}

    @property
    def address(self) -> str:
        return self.service.address

    def decisions(self) -> list[dict[str, Any]]:
        """Return every decision so far; `feed` keeps them as they were written."""
        headers, after = {"authorization": f"Bearer {self.links['api-key']}"}, 0
        self.feed.clear()
        while True:
            asked = {"after": str(after), "limit": "1000"}
            told = httpx.get(f"{self.address}/v1/decisions", params=asked, headers=headers, timeout=SECONDS)
            page = orjson.loads(told.content)
            if not page["decisions"] and page["next"] == after:
                return [orjson.loads(each) for each in self.feed]
            self.feed += [orjson.dumps(each["decision"]).decode() for each in page["decisions"]]
            after = page["next"]

    @contextmanager
    def client(self, language: str = CHINESE) -> Iterator[httpx.Client]:
        headers = {"accept-language": language}
        with httpx.Client(base_url=self.address, headers=headers, timeout=SECONDS, follow_redirects=True) as made:
            yield made

    @contextmanager
    def person(self, part: str, language: str = CHINESE) -> Iterator[Person]:
        """Give a part, signed in."""
        with self.client(language) as client:
            assert client.post(self.links[part]).status_code == 200
            yield Person(client)


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """Give a demo that takes requests until the end."""
    with served("--demo", "--data", "demo", here=folder) as service:
        yield Demo(service)
