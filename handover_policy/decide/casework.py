"""CaseWork: one case while an event is judged, with what the judging has brought so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import NamedTuple

from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.decide.wording import problem
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Task
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.effects import Effect, ProblemEffect, Severity, Subject
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event

MOMENTARY = frozenset({"engine-trouble", "engine-disagrees"})
"""Problems that are over once they are no longer found; others stand until they are found to be over."""


class Occasion(NamedTuple):
    """What messages may wait for: an event type or an outcome, and the task or other subject it is about."""

    name: str
    task: Task | None = None
    about: Subject | None = None


class Refused(Exception):
    """The event may not do this; `code` is a refusal code of the contract."""

    def __init__(self, code: str, **params: object) -> None:
        """Take the code and what fills its sentence; `reason` tells apart what one code may mean."""
        super().__init__(code)
        self.code = code
        self.params = params


class CaseWork:
    """A case under judgement: `case` is replaced step by step, `before` stays what the event met (None: just opened).

    `day` is the local day the case has been moved to, `at` the moment; `own` tells whether the event is the case's own.
    `spoken_of` holds, by notice id, the task as it was when silence was taken as acceptance.
    """

    def __init__(
        self, *, case: Case, before: Case | None, employee: Employee, book: Rulebook, directory: Directory, event: Event
    ) -> None:
        """Start from a case as the event met it."""
        self.case = case
        self.before = before
        self.employee = employee
        self.book = book
        self.directory = directory
        self.event = event
        self.reckoner = DayReckoner(book.calendar)
        self.at = case.now
        self.day = case.now.astimezone(book.zone).date()
        self.tick = event.type == "clock.ticked"
        self.own = event.subject == case.employee
        self.occasions: list[Occasion] = []
        self.spoken_of: dict[str, Task] = {}
        self.effects: list[Effect] = []
        self.found: dict[tuple[str, str], ProblemEffect] = {}
        self.over: set[tuple[str, str]] = set()
        self.watched: set[str] = set()
        self.everybody: dict[tuple[str | None, bool], tuple[tuple[str, str | None], ...]] = {}
        self.settled: Mapping[str, Task] | None = None

    def change(self, **fields: object) -> None:
        """Replace fields of the case."""
        self.case = altered(self.case, **fields)

    def put_task(self, task: Task) -> None:
        """Put a task in the place of the one with its id, or behind the others."""
        self.change(tasks=MappingProxyType({**self.case.tasks, task.id: task}))

    def put_tasks(self, tasks: Mapping[str, Task]) -> None:
        """Put all tasks of the case at once."""
        self.change(tasks=MappingProxyType(dict(tasks)))

    def trigger(self, name: str, task: Task | None = None, about: Subject | None = None) -> None:
        """Note something messages may wait for (contract 2.7)."""
        self.occasions.append(Occasion(name, task, about))

    def effect(self, effect: Effect) -> None:
        """Add an effect of this case."""
        self.effects.append(effect)

    def problem(self, code: str, subject: str = "", *, severity: Severity = "warning", **details: object) -> None:
        """Note a problem; it is told once, and again only after it was gone."""
        words, case = self.book.words, self.case.id
        found = problem(code, details, words, case=case, subject=subject or None, severity=severity)
        self.found.setdefault((code, subject), found)

    def well(self, code: str, subject: str) -> None:
        """Note that a problem is over; it is told again when it comes back."""
        self.over.add((code, subject))

    def midnight(self, day: date) -> datetime:
        """Return the moment at which a local day begins."""
        return datetime.combine(day, time(), tzinfo=self.book.zone)

    def tell_problems(self) -> None:
        """Write the problems that were not told before, and remember which stand."""
        for year in sorted(self.reckoner.provisional):
            self.problem("calendar-provisional", str(year), year=year)
        gone = self.over.union(key for key in self.case.problems if key[0] in MOMENTARY)
        standing = (self.case.problems - gone) | frozenset(self.found)
        for key, found in self.found.items():
            if key not in self.case.problems:
                self.effect(found)
        if standing != self.case.problems:
            self.change(problems=standing)
