"""Directory: what may be read of people and cases while one event is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from handover_policy.decide.state.outlook import Outlook
from handover_policy.model.case import Case
from handover_policy.model.employee import Delegation, Employee


class Directory(Protocol):
    """The reading face of the state: whoever decides, writes or explains asks this and nothing behind it."""

    def employee(self, person: str) -> Employee | None:
        """Return a person the events have told of."""

    def people(self) -> Mapping[str, Employee]:
        """Return all persons by id."""

    def case(self, name: str) -> Case | None:
        """Return a case by its id, open or over."""

    def case_of(self, person: str) -> Case | None:
        """Return the newest case of a person, open or over."""

    def cases_of(self, person: str) -> tuple[Case, ...]:
        """Return every case of a person, open or over, the oldest first."""

    def open_case(self, person: str) -> Case | None:
        """Return the newest open case of a person's employment of now; those of earlier ones stand for themselves."""

    def open_cases(self) -> Iterable[Case]:
        """Return every open case, by id."""

    def has_left(self, person: str, day: date) -> bool:
        """Return whether a person has left by a day: by their open case, whose end may have been told ahead."""

    def delegations(self, principal: str) -> tuple[Delegation, ...]:
        """Return who may act for a person."""

    def watching(self, person: str) -> tuple[str, ...]:
        """Return the ids of the open cases in which a person holds, or might hold, a step; sorted."""

    def watched(self, name: str) -> frozenset[str]:
        """Return the people that an open case depends on, by its id."""

    def outlook(self, case: Case) -> Outlook | None:
        """Return what was worked out of a case when it was put back; None where that does not count for it any more."""

    def owes(self, person: str, moment: datetime) -> bool:
        """Return whether a duty of a person may be found missed by a moment."""

    def reached(self, case: Case) -> datetime:
        """Return the moment a case stands at: clock events moved it while it was open, though none looked at it."""
