"""Moment: an event as it meets what is known: the state of all people and cases, the policy versions, its local day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handover_policy.decide.rulebook import Rulebook, Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.model.case import Case
from handover_policy.model.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One event under decision; `day` is its local day in the employer's zone.

    The register is the state of the fold: the one thing here that deciding an event changes.
    """

    register: Register
    books: Rulebooks
    event: Event
    day: date

    @property
    def book(self) -> Rulebook:
        """Return the rulebook that counts on the event's day for what belongs to no case."""
        return self.books.on(self.day)

    def book_of(self, case: Case) -> Rulebook:
        """Return the rulebook a case was opened under and stays with (contract 2.11)."""
        return self.books.book(case.policy, case.arrival)


def moment_of(register: Register, books: Rulebooks, event: Event) -> Moment:
    """Return the moment of an event."""
    return Moment(register=register, books=books, event=event, day=local_day(register, event.time))


def local_day(register: Register, time: datetime) -> date:
    """Return the local date of an instant in the employer's zone."""
    return time.astimezone(register.zone).date()
