"""Pages of a company with many people and open cases: what the server takes for each.

    python benchmarks/pages.py [--people 5000] [--cases 400] [--data DIR] [--requests 30]

A database is filled by the events of people and their departures, decided as always (minutes for thousands; a folder
that holds one already is taken as it is). Then each page is asked for by somebody signed in, in this process: the
figures are CPU time of the whole process, the client's own share (1 to 2 ms) among it, and the size compressed.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import orjson

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.told import Told
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.sessions import add_session
from handover_policy.web.api import application
from handover_policy.web.pages.visit import COOKIE

COMPANY, HR = "acme", "U-HR"
NOW = datetime(2026, 6, 15, 2, tzinfo=UTC)
AT_ONCE, TEAM, DEPARTMENTS = 200, 40, 20
ROLES = ("sales", "engineer", "office", "operator")
SECONDS = 600.0


class Page(NamedTuple):
    """A page to ask for: by whom, and where."""

    name: str
    person: str
    path: str


PAGES: Sequence[Page] = (
    Page("board of hr", HR, "/board"),
    Page("board, second page", HR, "/board?page=2"),
    Page("board, overdue", HR, "/board?due=overdue"),
    Page("board, one name", HR, "/board?q=E10"),
    Page("board of a manager", "E00000", "/board"),
    Page("people", HR, "/people"),
    Page("inbox of hr", HR, "/"),
    Page("inbox of a leaver", "E00041", "/"),
    Page("inbox of a manager", "E00000", "/"),
    Page("inbox of an employee", "E04999", "/"),
    Page("resign", "E04999", "/resign"),
)
"""Whoever makes a page adds it here."""


def main() -> None:
    """Fill a database where there is none, and print what each page takes."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--people", type=int, default=5000)
    reader.add_argument("--cases", type=int, default=400)
    reader.add_argument("--data", type=Path)
    reader.add_argument("--requests", type=int, default=30)
    reader.add_argument("--only", default="")
    told = reader.parse_args()
    with tempfile.TemporaryDirectory() as own:
        data = told.data or Path(own)
        filled = (data / "handover.db").exists()
        settings = Settings(
            data=data, database=f"sqlite:///{data / 'handover.db'}", companies=(CompanySettings(id=COMPANY),)
        )
        service = Service(settings, now=lambda: NOW)
        service.start()
        try:
            if not filled:
                fill(service.companies[COMPANY], told.people, told.cases)
            asyncio.run(measured(service, told.requests, told.only))
        finally:
            service.stop()


def fill(company: Company, people: int, cases: int) -> None:
    """Tell of people and of the departures of the first of them who lead nobody."""
    began = time.perf_counter()
    waiting: list[Told] = []
    for line in story(people, cases):
        event = company.run.read_line(line, 1)
        if isinstance(event, Unreadable):
            raise TypeError(f"no event: {event.reasons}")
        waiting.append(Told(event=event, body=line.decode()))
        if len(waiting) == AT_ONCE:
            company.lane.tell(waiting).result(SECONDS)
            waiting.clear()
    if waiting:
        company.lane.tell(waiting).result(SECONDS)
    company.lane.do(company.lane.tick).result(SECONDS)
    print(f"filled with {people} people and {cases} open cases in {time.perf_counter() - began:.0f} s")


def story(people: int, cases: int) -> Iterator[bytes]:
    """Yield events: everybody is hired, then some leave, a few each day, and half of them have a successor."""
    for number in range(people):
        head = number - number % TEAM
        data: dict[str, Any] = {
            "name": f"员工{number:05}",
            "role": ROLES[number % len(ROLES)],
            "stage": "regular",
            "hired_on": "2020-03-02",
            "known_since": "2026-06-01",
            "department": f"部门 {head // TEAM % DEPARTMENTS:02}",
        }
        if head or number % TEAM:
            data["manager"] = f"E{head if number % TEAM else 0:05}"
        yield event("employee.hired", number, f"h{number}", NOW - timedelta(days=40), data)
    leaving = [number for number in range(people) if number % TEAM][:cases]
    for place, number in enumerate(leaving):
        moment = NOW - timedelta(days=33 - place * 31 // max(cases, 1))
        last_day = date(2026, 6, 10) + timedelta(days=place * 25 // max(cases, 1))
        data = {"form": "written", "requested_last_day": last_day.isoformat()}
        yield event("resignation.submitted", number, f"r{number}", moment, data)
        if place % 2:
            given = {"successor": f"E{number - 1 if (number - 1) % TEAM else number + 1:05}", "by": HR}
            yield event("successor.assigned", number, f"s{number}", moment + timedelta(minutes=1), given)


def event(kind: str, number: int, name: str, at: datetime, data: dict[str, Any]) -> bytes:
    """Return an event as a line of JSON."""
    told = {"specversion": "1.0", "id": name, "source": "bench", "type": kind, "subject": f"E{number:05}"}
    return orjson.dumps({**told, "time": at.isoformat(timespec="seconds"), "data": data})


async def measured(service: Service, requests: int, only: str) -> None:
    """Print what each page takes."""
    transport = httpx.ASGITransport(application(service))
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        print(f"{'page':24} {'status':>6} {'median':>9} {'worst':>9} {'gzip':>9}")
        for page in PAGES:
            if only not in page.name:
                continue
            cookies = {COOKIE: add_session(service.engine, COMPANY, page.person, NOW)}
            headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
            taken, answer = [], await client.get(page.path, headers=headers)
            for _ in range(requests):
                began = time.process_time()
                answer = await client.get(page.path, headers=headers)
                taken.append((time.process_time() - began) * 1000)
            size = len(gzip.compress(answer.content)) / 1024
            median, worst = statistics.median(taken), max(taken)
            print(f"{page.name:24} {answer.status_code:6} {median:6.1f} ms {worst:6.1f} ms {size:6.1f} KB")


if __name__ == "__main__":
    main()
