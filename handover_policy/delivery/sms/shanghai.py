"""Shanghai: times as Chinese vendors write them, without a zone; and how soon it is worth asking again."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
ASK_AFTER = MINUTE
PATIENCE = ((10 * MINUTE, MINUTE), (2 * HOUR, 10 * MINUTE), (DAY, HOUR), (3 * DAY, 6 * HOUR))
"""A message younger than so many seconds is asked about again after so many; after three days nothing more is told."""


def local_time(told: object) -> datetime | None:
    """Return a time as `2026-11-30 09:00:05` is told; None where it is not told so."""
    try:
        found = datetime.fromisoformat(told.strip()) if isinstance(told, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo is not None else found.replace(tzinfo=SHANGHAI)


def days_of(at: datetime, spread: timedelta) -> tuple[str, ...]:
    """Return the days in Shanghai, as `20261130`, on which something may have been taken that was sent at a time."""
    days = (each.astimezone(SHANGHAI).strftime("%Y%m%d") for each in (at, at + spread))
    return tuple(dict.fromkeys(days))


def again_after(age: float) -> float | None:
    """Return after how many seconds to ask again about a message of this age; None where that is over."""
    return next((wait for young, wait in PATIENCE if age < young), None)
