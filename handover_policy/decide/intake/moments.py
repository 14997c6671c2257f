"""Moments as events write them: RFC 3339 with an offset, and what is wrong with what is none (contract section 3)."""

from __future__ import annotations

import re
from datetime import datetime

from handover_policy.model.dates.timeline import FIRST_DAY, LAST_DAY
from handover_policy.model.decision import Reason

SHOWN = 100
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?", re.ASCII)


def moment_told(text: str) -> datetime | None:
    """Return the moment that RFC 3339 text tells; None where there is none or it lies outside the years 1901..2998."""
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    # A margin at both ends, so that every local date of the moment lies within the bounds as well.
    inside = FIRST_DAY.year < moment.year < LAST_DAY.year
    return moment if inside else None


def no_moment(text: str) -> Reason:
    """Return why well-written text tells no moment: a day or time that does not exist, or a year out of bounds."""
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return Reason("no-such-day", "time", {"day": text[:SHOWN]})
    return Reason("no-moment", "time")


def badly_written(text: str) -> Reason:
    """Return what text that should tell a moment lacks: its offset, or the whole form."""
    if _LOCAL.fullmatch(text):
        return Reason("no-offset", "time", {"example": f"{text[:SHOWN]}+08:00"})
    return Reason("time-form", "time", {"value": text[:SHOWN]})
