"""SharedTokens: access tokens of a company's channels, fetched by one process and used by all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine, select, update

from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.envelope import Envelope, EnvelopeUnfit
from handover_policy.ledger.outbox.tables import CHANNEL_TOKENS
from handover_policy.ledger.rows.access import upsert

ROW = CHANNEL_TOKENS.c
EARLIER = 120.0
"""Seconds before a token's end at which a fresh one is fetched: clocks differ, and requests take time."""
RENEWING_SECONDS = 20.0
"""Seconds for which one process fetches while the others wait; who dies meanwhile is not waited for any longer."""
LOOK_AGAIN = 0.1
REFUSED_SECONDS = 3.0
"""Seconds for which a token that could not be fetched is not asked for again: its provider may be silent."""


@dataclass(slots=True)
class SharedTokens:
    """Tokens of one company, kept encrypted; in this process each is read from the database once in a while."""

    engine: Engine
    envelope: Envelope
    company: str
    clock: Callable[[], float] = time.time
    _held: dict[str, tuple[str, float]] = field(default_factory=dict)
    _refused: dict[str, tuple[Exception, float]] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    def token(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        """Return the token of a name; where none counts any more one process fetches a fresh one."""
        held = self._held.get(name)
        if held is not None and held[1] - EARLIER > self.clock():
            return held[0]
        with self._alone(name):
            self._still_refused(name)
            return self._kept(name) or self._renewed(name, renew)

    def forget(self, name: str, token: str) -> None:
        """Forget a token that the provider no longer takes, here and for the others."""
        with self._alone(name):
            if self._held.get(name, ("", 0.0))[0] == token:
                del self._held[name]
            if self._read(name) == token:
                with writing(self.engine) as connection:
                    gone = update(CHANNEL_TOKENS).where(ROW.company == self.company, ROW.name == name)
                    connection.execute(gone.values(sealed=None, until=0.0))

    def _alone(self, name: str) -> threading.Lock:
        """Return the lock of a token: who waits for one provider holds up nobody who asks another."""
        return self._locks.setdefault(name, threading.Lock())

    def _still_refused(self, name: str) -> None:
        """Raise what the last try ended with, while it is fresh: threads that waited for it do not try one by one."""
        error, until = self._refused.get(name, (None, 0.0))
        if error is not None and 0 < until - self.clock() <= REFUSED_SECONDS:
            raise error.with_traceback(None)

    def _kept(self, name: str) -> str | None:
        """Return the token that another thread or process fetched; None where there is none that counts."""
        with reading(self.engine) as connection:
            asked = select(ROW.sealed, ROW.until).where(ROW.company == self.company, ROW.name == name)
            found = connection.execute(asked).first()
        if found is None or found.sealed is None or found.until - EARLIER <= self.clock():
            return None
        token = self._opened(name, found.sealed)
        if token is not None:
            self._held[name] = (token, found.until)
        return token

    def _read(self, name: str) -> str | None:
        with reading(self.engine) as connection:
            asked = select(ROW.sealed).where(ROW.company == self.company, ROW.name == name)
            found = connection.execute(asked).first()
        return None if found is None or found.sealed is None else self._opened(name, found.sealed)

    def _opened(self, name: str, sealed: bytes) -> str | None:
        try:
            return self.envelope.opened(sealed, self._label(name)).decode()
        except EnvelopeUnfit:  # kept under another key: a fresh one is fetched
            return None

    def _renewed(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        while not self._may_renew(name):
            time.sleep(LOOK_AGAIN)
            kept = self._kept(name)
            if kept is not None:
                return kept
        try:
            token, seconds = renew()
        except Exception as error:
            self._refused[name] = (error, self.clock() + REFUSED_SECONDS)
            self._write(name, None, 0.0)
            raise
        until = self.clock() + seconds
        self._held[name] = (token, until)
        self._write(name, token, until)
        return token

    def _may_renew(self, name: str) -> bool:
        """Return whether this process is the one that fetches."""
        now = self.clock()
        with writing(self.engine) as connection:
            free = update(CHANNEL_TOKENS).where(ROW.company == self.company, ROW.name == name, ROW.renewing_until < now)
            if connection.execute(free.values(renewing_until=now + RENEWING_SECONDS)).rowcount:
                return True
            there = select(ROW.name).where(ROW.company == self.company, ROW.name == name)
            if connection.execute(there).first() is not None:
                return False
            told = {"company": self.company, "name": name, "sealed": None, "until": 0.0}
            row = {**told, "renewing_until": now + RENEWING_SECONDS}
            connection.execute(upsert(CHANNEL_TOKENS, connection.dialect.name), row)
            return True

    def _write(self, name: str, token: str | None, until: float) -> None:
        sealed = None if token is None else self.envelope.closed(token.encode(), self._label(name))
        told = {"company": self.company, "name": name, "sealed": sealed, "until": until, "renewing_until": 0.0}
        with writing(self.engine) as connection:
            connection.execute(upsert(CHANNEL_TOKENS, connection.dialect.name), told)

    def _label(self, name: str) -> str:
        return f"token\n{self.company}\n{name}"
