"""Played: events told to a real service on a real database, at the moments that they tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
from sqlalchemy import Engine

from handover_policy import __version__
from handover_policy.app.serving.clock import tick_event
from handover_policy.app.serving.company import Company, company_of, hold_company
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.told import Answered, Conflicting, Request, Told
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.database import open_database
from handover_policy.ledger.lease import Holder, give_back
from handover_policy.ledger.ledger_rows import LedgerRow, rows_from
from handover_policy.ledger.ready import ready

EXAMPLES = Path(__file__).parents[3] / "examples"
SALESMAN = EXAMPLES / "salesman.jsonl"
COMPANY = "acme"
AHEAD = timedelta(days=200)


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
def writing_for(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Company]:
    """Give the first company of a service, whose writer works in this thread: the same events give the same ticks."""
    service = Service(settings, now=clock, engine="compiled")
    ready(service.engine, clock())
    holder = Holder(name="test")
    company = company_of(service.engine, settings.companies[0], clock, evaluator="compiled", any_silence=True)
    assert hold_company(company, service.engine, holder, clock, __version__)
    try:
        company.lane._look_ahead()
        yield company
    finally:
        give_back(service.engine, company.lane.ledger.lease)
        service.engine.dispose()


def tell(company: Company, lines: Iterable[bytes], clock: Clock, *, skip: bool = False) -> list[Answered]:
    """Tell a company events one after the other, each half a minute after its moment; return the answers.

    `skip` leaves out what no server takes: lines that are no event, what tells of a moment months ahead, other content
    under an id that is taken.
    """
    answers: list[Answered] = []
    for line in lines:
        event = company.run.read_line(line, 1)
        if isinstance(event, Unreadable):
            assert skip, event
            continue
        if skip and answers and event.time > clock.at + AHEAD:
            continue
        clock.reach(event.time + timedelta(seconds=30))
        request = Request([Told(event=event, body=line.decode())])
        company.lane._decide([request])
        try:
            answers += request.answer.result(timeout=0)
        except Conflicting:
            assert skip, line
        if company.lane.schedule.due(clock()):
            tick(company, clock())
    return answers


def tick(company: Company, moment: datetime) -> None:
    """Let the clock of a company tell a moment, once."""
    lane = company.lane
    moment = moment.astimezone(lane.ledger.zone).replace(microsecond=0)
    line = orjson.dumps(tick_event(company.id, moment))
    event = company.run.read_line(line, 1)
    assert not isinstance(event, Unreadable), event
    with lane.ledger.batch() as (batch, register):
        decide_batch(company.run, batch, register, [(Told(event=event, body=line.decode()),)], moment)
    lane.schedule.ticked()
    lane._look_ahead()


def play(
    settings: Settings, lines: Iterable[bytes], clock: Clock | None = None, *, skip: bool = False
) -> list[Answered]:
    """Tell the first company of a service events, from its start to its stop; return the answers."""
    clock = clock or Clock()
    with writing_for(settings, clock) as company:
        return tell(company, lines, clock, skip=skip)


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
