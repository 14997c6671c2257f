"""PlanSide, Standing, CaseNews: one way of deciding all events, and how a case stands there in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handover_policy.decide.decide import decide_event
from handover_policy.decide.decided import Decided
from handover_policy.decide.evaluating.choosing import book_of_case
from handover_policy.decide.rulebook import Rulebook, Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.model.case import Case
from handover_policy.model.effects import DutyEffect, Effect, NoticeEffect, ProblemEffect
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.plan.newest import NewestNames
from handover_policy.render.fill import Writing, writing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that went out: to whom, on which day (of a reminder: the planned one), a digest of what it told."""

    id: str
    notice: str
    task: str | None
    to: str
    day: str
    facts: bytes


@dataclass(slots=True, kw_only=True)
class CaseNews:
    """What was told of a case beside its state: messages, problems, duties missed with their day."""

    messages: list[Sent] = field(default_factory=list)
    problems: dict[tuple[str, str], ProblemEffect] = field(default_factory=dict)
    duties: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a case stands: the case, its employee, the rules it is decided by, and what was told of it."""

    case: Case
    employee: Employee
    book: Rulebook
    told: CaseNews


class PlanSide:
    """Everything decided under one choice of versions."""

    def __init__(self, books: Rulebooks) -> None:
        """Start with an empty register."""
        self.books = books
        self.register = Register(books.zone_owner.manifest.timezone)

    def take(self, event: Event) -> Decided:
        """Return what follows from an event here, messages not yet written."""
        return decide_event(self.register, self.books, event)

    def writing(self, decided: Decided, effect: NoticeEffect) -> Writing:
        """Return what the text of a message of the event taken last depends on."""
        return writing_of(decided, effect, self.register)

    def standing(self, case: Case, told: Mapping[str, CaseNews], newest: NewestNames) -> Standing:
        """Return how a case stands, given what was told of every case, its rules under their newest names."""
        employee = self.register.people()[case.employee]
        return Standing(
            case=newest.case(case),
            employee=employee,
            book=book_of_case(self.books.book(case.policy, case.arrival), case, employee),
            told=told.get(case.id) or CaseNews(),
        )


def local_date(side: PlanSide, event: Event) -> str:
    """Return the day of an event where the employer is."""
    return event.time.astimezone(side.register.zone).date().isoformat()


def keep(told: dict[str, CaseNews], effects: Iterator[Effect]) -> None:
    """Keep the problems and duties that were told of cases."""
    for effect in effects:
        if effect.case is None:
            continue
        if isinstance(effect, ProblemEffect):
            told.setdefault(effect.case, CaseNews()).problems[effect.code, effect.subject or ""] = effect
        elif isinstance(effect, DutyEffect) and effect.state == "missed":
            told.setdefault(effect.case, CaseNews()).duties[effect.duty] = (effect.title, effect.due.isoformat())
