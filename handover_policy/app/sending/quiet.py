"""QuietHours: the hours in which reminders wait."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From when to when, in the company's zone; beyond midnight where the end is before the beginning."""

    begin: time
    end: time

    def until(self, now: datetime) -> datetime | None:
        """Return when reminders may go out again; None where they may now. `now` is in the company's zone."""
        clock = now.timetz().replace(tzinfo=None)
        over_midnight = self.end <= self.begin
        late, early = clock >= self.begin, clock < self.end
        if not ((late or early) if over_midnight else (late and early)):
            return None
        day = now.date() + timedelta(days=1) if over_midnight and late else now.date()
        end = datetime.combine(day, self.end, tzinfo=now.tzinfo)
        if end.astimezone(UTC) <= now.astimezone(UTC):  # the hour that comes twice in autumn: now is in its second pass
            return end.replace(fold=1)
        return end


def quiet_hours(text: str) -> QuietHours | None:
    """Return the hours that a text such as `22:00-08:00` tells; None where it tells none."""
    found = HOURS.fullmatch(text.strip())
    if found is None:
        return None
    begin, end = (time(int(found[place]), int(found[place + 1])) for place in (1, 3))
    return None if begin == end else QuietHours(begin=begin, end=end)
