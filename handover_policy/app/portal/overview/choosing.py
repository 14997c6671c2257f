"""BoardWanted: which cases a board is asked for; and which of the open ones these are, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias, get_args

from handover_policy.ledger.reading.board import OpenCase

Standing: TypeAlias = Literal["open", "over", "any"]
Term: TypeAlias = Literal["any", "overdue", "statutory"]
STANDINGS, TERMS = get_args(Standing), get_args(Term)
LAST = "9999"
"""Later than any day: cases without a last day stand behind the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardWanted:
    """Which cases are asked for: by words of name and id, how they stand, the department, and what is due."""

    text: str = ""
    standing: Standing = "open"
    department: str = ""
    term: Term = "any"
    page: int = 1

    @property
    def words(self) -> Sequence[str]:
        """The words that are looked for, in small letters."""
        return self.text.lower().split()

    @property
    def narrows(self) -> bool:
        """Whether anything else is asked for than all open cases."""
        return bool(self.text.strip() or self.department or self.standing != "open" or self.term != "any")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFigures:
    """Figures of the open cases somebody may see, whatever else is asked for."""

    open: int
    leaving: int
    late_cases: int
    late_tasks: int
    duties: int
    certificates: int
    payments: int


def wanted_by(told: Mapping[str, str]) -> BoardWanted:
    """Return which cases the parameters of a page ask for; what they do not know counts as not said."""
    standing, term, page = told.get("state", ""), told.get("due", ""), told.get("page", "")
    return BoardWanted(
        text=told.get("q", "").strip()[:100],
        standing=standing if standing in STANDINGS else "open",  # type: ignore[arg-type] # looked up above
        department=told.get("department", "")[:200],
        term=term if term in TERMS else "any",  # type: ignore[arg-type] # the same
        page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 6 else 1,  # noqa: PLR2004
    )


def chosen(cases: Sequence[OpenCase], wanted: BoardWanted) -> Sequence[OpenCase]:
    """Return the open cases that are asked for: those with late tasks first, then by last day."""
    if wanted.standing == "over":
        return ()
    words = wanted.words
    found = [
        each
        for each in cases
        if (not wanted.department or each.department == wanted.department)
        and (wanted.term != "overdue" or each.late)
        and (wanted.term != "statutory" or each.duties)
        and all(word in (each.name or "").lower() or word in each.employee.lower() for word in words)
    ]
    return sorted(found, key=lambda each: (not each.late, each.last_day or LAST, each.id))


def figures_of(cases: Sequence[OpenCase], today: date) -> BoardFigures:
    """Return the figures of open cases."""
    first, last = today.isoformat(), (today + timedelta(days=6 - today.weekday())).isoformat()
    return BoardFigures(
        open=len(cases),
        leaving=sum(1 for each in cases if each.last_day is not None and first <= each.last_day <= last),
        late_cases=sum(1 for each in cases if each.late),
        late_tasks=sum(each.late for each in cases),
        duties=sum(each.duties for each in cases),
        certificates=sum(each.certificates for each in cases),
        payments=sum(each.payments for each in cases),
    )
