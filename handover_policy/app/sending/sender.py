"""Sender: carries what waits in the outbox to people, many parcels at once, and writes down what became of them."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.afterwards.counting import count_done
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.packing import LINK_LASTS, Packed, Packing
from handover_policy.app.sending.private.wording import unsaid
from handover_policy.app.sending.turns import (
    AskedParcels,
    CarriedParcel,
    Desk,
    SendingMoment,
    Taken,
    is_due,
    take_turn,
    write_done,
)
from handover_policy.app.serving.told import Overloaded, WrittenElsewhere
from handover_policy.ledger.database import SQLITE, reading, writing
from handover_policy.ledger.links import write_links
from handover_policy.ledger.outbox.parcels import ClaimedParcel
from handover_policy.ledger.outbox.receiving import SentRow
from handover_policy.ledger.personal.certificates import write_certificate_links
from handover_policy.ports.channels import Accepted, Answer, Asked, Failed, SentParcel, Unknown

LOG = structlog.get_logger()
Result = TypeVar("Result")
AT_ONCE = 48
"""Parcels on their way at once: at 50 ms an answer, and two transactions a turn, some 480 a second."""
SHORTEST_TURN, IDLE_TURN, AFTER_FAULT = 0.05, 0.5, 5.0
"""Seconds: for each transaction of a turn until the next turn (twenty a second at most), between looks while nothing
waits, and after a fault."""
PATIENCE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where a sender works: the database, the company's clock, what links begin with (None: no link is told)."""

    engine: Engine
    now: Callable[[], datetime]
    base: Callable[[], str | None]


