"""retained_from: until when a policy set says that something is kept, counted from a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from handover_policy.app.serving.company import Company
from handover_policy.model.dates.calendar import calendar_for
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.policy.policy_set import PolicySet

CONTRACT, WAGES, EVIDENCE = "contract_text", "wage_records", "handover_evidence"
LEAST: Mapping[str, Period] = MappingProxyType(
    {CONTRACT: Period(count=2, unit="year"), WAGES: Period(count=2, unit="year")}
)
"""What the law says where a set says nothing (劳动合同法第五十条第三款)."""


def retained_from(company: Company, kind: str, day: date, today: date) -> date | None:
    """Return the last day on which something of a kind must be there, counted from a day; None where nothing says so.

    Args:
        company: whose policy says it, as it counts today.
        kind: of EVIDENCE and the like, a key of `obligations.retention`.
        day: from which it is counted.
        today: the day it is.

    """
    book = company.run.books.on(today)
    return retained_by(book.policy, kind, day)


def retained_by(policy: PolicySet, kind: str, day: date) -> date | None:
    """Return the last day on which something of a kind must be there by a policy set, counted from a day."""
    obligations = policy.document.get("obligations")
    written = obligations.get("retention") if isinstance(obligations, Mapping) else None
    length = written.get(kind) if isinstance(written, Mapping) else None
    period = LEAST.get(kind)
    if length is not None:
        count, _, unit = str(length).partition(" ")
        period = Period(count=int(count), unit=unit.removesuffix("s"))
    return None if period is None else DayReckoner(calendar_for(policy.manifest.calendar)).shift(day, period)
