"""CaseList: the values of which the first counts whose condition holds, where a single value might stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from handover_policy.findings.finding import Location
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Period, TimeExpression

CaseValue: TypeAlias = str | int | float | Dated | TimeExpression | Period
"""What one case gives: a text (a party's `is` is one), a number, a time or a period."""
Path: TypeAlias = tuple[str | int, ...]
"""Where a value lies in a policy set: fields, places in lists and keys, from the outside in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case: its value counts where its condition holds, and none before it does."""

    when: Condition = ALWAYS
    value: CaseValue
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """The cases of one value; at `path` stands the value of the last one, for whoever asks of nobody in particular.

    `rule` is the id of what they belong to, `field` the place below it as policy files would name it.
    """

    rule: str
    field: str
    path: Path
    rows: tuple[CaseRow, ...]
    location: Location

    @property
    def id(self) -> str:
        """Return the name of the list, as findings and problems call it."""
        return f"{self.rule}.{self.field}"

    def row_id(self, place: int) -> str:
        """Return the name of one case, by its place from 0."""
        return f"{self.id}[{place + 1}]"

    @property
    def is_whole(self) -> bool:
        """Return whether one of the cases counts for everybody."""
        return any(row.when == ALWAYS for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cased:
    """Cases as they were read, in the place of the value, until the whole set is there and `lifted`."""

    rows: tuple[CaseRow, ...]
    location: Location
