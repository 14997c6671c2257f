"""Sender: carries what waits in the outbox to people, many parcels at once, and writes down what became of them."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy import Connection, Engine

from handover_policy.app.sending.afterwards.counting import count_done
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.carrying.crew import Crew
from handover_policy.app.sending.carrying.done import write_done
from handover_policy.app.sending.carrying.packer import TurnPacking
from handover_policy.app.sending.carrying.places import Lane, Places, turned
from handover_policy.app.sending.carrying.writing import DeskWriting, passes
from handover_policy.app.sending.packing import Packed
from handover_policy.app.sending.private.wording import unsaid
from handover_policy.app.sending.turns import (
    FAULT,
    AskedParcels,
    CarriedParcel,
    Desk,
    SendingMoment,
    Taken,
    is_due,
    let_go_of_gone,
    take_turn,
)
from handover_policy.ledger.database import reading
from handover_policy.ledger.outbox.parcels import ClaimedParcel
from handover_policy.ledger.outbox.receiving import SentRow
from handover_policy.ports.channels import Answer, Asked, Failed, SentParcel, Unknown

LOG = structlog.get_logger()
AT_ONCE, QUESTIONS = 96, 4
"""Parcels on their way at once, half of them of one channel at most (at 50 ms an answer, and two transactions a turn,
some 480 a second of one), and questions about parcels, which take no place of theirs."""
SHORTEST_TURN, IDLE_TURN, AFTER_FAULT = 0.05, 0.5, 5.0
"""Seconds: for each transaction of a turn until the next turn (twenty a second at most), between looks while nothing
waits, and after a fault."""
TIDY = 300.0
"""Seconds between looks for what waits, or was on its way, on channels that are gone."""
PATIENCE, CLOSING = 3.0, 1.0
"""Seconds for which what is on its way is waited for at the end, and then for channels to close: five in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where a sender works: the database, the company's clock, what links begin with (None: no link is told)."""

    engine: Engine
    now: Callable[[], datetime]
    base: Callable[[], str | None]


