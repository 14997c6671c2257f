"""Two departures that go on side by side, told to a real service: what is asked of the ledger tells of both."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from handover_policy.app.serving.company import Company
from handover_policy.ledger.tables import TABLES
from tests.service.ledger.playing import SALESMAN, Clock, events_of, settings_for, tell, tick, writing_for

FIRST, SECOND = "E1001", "E3001"
NAME, PHONE, MAIL, PRIVATE = "王晓敏", "13811112222", "xiaomin@acme.example", "xiaomin@home.example"
"""Of the first who leaves: none of it may be anywhere once they are past retention."""
OF_THE_FIRST = (NAME, PHONE, MAIL, PRIVATE)
LATER = timedelta(days=20)
LAST_DAY = date(2026, 4, 1)
OVER = date(2029, 4, 2)
"""The day after the last on which the shipped set has the first one's evidence kept."""
AFTER = datetime(2026, 7, 1, tzinfo=UTC)
"""Both have left by then, and everything that they handed over is handed over."""
ADDRESSES = {"phone": PHONE, "email": MAIL, "private_email": PRIVATE}


def told() -> list[bytes]:
    """Return the events of both, in the order of their moments: the second leaves twenty days after the first."""
    found: list[dict[str, Any]] = []
    for line in events_of(SALESMAN):
        event = json.loads(line)
        hired = event["type"] == "employee.hired"
        if hired and event["subject"] == FIRST:
            event["data"]["addresses"] = ADDRESSES
        found.append(event)
        if event["subject"] == FIRST:
            found.append(_second(event, hired=hired))
    return [json.dumps(each, ensure_ascii=False).encode() for each in sorted(found, key=moment_of)]


def moment_of(event: dict[str, Any]) -> datetime:
    """Return when an event happened."""
    return datetime.fromisoformat(event["time"])


def _second(event: dict[str, Any], *, hired: bool) -> dict[str, Any]:
    other = json.loads(
        json.dumps(copy.deepcopy(event), ensure_ascii=False).replace(FIRST, SECOND).replace(NAME, "赵一")
    )
    other["id"] = f"second-{event['id']}"
    other["time"] = (moment_of(event) + LATER).isoformat()
    if hired:
        other["data"].pop("addresses")
    if "last_day" in other["data"]:
        other["data"]["last_day"] = (date.fromisoformat(other["data"]["last_day"]) + LATER).isoformat()
    return dict(other)


@dataclass
class Firm:
    """A company for which this thread writes, its database, folder and clock."""

    company: Company
    database: str
    data: Path
    clock: Clock

    @property
    def engine(self) -> Engine:
        """The engine on its database."""
        return self.company.lane.ledger.engine

    def on(self, day: date, hour: int = 12) -> datetime:
        """Let it be a day, in the company's zone, and tell the time."""
        self.clock.at = datetime(day.year, day.month, day.day, hour, tzinfo=self.company.lane.ledger.zone)
        tick(self.company, self.clock())
        return self.clock()

    def everything(self) -> str:
        """Return all that the database holds, a table and a row after the other."""
        with self.engine.connect() as connection:
            rows = [tuple(row) for table in TABLES.sorted_tables for row in connection.execute(table.select())]
        return "\n".join(map(repr, rows))

    def found_on_disk(self, *texts: str) -> list[str]:
        """Return which texts stand in any file of the data folder."""
        files = [each.read_bytes() for each in self.data.rglob("*") if each.is_file()]
        return [text for text in texts if any(text.encode() in each for each in files)]


@contextmanager
def firm(database: str, data: Path, events: Sequence[bytes] = ()) -> Iterator[Firm]:
    """Give a company that is told events, and then goes on with what its database has."""
    clock = Clock()
    with writing_for(settings_for(database, data), clock) as company:
        tell(company, events, clock)
        clock.at = max(clock.at, AFTER)
        tick(company, clock())
        yield Firm(company=company, database=database, data=data, clock=clock)
