"""Case, Task, Step: one departure and the handover that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

from handover_policy.model.claims import Breach, Claim, Loss
from handover_policy.model.condition import Unmet
from handover_policy.model.dates.expression import Period
from handover_policy.model.employee import Employee, Record
from handover_policy.model.items import Cells, ItemList
from handover_policy.model.sheet import Objection, Sheet
from handover_policy.model.words.states import FINISHED

ONE_DAY = timedelta(days=1)
NOT_YET = date.max
"""The due day of what has none yet: later than any other; decisions write null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a step was done; `by` is None and `deemed` true where silence counted as acceptance.

    `items` holds the rows of a list of things as the giver filled them in, or what a taker found, row by row.
    """

    at: datetime
    by: str | None
    on_behalf_of: str | None = None
    deemed: bool = False
    evidence: tuple[Mapping[str, object], ...] = ()
    remark: str | None = None
    items: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a task; `index` is its place in the policy; `parties` and `covers` tell which were merged into it.

    `wanted` is the day the policy asks for, past or not; `set_on` the day on which the due day was set: by the
    arrival, a last day moved, a new task or record. `due_time` is the local time of the due day that the policy names.
    Steps of one `group` (0: of none) are done side by side.
    """

    index: int
    party: str
    parties: tuple[str, ...]
    covers: tuple[int, ...]
    person: str | None
    do: str
    due: date
    evidence: tuple[str, ...] = ()
    accepted_after: Period | None = None
    never_silent: bool = False
    where: str | None = None
    done: Done | None = None
    wanted: date | None = None
    set_on: date | None = None
    group: int = 0
    due_time: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message that waits for a clock event on or after `day`; a fixed one came from an event and stays planned.

    `repeat` counts its repeats from 0, `plan` of a fixed one the happenings that called for it.

    `about` is what an event's message speaks of besides a task: `gate`, `claim` or `duty`, and its id. `hour` is the
    local time from which it may go out, where it has one of its own.
    """

    day: date
    notice: str
    step: int
    fixed: bool = False
    repeat: int = 0
    plan: int = 0
    about: tuple[str, str] | None = None
    hour: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of a case; `turn_since` is the day on which the turn came to the current step's person.

    `done_for` is the last day that the case had when the task was done, `rounds` how often it was sent back or begun
    anew, `left_out` the places of the policy's steps whose condition did not hold, `waits_for` the ids of unfinished
    tasks that come before it, `released_on` the day on which the last of these was finished.
    """

    id: str
    rule: str
    title: str
    state: str
    start: date
    steps: tuple[Step, ...]
    turn_since: date
    record_key: str | None = None
    record: Record | None = None
    obligation: bool = False
    reason: str | None = None
    waived_by: str | None = None
    returned: bool = False
    done_for: date | None = None
    rounds: int = 0
    agenda: tuple[Planned, ...] = ()
    items: ItemList | None = None
    left_out: tuple[int, ...] = ()
    waits_for: tuple[str, ...] = ()
    released_on: date | None = None

    @property
    def current(self) -> Step | None:
        """Return the first step that is not done; None where the task is finished."""
        if self.state in FINISHED:
            return None
        for step in self.steps:
            if step.done is None:
                return step
        return None

    @property
    def turns(self) -> tuple[Step, ...]:
        """Return the steps whose turn it is: the current one, with what is to be done beside it."""
        current = self.current
        if current is None:
            return ()
        return tuple([step for step in self.beside(current) if step.done is None]) if current.group else (current,)

    def beside(self, step: Step) -> tuple[Step, ...]:
        """Return the steps that are done side by side with one, itself among them."""
        return tuple([each for each in self.steps if each.group == step.group]) if step.group else (step,)

    def begins_with(self, step: Step) -> bool:
        """Return whether a step is the first of the task, or is done side by side with it."""
        first = self.steps[0]
        return step is first or (step.group > 0 and step.group == first.group)

    @property
    def rows(self) -> tuple[Cells, ...]:
        """Return the rows of the list of things: as the giver filled them in, or those that are given."""
        done = self.giver.done
        return done.items if done is not None and done.items else self.items.rows if self.items is not None else ()

    @property
    def giver(self) -> Step:
        """Return the step that fills in the list of things: the first, or the one done first of those beside it."""
        done = [(step.done.at, step.index, step) for step in self.beside(self.steps[0]) if step.done is not None]
        return min(done)[2] if done else self.steps[0]

    @property
    def due(self) -> date:
        """Return the due day of the current step, of the last one where none is left."""
        current = self.current
        return (current or self.steps[-1]).due

    @property
    def finished(self) -> bool:
        """Return whether the task is done, waived or cancelled."""
        return self.state in FINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A decision as it stands: `open`, or `held` for what is `unmet` and the `tasks` (ids) behind it.

    `ended`: it is no longer there, for the departure was withdrawn or became another.

    `released_by` is the time expression that opened it whatever its condition says, `release_by` the day from which one
    does; `control` is the state of all gates on the same control together.
    """

    id: str
    title: str
    controls: str
    state: str
    unmet: tuple[Unmet, ...] = ()
    tasks: tuple[str, ...] = ()
    released_by: str | None = None
    release_by: date | None = None
    control: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One departure of one employee; `policy` is the version string it is decided by, pinned at arrival.

    `last_day` is None while an absence has not become a departure; tasks are then planned with `plan_day`.
    `absent_since` is the first day of an absence that goes on; of one whose days are not over `away_since` is, and
    `absence_opens` the day at whose beginning it counts. `notice_row` is the notice row that gave `notice_days`
    (None where no row did), `severance_since` the day on which severance was told to be owed, `severance_payable` the
    day from which its gate no longer holds it, `people` who might stand for each party, a line each, as planned last,
    `successors` who takes over single tasks, by id of rule or task, `plans` how often the days of the case have moved,
    `sent` the messages gone out: notice, task (or other subject), step and planned day of each. `employment` is the one
    that the case ends, `left_on` the day told by `employee.left`, `person` the employee as they were on the last day
    (None: as now), `told` everybody who got a message of the case, with the party they stood for, `moved_on` the day
    on which the last day was moved, if it was, `notice_binding` whether the notice is owed rather than asked for,
    `choices` the case of each list of cases by which the tasks were planned last.
    """

    id: str
    employee: str
    policy: str
    opened_by: str
    cause: str
    arrival: date
    now: datetime
    state: str = "open"
    notice_days: int = 0
    notice_row: str | None = None
    notice_end: date | None = None
    notice_binding: bool = True
    last_day: date | None = None
    plan_day: date
    agreed: bool = True
    shortfall_days: int = 0
    absent: bool = False
    absent_since: date | None = None
    away_since: date | None = None
    absence_opens: date | None = None
    leaver_gone: bool = False
    last_day_decided: bool = False
    moved_on: date | None = None
    successor: str | None = None
    successors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unsettled_wages: Decimal | None = None
    losses: tuple[Loss, ...] = ()
    breaches: tuple[Breach, ...] = ()
    severance_owed: bool = False
    severance_amount: Decimal | None = None
    severance_since: date | None = None
    severance_payable: date | None = None
    tasks: Mapping[str, Task] = field(default_factory=lambda: MappingProxyType({}))
    gates: Mapping[str, Gate] = field(default_factory=lambda: MappingProxyType({}))
    claims: Mapping[str, Claim] = field(default_factory=lambda: MappingProxyType({}))
    sheet: Sheet | None = None
    objections: tuple[Objection, ...] = ()
    agenda: tuple[Planned, ...] = ()
    plans: int = 0
    choices: tuple[int, ...] = ()
    sent: frozenset[tuple[str, str, int, date]] = frozenset()
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    problems: frozenset[tuple[str, str]] = frozenset()
    people: tuple[tuple[str, str | None], ...] = ()
    employment: int = 1
    left_on: date | None = None
    person: Employee | None = None
    told: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def handover_tasks(self) -> tuple[Task, ...]:
        """Return the tasks of the handover, without the employer's obligations."""
        return tuple([task for task in self.tasks.values() if not task.obligation])

    @property
    def away_from(self) -> date | None:
        """Return the day from which the case takes its person away; None for a transfer's, or where none is known."""
        if self.cause == "transfer":
            return None
        after = None if self.last_day is None else self.last_day + ONE_DAY
        days = (after, self.left_on, self.absence_opens)
        return min((day for day in days if day is not None), default=None)
