"""Words of targets: the days to which a time expression goes on (contract, "Time expressions")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from handover_policy.model.words.word import Word, table

Numbered: TypeAlias = Literal["never", "may", "must"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDay(Word):
    """A kind of day that is gone on to; `numbered`: whether a number follows it, `most` the largest there is."""

    numbered: Numbered = "never"
    most: int = 0


TARGET_DAYS = table(
    TargetDay(name="day", numbered="must", most=31),
    TargetDay(name="month_end"),
    TargetDay(name="quarter_end"),
    TargetDay(name="workday", numbered="may", most=23),
)
"""Every kind of day by its name, in the order in which messages list them."""
ENDS_OF_NOTICE = ("month_end", "quarter_end")
"""The days, besides a day of the month by its number, on which a notice may end."""
