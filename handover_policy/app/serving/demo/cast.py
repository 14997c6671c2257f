"""EMPLOYEES, DEPARTURES, PARTS: who works in the demo's company, who leaves it how, and who shows which part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Doing: TypeAlias = Literal["nothing", "all", "all-but-signing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CastMember:
    """An employee of the demo; `since` are the days before today on which they were hired."""

    id: str
    role: str
    department: str
    manager: str = "M001"
    track: str = "office"
    stage: str = "regular"
    since: int = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedDeparture:
    """How somebody leaves: the event that begins it so many days before today, and what is done about it."""

    employee: str
    before: int
    type: str = "resignation.submitted"
    cause: str = ""
    last_day: int | None = None
    successor: str = ""
    doing: Doing = "nothing"


EMPLOYEES = (
    CastMember(id="M001", role="office", department="board", manager="", since=3000),
    CastMember(id="M200", role="sales", department="sales", since=2100),
    CastMember(id="M300", role="engineer", department="engineering", since=2000),
    CastMember(id="M400", role="office", department="finance", since=1900),
    CastMember(id="M500", role="operator", department="workshop", track="frontline", since=1800),
    CastMember(id="E1001", role="sales", department="sales", manager="M200"),
    CastMember(id="E1002", role="sales", department="sales", manager="M200"),
    CastMember(id="E1003", role="sales", department="sales", manager="M200"),
    CastMember(id="E1004", role="sales", department="sales", manager="M200"),
    CastMember(id="E2001", role="engineer", department="engineering", manager="M300"),
    CastMember(id="E2002", role="engineer", department="engineering", manager="M300"),
    CastMember(id="E2003", role="engineer", department="engineering", manager="M300"),
    CastMember(id="E2004", role="engineer", department="engineering", manager="M300", stage="probation", since=5),
    CastMember(id="E3001", role="office", department="finance", manager="M400"),
    CastMember(id="E3002", role="office", department="finance", manager="M400"),
    CastMember(id="E3003", role="office", department="finance", manager="M400"),
    CastMember(id="E4001", role="operator", department="workshop", manager="M500", track="frontline", since=400),
    CastMember(id="E4002", role="operator", department="workshop", manager="M500", track="frontline", since=350),
    CastMember(id="E4003", role="operator", department="workshop", manager="M500", track="frontline", since=300),
    CastMember(id="E4004", role="operator", department="workshop", manager="M500", track="frontline", since=200),
)
DEPARTURES = (
    StagedDeparture(employee="E1001", before=1, successor="E1002"),  # fresh
    StagedDeparture(employee="E2001", before=33, successor="E2002"),  # overdue
    StagedDeparture(employee="E3001", before=28, successor="E3002", doing="all-but-signing"),
    StagedDeparture(employee="E4002", before=6, type="employee.absent"),  # walked out
    StagedDeparture(
        employee="E2003", before=4, type="departure.declared", cause="transfer", last_day=12, successor="E2002"
    ),
    StagedDeparture(employee="E1003", before=60, successor="E1004", doing="all"),  # done
    StagedDeparture(employee="E4001", before=2, successor="E4003"),  # on the front line
)
PARTS = (
    ("leaver", "E1001"),
    ("successor", "E1002"),
    ("manager", "M200"),
    ("hr", "U-HR"),
    ("administration", "U-ADM"),
    ("technology", "U-IT"),
    ("newcomer", "E2004"),
    ("frontline", "E4001"),
    ("auditor", "U-AUD"),
)
"""Who shows what a part sees."""
CLAUSES = ("clause.handover", "clause.loss")
NEWCOMER = "E2004"
"""Who has signed nothing yet."""
