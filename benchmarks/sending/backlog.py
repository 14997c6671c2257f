"""Backlog: what so many messages that wait cost the writer, beside the same writer without them, in one run.

Two companies decide the same events in the same batches, one batch here and one there, so that whatever else the
machine does slows both alike. Both have a robot that takes 20 messages a minute and a sender that turns as often as one
does; all that waits for the one is due.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.run import company, workers
from benchmarks.sending.provider import answering
from benchmarks.serving.batches import NOW, read
from benchmarks.serving.figures import say
from handover_policy import __version__
from handover_policy.app.load import open_policies
from handover_policy.app.sending.carriers import carriers_of
from handover_policy.app.sending.sender import SHORTEST_TURN, Sender, Workplace
from handover_policy.app.sending.turns import Desk
from handover_policy.app.serving.company import company_of, hold_company
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.opening import opened_database
from handover_policy.app.serving.settings import ChannelSettings, CompanySettings, Settings
from handover_policy.ledger.database import writing
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.lease import Holder
from handover_policy.ledger.outbox.rows import Sending, waiting_row
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.outbox.tokens import SharedTokens
from handover_policy.sources.shipped import shipped_folder
from tests.service.postgresql import DURABLE, server

HOLDER = Holder(name="bench", seconds=3600.0)
AT_ONCE = 10_000
GOAL = 1.10
ROBOT = {"access_token": "t", "secret": "SEC"}
CHANNEL = "dingtalk"
NAMES = ("nothing", "waiting")
PEOPLE = 50_000


@dataclass(slots=True)
class Side:
    """A company that is written for: what deciding and sending took of the processor and of the clock, in seconds."""

    desk: Desk
    sender: Sender
    cpu: float = 0.0
    wall: float = 0.0
    turned: float = field(default_factory=time.monotonic)

    def decide(self, lines: Sequence[bytes]) -> None:
        """Decide events, note what senders say, and let the sender turn as often as it would."""
        lane = self.desk.company.lane
        wall, cpu = time.perf_counter(), time.process_time()
        with lane.ledger.batch() as (batch, register):
            decide_batch(lane.run, batch, register, [(told,) for told in read(lane.run, lines)], NOW)
        lane.noting.look(lane.ledger)
        if time.monotonic() - self.turned >= SHORTEST_TURN:
            self.turned = time.monotonic()
            self.sender.turn()
        self.cpu += time.process_time() - cpu
        self.wall += time.perf_counter() - wall


def backlog(events: int, employees: int, size: int, waiting: int, *, postgresql: bool) -> None:
    """Print what so many messages that wait cost the writer, on each database."""
    policy = open_policies([shipped_folder("rules") / "default"]).policies[0]
    lines = list(company(events, workers(employees), policy))
    with server(DURABLE) if postgresql else nullcontext() as started:
        for name, address in [("SQLite", None), *([] if started is None else [("PostgreSQL", started.url)])]:
            with tempfile.TemporaryDirectory() as folder, answering(0.0) as provider:
                _beside(name, Path(folder), address, provider.address, (lines, size, waiting))


def _beside(
    name: str, folder: Path, address: str | None, provider: str, told: tuple[Sequence[bytes], int, int]
) -> None:
    lines, size, waiting = told
    with ExitStack() as stack:
        without, behind = (
            stack.enter_context(_side(folder / each, _database(folder / each, address, each), provider))
            for each in NAMES
        )
        _wait(behind, waiting)
        for number, first in enumerate(range(0, len(lines), size)):
            for side in (without, behind) if number % 2 else (behind, without):
                side.decide(lines[first : first + size])
    ratio = f"x{behind.cpu / without.cpu:.3f} of the processor, x{behind.wall / without.wall:.3f} of the clock"
    rates = ", ".join(
        f"{len(lines) / side.wall:,.0f} events a second at {side.cpu / len(lines) * 1e6:,.0f} µs {each}"
        for each, side in (("without", without), ("with", behind))
    )
    say(f"{name}, {waiting:,} messages wait", f"{ratio} (goal {GOAL}): {rates}")


def _database(folder: Path, address: str | None, name: str) -> str:
    """Return the address of a database of its own."""
    if address is None:
        return f"sqlite:///{folder / 'handover.db'}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.replace("/postgres?", f"/{name}?")


@contextmanager
def _side(folder: Path, database: str, provider: str) -> Iterator[Side]:
    robot = ChannelSettings(kind="dingtalk_robot", values={**ROBOT, "base_url": provider})
    told = CompanySettings(id="bench", channels={CHANNEL: robot})
    folder.mkdir()
    with opened_database(Settings(data=folder, database=database, companies=(told,))) as engine:
        at_hand = company_of(engine, told, lambda: NOW)
        if not hold_company(at_hand, engine, HOLDER, lambda: NOW, __version__):
            raise RuntimeError("another process writes for the company")
        carriers = carriers_of(told, SharedTokens(engine, envelope_in(folder), told.id))
        desk = Desk(company=at_hand, carriers=carriers, by="bench")
        sender = Sender({told.id: desk}, Workplace(engine=engine, now=lambda: NOW, base=lambda: None))
        try:
            yield Side(desk, sender)
        finally:
            sender.stop()


def _wait(side: Side, messages: int) -> None:
    """Let so many messages wait for a company's people, all of them due."""
    engine = side.sender.place.engine
    for first in range(0, messages, AT_ONCE):
        rows = [
            {**waiting_row(_message(number), 1 + number, (CHANNEL,), 0.0), "company": side.desk.id}
            for number in range(first, min(messages, first + AT_ONCE))
        ]
        with writing(engine) as connection:
            connection.execute(OUTBOX.insert(), rows)


def _message(number: int) -> Sending:
    key = hashlib.sha256(str(number).encode()).hexdigest()[:32]
    return Sending(notice=key, channel=CHANNEL, person=f"P{number % PEOPLE}", reminder=number % 2 == 0)
