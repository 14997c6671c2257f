"""CaseWork: one case while an event is decided, with what that has brought so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import NamedTuple

from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.decide.state.outlook import Outlook
from handover_policy.decide.wording import problem
from handover_policy.model.altered import write_into
from handover_policy.model.case import Case, Task
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.effects import Effect, ProblemEffect, Severity, Subject
from handover_policy.model.employee import Employee
from handover_policy.model.events import Event
from handover_policy.model.words.states import FINISHED
from handover_policy.policy.called import party_title

MOMENTARY = frozenset({"engine-trouble", "engine-disagrees"})
"""Problems that are over once they are no longer found; others stand until they are found to be over."""


class Occasion(NamedTuple):
    """What messages may wait for: an event type or an outcome, and the task or other subject it is about.

    `person` takes over, or has taken over so far: a message to the successor goes to them. `step` is the index of the
    step whose turn has come.
    """

    name: str
    task: Task | None = None
    about: Subject | None = None
    person: str | None = None
    step: int | None = None


class Refused(Exception):
    """The event may not do this; `code` is a refusal code of the contract."""

    def __init__(self, code: str, **params: object) -> None:
        """Take the code and what fills its sentence; `reason` tells apart what one code may mean."""
        super().__init__(code)
        self.code = code
        self.params = params


class CaseWork:
    """A case under decision: `case` is the draft, which this work alone holds and writes in place.

    `before` is what the event met (None: the case was just opened). `day` is the local day the case has been moved to,
    `at` the moment, `today` the local day of the event, on which people are told, `here` the rules in force then; `own`
    tells whether the event is the case's own, `still` that neither time nor people have changed
    anything since the case was put back, `planned` that every task stands as it would be planned now, `replanned` that
    all were planned again. `moved` holds the tasks put so far, `unsettled` those not looked at since
    (None: all). `hurried` holds the tasks for which time
    is short. `spoken_of` holds, by notice id, the tasks as they were when silence was taken as acceptance.
    """

    _unfinished: tuple[str, ...] | None
    _total: int | None

    def __init__(
        self,
        *,
        case: Case,
        before: Case | None,
        employee: Employee,
        book: Rulebook,
        here: Rulebook,
        directory: Directory,
        event: Event,
        outlook: Outlook | None = None,
    ) -> None:
        """Start from a case as the event met it, the rules in force today, and what was worked out of it before."""
        self.case, self.before, self.employee = case, before, employee
        self.book, self.here = book, here
        self.directory, self.event = directory, event
        outlook = outlook if outlook is not None and outlook.book is book and outlook.here is here else None
        self.outlook = outlook
        self.reckoner = DayReckoner(book.calendar)
        self.at = case.now
        self.day = case.now.astimezone(book.zone).date()
        self.today = max(self.day, event.time.astimezone(book.zone).date())
        self.tick = event.type == "clock.ticked"
        self.own = event.subject == case.employee
        until = outlook.until if outlook is not None else None
        self.still = until is not None and max(case.now, event.time) < until
        self.planned = self.still and outlook is not None and outlook.planned
        self.replanned = False
        self.gates = outlook.gates if outlook is not None else None
        self.occasions: list[Occasion] = []
        self.spoken_of: dict[str, tuple[Task, ...]] = {}
        self.effects: list[Effect] = []
        self.found: dict[tuple[str, str], ProblemEffect] = {}
        self.over: set[tuple[str, str]] = set()
        self.watched: set[str] = set(directory.watched(case.id)) if before is not None else set()
        self.everybody: dict[tuple[object, ...], tuple[tuple[str, str | None], ...]] = {}
        self.moved, self.hurried = set[str](), set[str]()
        self.unsettled: set[str] | None = set() if self.still else None
        self._tasks: dict[str, Task] | None = None
        self._unfinished, self._total = (outlook.unfinished, outlook.total) if outlook is not None else (None, None)

    def change(self, **fields: object) -> None:
        """Write fields of the case."""
        write_into(self.case, fields)

    def go_by(self, book: Rulebook) -> None:
        """Go by other rules from now on: what was worked out of the case by those of before counts no more."""
        self.book, self.outlook, self.gates, self.unsettled = book, None, None, None
        self.still = self.planned = False

    def put_task(self, task: Task) -> None:
        """Put a task in the place of the one with its id."""
        tasks = self._tasks
        if tasks is None:
            tasks = self._tasks = dict(self.case.tasks)
            self.change(tasks=MappingProxyType(tasks))
        if (tasks[task.id].state in FINISHED) != (task.state in FINISHED):
            self._unfinished = None
        tasks[task.id] = task
        self._put(task.id)

    def put_tasks(self, tasks: Mapping[str, Task]) -> None:
        """Put all tasks of the case at once, in this order."""
        known = self.case.tasks
        for name, task in tasks.items():
            if known.get(name) is not task:
                self._put(name)
        self._tasks = dict(tasks)
        self._unfinished = self._total = None
        self.change(tasks=MappingProxyType(self._tasks))

    def _put(self, name: str) -> None:
        self.moved.add(name)
        if self.unsettled is not None:
            self.unsettled.add(name)

    def in_order(self, names: set[str]) -> list[str]:
        """Return some tasks' ids in the order of the case's tasks."""
        return [name for name in self.case.tasks if name in names] if len(names) > 1 else list(names)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """Return the ids of the handover tasks that are neither done nor waived nor cancelled, in their order."""
        if self._unfinished is None:
            tasks = self.case.tasks.values()
            self._unfinished = tuple([task.id for task in tasks if not (task.obligation or task.state in FINISHED)])
        return self._unfinished

    @property
    def total(self) -> int:
        """Return how many handover tasks there are."""
        if self._total is None:
            self._total = len(self.case.handover_tasks)
        return self._total

    def trigger(
        self,
        name: str,
        task: Task | None = None,
        about: Subject | None = None,
        person: str | None = None,
        step: int | None = None,
    ) -> None:
        """Note something messages may wait for (contract 2.7)."""
        self.occasions.append(Occasion(name, task, about, person, step))

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

    def party_title(self, party: str) -> str:
        """Return what people call a party; its id where the policy has no such party."""
        return party_title(self.book.policy, party)

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
