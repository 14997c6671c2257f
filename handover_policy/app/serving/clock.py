"""Ticking: when a company's clock is next to tell its time, and the events by which it does (store.md, section 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = 60.0
MOST_DAYS = 366
"""How far one clock event leads: after a longer pause several follow one another."""
MOST_AT_ONCE = 50
"""How many cases and people one clock event looks at, so that requests never wait long for it."""
SOURCE = "handover/clock"


@dataclass(slots=True)
class Schedule:
    """When the next clock event is due, in seconds since 1970; None where nothing waits.

    What lay in the past already when it was set does not tick at once: it rides along with the next tick, at the latest
    at the hour at which messages are sent.
    """

    zone: ZoneInfo
    send_at: time
    at: float | None = None

    def set_after(self, now: datetime, soonest: float | None, *, late: bool) -> None:
        """Take in what waits after a batch.

        Args:
            now: the moment of the batch.
            soonest: the first moment beyond it at which something is to be looked at.
            late: whether something waits for a moment that is past.

        """
        wanted = [] if soonest is None else [to_the_minute(soonest)]
        if late:
            wanted.append(self._next_sending(now))
        if self.at is not None and (late or self.at > now.timestamp()):
            wanted.append(self.at)
        self.at = min(wanted, default=None)

    def ticked(self) -> None:
        """Note that the clock has told its time."""
        self.at = None

    def put_off(self, now: datetime) -> None:
        """Note that the time could not be told: it is tried again after a while."""
        self.at = to_the_minute(now.timestamp() + MINUTE)

    def due(self, now: datetime) -> bool:
        """Return whether the clock is to tell its time."""
        return self.at is not None and self.at <= now.timestamp()

    def _next_sending(self, now: datetime) -> float:
        local = now.astimezone(self.zone)
        today = datetime.combine(local.date(), self.send_at, tzinfo=self.zone)
        return (today if today > local else today + timedelta(days=1)).timestamp()


def to_the_minute(stamp: float) -> float:
    """Return the first whole minute at or after a moment."""
    return math.ceil(stamp / MINUTE) * MINUTE


def tick_event(company: str, moment: datetime, turn: int = 1) -> dict[str, object]:
    """Return the event by which a company's clock tells a moment; a second clock tells the very same.

    Args:
        company: its id.
        moment: to the second, in the company's zone.
        turn: of one moment, counted from 1: more than one where more waited than one event looks at.

    """
    written = moment.isoformat(timespec="seconds")
    return {
        "specversion": "1.0",
        "id": f"clock/{company}/{written}" + (f"/{turn}" if turn > 1 else ""),
        "source": SOURCE,
        "type": "clock.ticked",
        "subject": "*",
        "time": written,
        "data": {"most": MOST_AT_ONCE},
    }


def latest(reached: datetime | None) -> float | None:
    """Return until when the clock is to be told although nothing waits for it; None where nothing was told yet."""
    return None if reached is None else (reached + timedelta(days=MOST_DAYS)).timestamp()


def steps(reached: datetime | None, now: datetime) -> list[datetime]:
    """Return the moments a clock tells to catch up: now, and before it one each 366 days since what was told last."""
    told = [now]
    while reached is not None and told[0] - reached > timedelta(days=MOST_DAYS):
        told.insert(0, told[0] - timedelta(days=MOST_DAYS))
    return told