class Sender:
    """Sends for companies, in a thread of its own, until it is stopped; any number of processes may do so at once.

    `carried` counts the parcels that came back with an answer; `faults` are what stood in the way of companies lately.
    """

    def __init__(self, desks: Mapping[str, Desk], place: Workplace, at_once: int = AT_ONCE) -> None:
        """Take the companies by id, where it works, and how many parcels it carries at once."""
        self.desks, self.place = desks, place
        self.carried = 0
        self.faults: dict[str, Exception] = {}
        self._done: queue.SimpleQueue[tuple[str, CarriedParcel | AskedParcels]] = queue.SimpleQueue()
        self._unwritten: dict[str, list[CarriedParcel | AskedParcels]] = defaultdict(list)
        self._full_until: dict[Lane, float] = {}
        self._rests_until: dict[str, float] = {}
        self._places, self._asking, self._turns = Places(at_once), set[Lane](), 0
        self._tidied_until: dict[str, float] = {}
        self._writing = DeskWriting(place.engine)
        self._ended, self._wake = threading.Event(), threading.Event()
        self._carriers, self._askers = Crew(at_once, "carrier"), Crew(QUESTIONS, "asker")
        self._thread = threading.Thread(target=self._work, name="sender", daemon=True)

    @property
    def _on_the_way(self) -> int:
        """How many parcels and questions have not come back."""
        return self._places.taken + len(self._asking)

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
        end = time.monotonic() + PATIENCE
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        while not self._thread.is_alive() and (self._on_the_way or any(self._unwritten.values())):
            self.turn(take=False)
            if time.monotonic() > end:
                break
            time.sleep(SHORTEST_TURN)
        self._carriers.end()
        self._askers.end()
        closing = threading.Thread(target=self._close, name="closing", daemon=True)
        closing.start()
        closing.join(CLOSING)

    def _close(self) -> None:
        for desk in self.desks.values():
            for carrier in desk.carriers.values():
                carrier.channel.close()

    def _work(self) -> None:
        while not self._ended.is_set():
            began, written = time.monotonic(), self._writing.count
            try:
                busy = self.turn()
            except Exception as error:
                LOG.exception("sending-failed", why=repr(error))
                self._ended.wait(AFTER_FAULT)
                continue
            rest = SHORTEST_TURN * max(1, self._writing.count - written) - (time.monotonic() - began)
            self._wake.wait(max(0.0, rest) if busy or self._on_the_way else IDLE_TURN)
            self._wake.clear()

    def work_off(self, seconds: float = PATIENCE) -> None:
        """Send what is due, and come back once everything has an answer, or after some seconds.

        What stands in the way of a company is raised once the others have been served.
        """
        end = time.monotonic() + seconds
        while (self.turn() or self._on_the_way) and time.monotonic() < end:
            time.sleep(0.002)
        for error in self.faults.values():
            raise error

    def turn(self, *, take: bool = True) -> bool:
        """Write what became of parcels and send what is due; return whether there was anything.

        What could not be written is kept, and written with a later turn. What stands in the way of one company is no
        matter of the others: they are served, and it rests a while.
        """
        self._collect()
        self._turns += 1
        busy = [self._tried(desk, take=take) for desk in turned(list(self.desks.values()), self._turns)]
        return any(busy)

    def _collect(self) -> None:
        """Take what has come back."""
        while True:
            try:
                company, done = self._done.get_nowait()
            except queue.Empty:
                return
            lane = company, done.carrier.name
            if isinstance(done, AskedParcels):
                self._asking.discard(lane)
            else:
                self._places.give_back(lane, done.packed.claimed.key, time.monotonic(), silent=done.silent)
                self.carried += not done.untried
                if done.wait is not None and not done.of_one:
                    self._full_until[lane] = max(self._full_until.get(lane, 0.0), time.monotonic() + done.wait)
            self._unwritten[company].append(done)

    def _tried(self, desk: Desk, *, take: bool) -> bool:
        if take and time.monotonic() < self._rests_until.get(desk.id, 0.0):
            return False
        try:
            busy = self._turn_of(desk, take=take)
        except Exception as error:
            self.faults[desk.id] = error
            self._rests_until[desk.id] = time.monotonic() + AFTER_FAULT
            if passes(error):
                LOG.warning("sending-put-off", company=desk.id, why=repr(error))
            else:
                LOG.exception("sending-failed", company=desk.id, why=repr(error))
            return False
        self.faults.pop(desk.id, None)
        return busy

    def _turn_of(self, desk: Desk, *, take: bool) -> bool:
        now, wall, clock = self.place.now(), time.time(), time.monotonic()
        rooms = self._rooms(desk, clock) if take else {}
        done, tidy = self._unwritten[desk.id], clock < self._tidied_until.get(desk.id, 0.0)
        if not done:
            if not take:
                return False
            with reading(self.place.engine) as connection:
                nothing = not is_due(connection, desk, list(rooms), SendingMoment(now, wall))
                if tidy and nothing:
                    return False

        def work(connection: Connection) -> Taken:
            nonlocal tidy
            moment = SendingMoment(now, wall)
            write_done(connection, desk, done, now)
            tidy = tidy or let_go_of_gone(connection, desk, moment)
            return take_turn(connection, desk, rooms, self._places.left, moment, held=partial(self._held, desk.id))

        try:
            taken = self._writing.whole(desk, work)
        except Exception as error:
            if not done or passes(error):
                raise
            LOG.exception("results-unwritten", company=desk.id, count=len(done))
            self._writing.singly(desk, done, now)
            return True
        if tidy and clock >= self._tidied_until.get(desk.id, 0.0):
            self._tidied_until[desk.id] = clock + TIDY
        count_done(desk.company, done, taken.reports)
        done.clear()
        self._full_until |= {(desk.id, name): clock + moment - wall for name, moment in taken.free_at.items()}
        self._carry(desk, taken.parcels, now)
        for name, rows in taken.asked.items():
            if (desk.id, name) not in self._asking:  # else they are asked about when the one question is answered
                self._asking.add((desk.id, name))
                self._askers.do(partial(self._ask, desk.id, desk.carriers[name], rows))
        return True

    def _held(self, company: str, channel: str) -> Collection[str]:
        return self._places.held((company, channel))

    def _rooms(self, desk: Desk, clock: float) -> Mapping[str, int]:
        """Return for how many parcels there is room on the channels that take any, in turn."""
        rooms = dict[str, int]()
        for name in turned(list(desk.carriers), self._turns // len(self.desks)):
            room = self._places.room((desk.id, name), clock)
            if room and self._full_until.get((desk.id, name), 0.0) <= clock:
                rooms[name] = room
        return rooms

    def _carry(self, desk: Desk, claimed: Mapping[str, Sequence[ClaimedParcel]], now: datetime) -> None:
        """Send what was taken; what cannot be packed by a fault of ours is tried again later."""
        packing = TurnPacking(engine=self.place.engine, desk=desk, base=None, now=now)
        try:
            packing.base = self.place.base()
            packing.pack(claimed)
            if packing.writes:
                self._writing.whole(desk, packing.write)
        except Exception:
            LOG.exception("packing-put-off", company=desk.id)
            packing.put_all_back(claimed)
        packing.each_takes(lambda name, key: self._places.take((desk.id, name), key))
        for carrier, packed in packing.ready:
            self._carriers.do(partial(self._send, desk.id, carrier, packed))
        for fault in packing.faulty:
            answer = Failed(code=FAULT, reason=type(fault.error).__name__, lasting=False)
            packed = Packed(claimed=fault.claimed)
            self._hand_in(desk.id, CarriedParcel(carrier=fault.carrier, packed=packed, answer=answer, at=now))
        for carrier, each in packing.put_back:
            told = CarriedParcel(carrier=carrier, packed=Packed(claimed=each), answer=None, at=now, untried=True)
            self._hand_in(desk.id, told)

    def _send(self, company: str, carrier: Carrier, packed: Packed) -> None:
        answer: Answer | None = None
        began = time.monotonic()
        try:
            parcel, packed = packed.whole(self.desks[company].kept)
        except Exception as error:
            LOG.exception("files-unwritten", company=company, channel=carrier.name)
            parcel, answer = None, Failed(code=FAULT, reason=type(error).__name__, lasting=False)
        if parcel is not None:
            try:
                answer = unsaid(carrier.channel.send(parcel, self.place.now()), packed.secret)
            except Exception as error:
                LOG.exception("carrying-failed", company=company, channel=carrier.name)
                answer = Unknown(code=FAULT, reason=type(error).__name__)
        took = time.monotonic() - began
        told = CarriedParcel(carrier=carrier, packed=packed, answer=answer, at=self.place.now(), took=took)
        self._hand_in(company, told)

    def _ask(self, company: str, carrier: Carrier, rows: Sequence[SentRow]) -> None:
        asked: Asked | None = None
        try:
            asked = carrier.channel.ask([_sent(row) for row in rows], self.place.now())
        except Exception:
            LOG.exception("asking-failed", company=company, channel=carrier.name)
        self._hand_in(company, AskedParcels(carrier=carrier, rows=rows, asked=asked, at=self.place.now()))

    def _hand_in(self, company: str, done: CarriedParcel | AskedParcels) -> None:
        self._done.put((company, done))


def _sent(row: SentRow) -> SentParcel:
    at = datetime.fromtimestamp(row.sent_at, UTC)
    return SentParcel(key=row.key, provider_id=row.provider_id, address=row.address, at=at)