class Sender:
    """Sends for companies, in a thread of its own, until it is stopped; any number of processes may do so at once.

    `carried` counts the parcels that came back with an answer.
    """

    def __init__(self, desks: Mapping[str, Desk], place: Workplace, at_once: int = AT_ONCE) -> None:
        """Take the companies by id, where it works, and how many parcels it carries at once."""
        self.desks, self.place, self.at_once = desks, place, at_once
        self._done: queue.SimpleQueue[tuple[str, CarriedParcel | AskedParcels]] = queue.SimpleQueue()
        self._unwritten: dict[str, list[CarriedParcel | AskedParcels]] = defaultdict(list)
        self._full_until: dict[tuple[str, str], float] = {}
        self._on_the_way, self.carried, self._written = 0, 0, 0
        self._ended, self._wake = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="carrier")
        self._thread = threading.Thread(target=self._work, name="sender", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def wake(self) -> None:
        """Look at once: something was written that may be due."""
        self._wake.set()

    def stop(self) -> None:
        """Take nothing further, and write down what is on its way; what no provider has answered by then is unknown."""
        self._ended.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        end = time.monotonic() + PATIENCE
        while self._on_the_way and time.monotonic() < end:
            self.turn(take=False)
            time.sleep(SHORTEST_TURN)
        self._pool.shutdown(wait=False, cancel_futures=True)
        for desk in self.desks.values():
            for carrier in desk.carriers.values():
                carrier.channel.close()

    def _work(self) -> None:
        while not self._ended.is_set():
            began, self._written = time.monotonic(), 0
            try:
                busy = self.turn()
            except (SQLAlchemyError, OSError, Overloaded, WrittenElsewhere) as error:
                LOG.warning("sending-put-off", why=repr(error))
                self._ended.wait(AFTER_FAULT)
                continue
            except Exception as error:
                LOG.exception("sending-failed", why=repr(error))
                self._ended.wait(AFTER_FAULT)
                continue
            rest = SHORTEST_TURN * max(1, self._written) - (time.monotonic() - began)
            self._wake.wait(max(0.0, rest) if busy or self._on_the_way else IDLE_TURN)
            self._wake.clear()

    def work_off(self, seconds: float = PATIENCE) -> None:
        """Send what is due, and come back once everything has an answer, or after some seconds."""
        end = time.monotonic() + seconds
        while (self.turn() or self._on_the_way) and time.monotonic() < end:
            time.sleep(0.002)

    def turn(self, *, take: bool = True) -> bool:
        """Write what became of parcels and send what is due; return whether there was anything.

        What could not be written is kept, and written with the next turn.
        """
        while True:
            try:
                company, done = self._done.get_nowait()
            except queue.Empty:
                break
            self._on_the_way -= 1
            self.carried += isinstance(done, CarriedParcel)
            self._unwritten[company].append(done)
        busy = [self._turn_of(desk, take=take) for desk in self.desks.values()]
        return any(busy)

    def _turn_of(self, desk: Desk, *, take: bool) -> bool:
        now, wall, clock = self.place.now(), time.time(), time.monotonic()
        room = self.at_once - self._on_the_way if take else 0
        channels = [name for name in desk.carriers if room and self._full_until.get((desk.id, name), 0.0) <= clock]
        done = self._unwritten[desk.id]
        if not done:
            if not take:
                return False
            with reading(self.place.engine) as connection:
                if not is_due(connection, desk, channels, SendingMoment(now, wall)):
                    return False

        def work(connection: Connection) -> Taken:
            write_done(connection, desk, done, now)
            return take_turn(connection, desk, channels, room, SendingMoment(now, wall))

        taken = self._write(desk, work)
        count_done(desk.company, done, taken.reports)
        done.clear()
        self._full_until |= {(desk.id, name): clock + moment - wall for name, moment in taken.free_at.items()}
        self._carry(desk, taken.parcels, now)
        for name, rows in taken.asked.items():
            self._on_the_way += 1
            self._pool.submit(self._ask, desk.id, desk.carriers[name], rows)
        return True

    def _carry(self, desk: Desk, claimed: Mapping[str, Sequence[ClaimedParcel]], now: datetime) -> None:
        """Send what was taken; where it cannot even be packed by a fault of ours, it is tried again later."""
        packings = [(desk.carriers[name], parcels) for name, parcels in claimed.items()]
        ready, packers = list[tuple[Carrier, Sequence[ClaimedParcel], Sequence[Packed]]](), list[Packing]()
        for carrier, parcels in packings:
            try:
                packed, packing = self._packed(desk, carrier, parcels, now)
            except Exception as error:
                LOG.exception("packing-failed", company=desk.id, channel=carrier.name)
                self._give_up(desk, carrier, parcels, error, now)
                continue
            ready.append((carrier, parcels, packed))
            packers.append(packing)

        def write(connection: Connection) -> None:
            for each in packers:
                write_links(connection, desk.id, each.links, now + LINK_LASTS)
                write_certificate_links(connection, desk.id, each.certificates, now)

        try:
            if any(each.links or each.certificates for each in packers):
                self._write(desk, write)
        except Exception as error:
            LOG.exception("links-failed", company=desk.id)
            for carrier, parcels, _ in ready:
                self._give_up(desk, carrier, parcels, error, now)
            return
        for carrier, _, packed in ready:
            for each in packed:
                self._on_the_way += 1
                self._pool.submit(self._send, desk.id, carrier, each)

    def _give_up(
        self, desk: Desk, carrier: Carrier, claimed: Sequence[ClaimedParcel], error: Exception, now: datetime
    ) -> None:
        fault = Failed(code="fault", reason=type(error).__name__, lasting=False)
        for parcel in claimed:
            self._on_the_way += 1
            told = CarriedParcel(carrier=carrier, packed=Packed(claimed=parcel), answer=fault, at=now)
            self._done.put((desk.id, told))

    def _packed(
        self, desk: Desk, carrier: Carrier, claimed: Sequence[ClaimedParcel], now: datetime
    ) -> tuple[Sequence[Packed], Packing]:
        with reading(self.place.engine) as connection:
            view, base = view_of(connection, desk.company, now), self.place.base()
            packing = Packing(view=view, carrier=carrier, base=base, token_of=desk.token_of, envelope=desk.envelope)
            return packing.pack(claimed), packing

    def _send(self, company: str, carrier: Carrier, packed: Packed) -> None:
        answer: Answer | None = None
        parcel, packed = packed.whole()
        if parcel is not None:
            try:
                answer = _unsaid(carrier.channel.send(parcel, self.place.now()), packed.secret)
            except Exception as error:
                LOG.exception("carrying-failed", company=company, channel=carrier.name)
                answer = Unknown(code="fault", reason=type(error).__name__)
        self._hand_in(company, CarriedParcel(carrier=carrier, packed=packed, answer=answer, at=self.place.now()))

    def _ask(self, company: str, carrier: Carrier, rows: Sequence[SentRow]) -> None:
        asked = Asked()
        sent = [
            SentParcel(
                key=row.key,
                provider_id=row.provider_id,
                address=row.address,
                at=datetime.fromtimestamp(row.sent_at, UTC),
            )
            for row in rows
        ]
        try:
            asked = carrier.channel.ask(sent, self.place.now())
        except Exception:
            LOG.exception("asking-failed", company=company, channel=carrier.name)
        self._hand_in(company, AskedParcels(carrier=carrier, rows=rows, asked=asked, at=self.place.now()))

    def _hand_in(self, company: str, done: CarriedParcel | AskedParcels) -> None:
        self._done.put((company, done))

    def _write(self, desk: Desk, work: Callable[[Connection], Result]) -> Result:
        """Return what a transaction returns: on SQLite through the company's writer, which alone writes there."""
        self._written += 1

        def whole() -> Result:
            with writing(self.place.engine) as connection:
                return work(connection)

        lane = desk.company.lane
        if self.place.engine.dialect.name == SQLITE and lane.held:
            return lane.do(whole).result()
        return whole()


def _unsaid(answer: Answer, secret: str) -> Answer:
    """Return an answer without what is nobody's but its person's: some providers say messages back."""
    if isinstance(answer, Accepted) or not secret:
        return answer
    return replace(answer, code=unsaid(answer.code, secret), reason=unsaid(answer.reason, secret))
