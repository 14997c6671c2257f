"""Lane: a company's one writer: takes what waits, decides it in one transaction, answers once it is on disk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import TypeVar

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.run import Run
from handover_policy.app.sending.noting import NotingMarks
from handover_policy.app.serving.ahead import ClockState, Telling, look_ahead
from handover_policy.app.serving.clock import MOST_AT_ONCE, Schedule, steps, tick_event
from handover_policy.app.serving.deciding import Outcome, decide_batch
from handover_policy.app.serving.told import (
    Answered,
    Counters,
    DecidingFailed,
    Overloaded,
    Request,
    Told,
    Unwritten,
    WrittenElsewhere,
)
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import may_pass
from handover_policy.ledger.lease import LeaseLost

LOG = structlog.get_logger()
Answer = TypeVar("Answer")
MOST_IN_BATCH = 200
MOST_WAITING = 2000
TRIES = 3
RETRY_SECONDS = 2
IDLE_SECONDS = 1.0


class Lane:
    """The writer of one company: one thread, one batch after the other."""

    def __init__(
        self,
        run: Run,
        ledger: CompanyLedger,
        schedule: Schedule,
        now: Callable[[], datetime],
        *,
        any_silence: bool = False,
    ) -> None:
        """Take what decides, where it is kept, when the clock tells its time, and the clock; Telling says the rest."""
        self.run, self.ledger, self.schedule = run, ledger, schedule
        self.counters = Counters()
        self.held, self.begun = False, Future[None]()
        self.now = now
        self.telling = Telling(self, any_silence=any_silence)
        self.noting = NotingMarks(now, self)
        self._waiting: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._put_off: list[Request] = []
        self._count = 0
        self._lock = threading.Lock()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name=f"writer-{ledger.company}", daemon=True)

    def start(self) -> None:
        """Begin to take events, or again under a lease taken anew; `begun` ends once the clock told what it missed."""
        begin = Request(task=self.telling.begin)
        self.telling.standing = ClockState.STARTING
        self.begun = begin.answer
        self._waiting.put(begin)
        self.held = True
        if not self._thread.is_alive():
            self._thread.start()

    def lose(self) -> None:
        """Take no further events: another process writes for the company."""
        self.held = False

    def stop(self) -> None:
        """Answer what waits, and end; takes no further events."""
        with self._lock:
            self._ended = True
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def tell(self, told: Sequence[Told]) -> Future[tuple[Answered, ...]]:
        """Return what will hold the answers, once the events are decided and on disk.

        The future raises Conflicting, DecidingFailed, Unwritten or the like; then nothing of the events was stored.

        Raises:
            Overloaded: too many events wait.
            ClockAhead: the clock of this machine may be wrong, and nobody has said that it is right.
            WrittenElsewhere: this process does not write for the company.

        """
        if not self.held:
            raise WrittenElsewhere
        with self._lock:
            if self._ended:
                raise Overloaded(RETRY_SECONDS)
            ahead = self.telling.ahead()
            if ahead is not None:
                raise ahead
            if self._count and self._count + len(told) > MOST_WAITING:
                raise Overloaded(RETRY_SECONDS)
            self._count += len(told)
            request = Request(told)
            self._waiting.put(request)
        return request.answer

    def do(self, task: Callable[[], Answer]) -> Future[Answer]:
        """Return what will hold what a task returns, or raises: run by the writer, alone, between two batches.

        Raises:
            Overloaded: the lane has ended.
            WrittenElsewhere: this process does not write for the company.

        """
        if not self.held:
            raise WrittenElsewhere
        with self._lock:
            if self._ended:
                raise Overloaded(RETRY_SECONDS)
            request = Request(task=task)
            self._waiting.put(request)
        return request.answer

    @property
    def waiting(self) -> int:
        """How many events wait."""
        return self._count

    def catch_up(self) -> int:
        """Tell the time as often as something waits for a moment that is past; return how often."""
        with self.ledger.batch() as (_, register):
            now = self.now()
            ahead = look_ahead(register, now)
        moments = steps(ahead.reached, now) if ahead.late else ()
        count = sum(0 if self._ended else self._tell_time(moment) for moment in moments)
        self._look_ahead()
        return count

    def tick(self) -> int:
        """Tell the time once, however little waits; return by how many events."""
        told = self._tell_time(self.now())
        self._look_ahead()
        return told

    def _tell_time(self, moment: datetime) -> int:
        """Tell a moment until nothing waits for it any more; return by how many events."""
        moment = moment.astimezone(self.ledger.zone).replace(microsecond=0)
        turn, known = 1, set[tuple[str, str]]()
        while True:
            line = orjson.dumps(tick_event(self.ledger.company, moment, turn))
            event = self.run.read_line(line, 1)
            if isinstance(event, Unreadable):
                raise TypeError(f"the clock tells what is no event: {event.reasons}")
            with self.ledger.batch() as (batch, register):
                register.agenda_rows.looked_at = ()
                decide_batch(self.run, batch, register, [(Told(event=event, body=line.decode()),)], self.now())
                looked_at = register.agenda_rows.looked_at
                fresh = not known.issuperset(looked_at)
                known.update(looked_at)
            self.counters.ticks, self.counters.latest = self.counters.ticks + 1, self.now()
            self.schedule.ticked()
            if len(looked_at) < MOST_AT_ONCE or not fresh or self._ended:  # it is not done by what waits
                return turn
            turn += 1
            mine = threading.current_thread() is self._thread
            if mine and not self.telling.starting:  # nothing is decided years behind
                self._take(block=False, in_a_tick=True)

    def _look_ahead(self) -> None:
        """Note when the clock is next to tell its time."""
        now = self.now()
        with self.ledger.batch() as (_, register):
            ahead = look_ahead(register, now)
        self.counters.reached = ahead.reached
        self.schedule.set_after(now, ahead.soonest, late=ahead.late)

    def _work(self) -> None:
        while self._take(block=True):
            try:
                if self.held:
                    self.telling.look()
                    self.noting.look(self.ledger)
            except (SQLAlchemyError, OSError):
                self.counters.failures += 1
            except LeaseLost:
                self.lose()
            except Exception as error:  # noqa: BLE001 - without its writer nobody of the company would be answered
                self.telling.note_failed(error)

    def _take(self, *, block: bool, in_a_tick: bool = False) -> bool:
        """Decide and answer what waits; return False once the lane has ended. No task is begun within a tick."""
        while self._put_off and not in_a_tick:
            self._do(self._put_off.pop(0))
        requests, goes_on = self._next_batch(block=block)
        task = requests.pop() if requests and requests[-1].task is not None else None
        if requests:
            self._decide(requests)
        if task is not None and in_a_tick:
            self._put_off.append(task)
        elif task is not None:
            self._do(task)
        return goes_on

    def _do(self, request: Request) -> None:
        if request.task is None or not request.answer.set_running_or_notify_cancel():
            return
        try:
            request.answer.set_result(request.task())
        except LeaseLost:
            self.lose()
            request.answer.set_exception(WrittenElsewhere())
        except Exception as error:  # noqa: BLE001 - whoever asked for it is told, and the lane goes on
            request.answer.set_exception(error)

    def _next_batch(self, *, block: bool) -> tuple[list[Request], bool]:
        found: list[Request] = []
        events = 0
        while events < MOST_IN_BATCH:
            try:
                request = self._waiting.get(block=block and not found, timeout=IDLE_SECONDS)
            except queue.Empty:
                return found, True
            if request is None:
                if block:
                    return found, False
                self._waiting.put(None)
                return found, True
            found.append(request)
            events += len(request.told)
            if request.task is not None:
                break
        return found, True

    def _decide(self, requests: Sequence[Request]) -> None:
        not_yet = self.telling.not_yet(RETRY_SECONDS)
        if not_yet is not None:
            self._settle(requests, [not_yet] * len(requests))
            return
        try:
            outcomes = self._written(requests)
        except Exception as error:  # noqa: BLE001 - whatever it was, who waits is answered and the lane goes on
            passes = isinstance(error, WrittenElsewhere) or may_pass(error)
            if len(requests) > 1 and not passes:
                for request in requests:  # what one of them brings about is no fault of the others
                    self._decide([request])
                return
            why = Unwritten(repr(error), RETRY_SECONDS) if passes else DecidingFailed(None, error)
            known = isinstance(error, WrittenElsewhere | DecidingFailed)
            self._settle(requests, [error if known else why] * len(requests))
            return
        self._settle(requests, [outcome.conflicting or tuple(outcome.answers) for outcome in outcomes])
        self.counters.batches += 1
        self.counters.events += sum(len(request.told) for request in requests)

    def _written(self, requests: Sequence[Request]) -> list[Outcome]:
        """Decide and commit; a database that fails is tried again, for what it lost nobody was told."""
        told = [request.told for request in requests]
        for attempt in range(TRIES):
            try:
                with self.ledger.batch() as (batch, register):
                    outcomes = decide_batch(self.run, batch, register, told, self.now())
                    register.flush()
                    now = self.now()
                    ahead = look_ahead(register, now)
            except LeaseLost:
                self.lose()
                raise WrittenElsewhere from None
            except (SQLAlchemyError, OSError):
                self.counters.failures += 1
                if attempt == TRIES - 1:
                    raise
                continue
            self.counters.reached, self.counters.latest = ahead.reached, now
            self.schedule.set_after(now, ahead.soonest, late=ahead.late)
            return outcomes
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _settle(self, requests: Sequence[Request], results: Sequence[object]) -> None:
        with self._lock:
            self._count -= sum(len(request.told) for request in requests)
        for request, result in zip(requests, results, strict=True):
            if not request.answer.set_running_or_notify_cancel():
                continue  # whoever asked has gone; the events are stored all the same
            if isinstance(result, Exception):
                request.answer.set_exception(result)
            else:
                request.answer.set_result(result)
