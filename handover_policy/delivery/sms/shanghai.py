"""Shanghai: times as Chinese vendors write them, without a zone; when their day ends; how soon to ask again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handover_policy.delivery.codes import Codes
from handover_policy.ports.channels import Failed, Unknown

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
ASK_AFTER = MINUTE
BEFORE = timedelta(days=1)
"""How long before the time that is known of a message a provider may have taken it: its sender may have died."""
AFTER_MIDNIGHT = MINUTE
"""Clocks differ."""
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MOST_DIGITS = 15
NO_ANSWER = "http-"
PATIENCE = ((10 * MINUTE, MINUTE), (2 * HOUR, 10 * MINUTE), (DAY, HOUR), (3 * DAY, 6 * HOUR))
"""A message younger than so many seconds is asked about again after so many; after three days nothing more is told."""


class NotHeard(Exception):
    """A provider that was asked and is not to be asked further now: throttled, gone, or letting nobody in."""


def answer_of(answer: Mapping[str, Any] | Failed | Unknown) -> Mapping[str, Any] | None:
    """Return what a provider answered to a question; None where it refused this one for good; raises NotHeard.

    What is no answer of the provider at all would be none for the next question either.
    """
    if isinstance(answer, Unknown) or (
        isinstance(answer, Failed) and (not answer.lasting or answer.code.startswith(NO_ANSWER))
    ):
        raise NotHeard(answer.code)
    return None if isinstance(answer, Failed) else answer


def local_time(told: object) -> datetime | None:
    """Return a time as `2026-11-30 09:00:05` is told; None where it is not told so, or of no year of ours."""
    try:
        found = datetime.fromisoformat(told.strip()) if isinstance(told, str) else None
    except ValueError:
        return None
    if found is None or not EARLIEST.year <= found.year < LATEST.year:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=SHANGHAI)


def moment(told: object) -> datetime | None:
    """Return a time told in seconds since 1970; None where it is not told so, or of no year of ours."""
    if isinstance(told, bool) or not isinstance(told, int):
        return None
    return datetime.fromtimestamp(told, UTC) if EARLIEST.timestamp() <= told < LATEST.timestamp() else None


def number(told: object) -> int | None:
    """Return a count, as a number or in digits; None where it is not told so."""
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    digits = str(told)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS else None


def until_midnight(answer: Failed | Unknown, codes: Codes, now: datetime) -> Failed | Unknown:
    """Return an answer that a limit of the day is, with the seconds until the next day in Shanghai; any other as is."""
    row = codes.get(answer.code)
    if row is None or not row.until_midnight or not isinstance(answer, Failed):
        return answer
    local = now.astimezone(SHANGHAI)
    next_day = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), SHANGHAI)
    return replace(answer, wait=(next_day - local).total_seconds() + AFTER_MIDNIGHT)


def days_of(at: datetime, spread: timedelta) -> tuple[str, ...]:
    """Return the days in Shanghai, as `20261130`, on which something may have been taken, the latest first.

    What was sent at a time may be noted a while later; and who notes that time may have done so a while later, too.
    """
    days = (each.astimezone(SHANGHAI).strftime("%Y%m%d") for each in (at + spread, at, at - BEFORE))
    return tuple(dict.fromkeys(days))


def again_after(age: float) -> float | None:
    """Return after how many seconds to ask again about a message of this age; None where that is over."""
    return next((wait for young, wait in PATIENCE if age < young), None)
