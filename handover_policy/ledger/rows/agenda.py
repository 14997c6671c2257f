"""AgendaRows: when each case and each duty next needs a look, as columns of their rows, beside the company's clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

import orjson
from sqlalchemy import BindParameter, Executable, bindparam, select

from handover_policy.decide.state.tables import Sleeper, Waiting
from handover_policy.ledger.rows.access import COMPANY, Access
from handover_policy.ledger.rows.cases import CaseRows
from handover_policy.ledger.rows.people import PeopleRows
from handover_policy.ledger.tables import CASES, PEOPLE

STAMP: BindParameter[float] = bindparam("stamp")
MOST: BindParameter[int] = bindparam("most")
DUE_CASES = (
    select(CASES.c.wake_at, CASES.c.id)
    .where(CASES.c.company == COMPANY, CASES.c.wake_at <= STAMP)
    .order_by(CASES.c.wake_at, CASES.c.id)
    .limit(MOST)
)
DUE_PEOPLE = (
    select(PEOPLE.c.duty_at, PEOPLE.c.id)
    .where(PEOPLE.c.company == COMPANY, PEOPLE.c.duty_at <= STAMP)
    .order_by(PEOPLE.c.duty_at, PEOPLE.c.id)
    .limit(MOST)
)
NEXT_CASE = (
    select(CASES.c.wake_at)
    .where(CASES.c.company == COMPANY, CASES.c.wake_at > STAMP)
    .order_by(CASES.c.wake_at)
    .limit(1)
)
NEXT_PERSON = (
    select(PEOPLE.c.duty_at)
    .where(PEOPLE.c.company == COMPANY, PEOPLE.c.duty_at > STAMP)
    .order_by(PEOPLE.c.duty_at)
    .limit(1)
)
WAKING_CASES = select(CASES.c.id, CASES.c.wake_at, CASES.c.put_serial).where(CASES.c.company == COMPANY)
WAKING_PEOPLE = select(PEOPLE.c.id, PEOPLE.c.duty_at).where(PEOPLE.c.company == COMPANY, PEOPLE.c.duty_at.is_not(None))
NO_CLOCK = '{"reached":null,"serial":0,"ticks":[]}'
ALL = 2**31 - 1
LONG_AGO = -1e18


class AgendaRows:
    """The table of what waits for the clock, over rows."""

    def __init__(self, access: Access, people: PeopleRows, cases: CaseRows, clock: str = NO_CLOCK) -> None:
        """Take the tables whose rows wait, and what the company's clock has told (`clock_json`).

        `looked_at` tells what the clock event at hand looked at.
        """
        self.looked_at: tuple[tuple[Sleeper, str], ...] = ()
        told = orjson.loads(clock)
        self._access, self._people, self._cases = access, people, cases
        self._serial: int = told["serial"]
        self._ticks = [(serial, datetime.fromisoformat(moment)) for serial, moment in told["ticks"]]
        self._reached = None if told["reached"] is None else datetime.fromisoformat(told["reached"])

    def clock_json(self) -> str:
        """Return what the company's clock has told."""
        reached = None if self._reached is None else self._reached.isoformat()
        ticks = [[serial, moment.isoformat()] for serial, moment in self._ticks]
        return orjson.dumps({"reached": reached, "serial": self._serial, "ticks": ticks}).decode()

    def reach(self, moment: datetime) -> None:
        """Note the moment of an event."""
        if self._reached is None or self._reached < moment:
            self._reached = moment

    def reached(self) -> datetime | None:
        """Return the latest moment told of; None where nothing was told."""
        return self._reached

    def tick(self, moment: datetime) -> None:
        """Note a clock event."""
        self._serial += 1
        while self._ticks and self._ticks[-1][1] <= moment:
            self._ticks.pop()
        self._ticks.append((self._serial, moment))

    def due(self, moment: datetime, most: int | None = None) -> Iterator[tuple[Sleeper, str]]:
        """Yield, and forget, what is to be looked at by a moment: the earliest first, at most so many."""
        stamp = moment.timestamp()
        cases = self._waiting(DUE_CASES, self._cases.unwritten_wakes(), stamp, most)
        people = self._waiting(DUE_PEOPLE, self._people.unwritten_wakes(), stamp, most)
        found: list[tuple[float, Sleeper, str]] = [(at, "case", name) for at, name in cases]
        found += [(at, "duty", person) for at, person in people]
        found.sort()
        chosen = found if most is None else list(islice(found, most))
        self._cases.fetch([name for _, kind, name in chosen if kind == "case"])
        self._people.fetch([name for _, kind, name in chosen if kind == "duty"])
        self.looked_at = tuple([(kind, name) for _, kind, name in chosen])
        for _, kind, name in chosen:
            self.sleep(kind, name, None)
            yield kind, name

    def _waiting(
        self, asked: Executable, unwritten: Mapping[str, float | None], stamp: float, most: int | None
    ) -> Iterator[tuple[float, str]]:
        """Yield what waits until a moment: by its row, or by what is held of it where the row is not written yet."""
        limit = ALL if most is None else most + len(unwritten)
        for at, name in self._access.rows(asked, stamp=stamp, most=limit):
            if name not in unwritten:
                yield at, name
        for name, at in unwritten.items():
            if at is not None and at <= stamp:
                yield at, name

    def wakes(self, kind: Sleeper, person: str) -> float | None:
        """Return when something is to be looked at, in seconds since 1970; None where nothing waits."""
        return self._cases.wakes(person) if kind == "case" else self._people.wakes(person)

    def sleep(self, kind: Sleeper, person: str, stamp: float | None) -> None:
        """Note when something is next to be looked at."""
        if kind == "case":
            self._cases.sleep(person, stamp)
        else:
            self._people.sleep(person, stamp)

    def touch(self, case: str) -> None:
        """Note that a case stands at its own moment now: only later clock events move it."""
        self._cases.touch(case, self._serial)

    def forget(self, case: str) -> None:
        """Note that clock events no longer move a case."""
        self._cases.touch(case, None)

    def moved_to(self, case: str) -> datetime | None:
        """Return the latest moment to which clock events have moved a case since it was touched."""
        since = self._cases.put_serial(case)
        if since is None or since == self._serial:
            return None
        place = bisect_right(self._ticks, since, key=lambda tick: tick[0])
        return max((moment for _, moment in self._ticks[place : place + 1]), default=None)

    def waiting(self) -> Waiting:
        """Return everything that waits."""
        self._people.flush()
        self._cases.flush()
        cases = self._access.rows(WAKING_CASES)
        wakes: dict[tuple[Sleeper, str], float] = {("case", name): at for name, at, _ in cases if at is not None}
        return Waiting(
            wakes={**wakes, **{("duty", person): at for person, at in self._access.rows(WAKING_PEOPLE)}},
            serial=self._serial,
            ticks=tuple(self._ticks),
            put={name: serial for name, _, serial in cases if serial is not None},
            reached=self._reached,
        )

    def next_wake(self, after: float = LONG_AGO) -> float | None:
        """Return the first moment beyond one at which something is to be looked at, in seconds since 1970."""
        found = [row[0] for asked in (NEXT_CASE, NEXT_PERSON) for row in self._access.rows(asked, stamp=after)]
        return min(found, default=None)
