"""RecurringRule: what the employer owes again and again after the end (contract, "obligations", `recurring`)."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.findings.finding import Location
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Period, TimeExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringRule:
    """What the employer owes again and again: tasks `obligation.<id>.<k>` of hr, the k-th day counted from `first`.

    A proven breach of `clause` ends it where `until` says so.
    """

    id: str
    title: str
    when: Condition = ALWAYS
    every: Period
    times: int | float | Dated
    first: TimeExpression
    until: str | None = None
    clause: str | None = None
    law: tuple[str, ...] = ()
    location: Location
