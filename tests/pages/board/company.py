"""A company served in this process: people, departures, and clients that are signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from handover_policy.ledger.sessions import add_session
from handover_policy.web.pages.visit import COOKIE
from tests.service.api.serving import ACME, SECONDS, Served, event, hired, serving

HR = "U-HR"
HIDDEN = re.compile(r'name="(csrf|act)" value="([^"]*)"')
TAGS = re.compile(r"<[^>]+>")

CLIENTS: list[httpx.Client] = []


def client(served: Served, **told: Any) -> httpx.Client:
    """Return a client of a company, closed after the test."""
    made = httpx.Client(base_url=served.server.address, timeout=SECONDS, **told)
    CLIENTS.append(made)
    return made


class Visitor:
    """Somebody signed in, who fills in forms."""

    def __init__(self, served: Served, person: str, language: str = "zh-CN") -> None:
        token = add_session(served.service.engine, ACME, person, served.clock())
        self.client = client(served, cookies={COOKIE: token}, headers={"accept-language": language})

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.status_code
        return words(answer)

    def hidden(self, path: str) -> dict[str, str]:
        return dict(HIDDEN.findall(self.get(path).text))

    def post(self, path: str, page: str, files: Any = None, **told: str) -> httpx.Response:
        return self.client.post(path, data={**self.hidden(page), **told}, files=files)


def words(answer: httpx.Response) -> str:
    """Return what a page says, without its marks."""
    return " ".join(unescape(TAGS.sub(" ", answer.text)).split())


@contextmanager
def company(data: Path) -> Iterator[Served]:
    """Give a company of a manager, two teams, and nobody who leaves."""
    with serving(data) as served:
        served.tell(
            hired("M1", "陈立", department="销售部"),
            hired("M2", "何静", department="研发部", role="engineer"),
            hired("E1", "王晓敏", manager="M1", department="销售部"),
            hired("E2", "李建国", manager="M1", department="销售部"),
            hired("E3", "刘洋", manager="M2", department="研发部", role="engineer"),
        )
        yield served


def resigned(person: str, at: str = "2026-04-10T09:00:00+08:00", **data: object) -> dict[str, Any]:
    """Return the event by which somebody resigns."""
    return event("resignation.submitted", person, f"resigned-{person}", at, {"form": "written", **data})
