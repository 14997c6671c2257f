"""Played: events told to a real service on a real database, at the moments that they tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
from sqlalchemy import Engine

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.told import Answered, Conflicting, Told
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.database import open_database
from handover_policy.ledger.ledger_rows import LedgerRow, rows_from

EXAMPLES = Path(__file__).parents[3] / "examples"
SALESMAN = EXAMPLES / "salesman.jsonl"
COMPANY = "acme"


@dataclass
class Clock:
    """A clock that stands still until it is set, and never goes back."""

    at: datetime = field(default_factory=lambda: datetime(2000, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def reach(self, moment: datetime) -> None:
        """Go on to a moment."""
        self.at = max(self.at, moment)


def events_of(file: Path) -> list[bytes]:
    """Return the events of a file that are no ticks, a line each: the service tells its own time."""
    return [line for line in file.read_bytes().splitlines() if line and b'"clock.ticked"' not in line]


def settings_for(database: str, data: Path, policy: Sequence[str] = ("builtin:default",), *ids: str) -> Settings:
    """Return the settings of a service on a database."""
    companies = tuple(CompanySettings(id=each, policy=tuple(policy)) for each in (ids or (COMPANY,)))
    return Settings(data=data, database=database, companies=companies)


@contextmanager
def serving(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Service]:
    """Give a service that runs."""
    service = Service(settings, now=clock, engine="compiled")
    try:
        service.start()
        yield service
    finally:
        service.stop()


def tell(company: Company, lines: Iterable[bytes], clock: Clock, *, skip: bool = False) -> list[Answered]:
    """Tell a company events one after the other, each half a minute after its moment; return the answers.

    `skip` leaves out what no server takes: lines that are no event, other content under an id that is taken.
    """
    answers: list[Answered] = []
    for line in lines:
        event = company.run.read_line(line, 1)
        if isinstance(event, Unreadable):
            assert skip, event
            continue
        clock.reach(event.time + timedelta(seconds=30))
        try:
            answers += company.lane.tell([Told(event=event, body=line.decode())]).result(timeout=60)
        except Conflicting:
            assert skip, line
    return answers


def play(
    settings: Settings, lines: Iterable[bytes], clock: Clock | None = None, *, skip: bool = False
) -> list[Answered]:
    """Tell the first company of a service events, from its start to its stop; return the answers."""
    clock = clock or Clock()
    with serving(settings, clock) as service:
        return tell(service.companies[settings.companies[0].id], lines, clock, skip=skip)


@contextmanager
def opened(database: str) -> Iterator[Engine]:
    """Give an engine on a database, closed afterwards."""
    engine = open_database(database)
    try:
        yield engine
    finally:
        engine.dispose()


def ledger_of(database: str, company: str = COMPANY, first: int = 1) -> list[LedgerRow]:
    """Return the rows of a ledger."""
    with opened(database) as engine, engine.connect() as connection:
        return list(rows_from(connection, company, first))


def bodies(rows: Iterable[LedgerRow], kind: str) -> list[dict[str, object]]:
    """Return what the rows of a kind say."""
    return [orjson.loads(row.body or "null") for row in rows if row.kind == kind]
