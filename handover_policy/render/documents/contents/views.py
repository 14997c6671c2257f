"""Head, Person, TaskLine and the other small records that the contents of documents are put together from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every document says of its case; `at` and `created` are the moment it stands at, for people and as ISO.

    `in_china` says that Chinese law applies; `cause` and `state` are words of the contract.
    """

    company: str
    case: str
    at: str
    created: str
    day: date
    policy: str
    policy_title: str
    version: str
    digest: str
    in_china: bool
    cause: str
    state: str
    arrival: date
    notice_days: int
    shortfall_days: int
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as a party: `unit` is department and post; `instead` is told where the party itself is not filled."""

    party: str
    title: str
    name: str
    id: str
    unit: str
    instead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """A file that proves a step: its name without the folders, its digest, whole and the first twelve digits."""

    kind: str
    name: str
    path: str
    sha256: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step: who does what by when; `state` is done, deemed, current, waiting or none (the task is over).

    `beside` says that it is done side by side with others, in any order.
    """

    title: str
    name: str
    do: str
    due: date
    where: str
    wanted: tuple[str, ...]
    state: str
    done_at: str
    remark: str
    behalf: str
    beside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """One value of a record: the name of its field, what the set calls it (empty where it has no title), and itself."""

    field: str
    title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """How a taker found a row: `state` is ok, wrong, or none where nobody has looked at it."""

    taker: str
    state: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One row of a list of things: its number, its cells in the order of the columns, and how each taker found it."""

    number: int
    cells: tuple[FieldValue, ...]
    checks: tuple[RowCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTable:
    """A list of things as it stands: before it is filled in, the rows that are given, each with empty cells.

    `state` says of a list without rows: none (its giver has nothing of the kind), waiting, or dropped with its task.
    """

    columns: tuple[str, ...]
    takers: tuple[str, ...]
    rows: tuple[ItemLine, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task; `state` is that of the contract, or `late` (done after its time) or `overdue` (undone after it).

    `owner` does the first step and `receipts` are the steps after it that are done; `due` is the last step's day.
    `record` holds what the set gives titles of the record it is for, `waits_for` what is to be finished before it.
    """

    number: str
    id: str
    title: str
    state: str
    owner: str
    detail: str
    start: date
    due: date
    done_at: str
    deemed: bool
    reason: str
    waived_by: str
    steps: tuple[StepLine, ...]
    receipts: tuple[StepLine, ...]
    evidence: tuple[EvidenceLine, ...]
    record: tuple[FieldValue, ...]
    waits_for: tuple[str, ...]
    items: ItemTable | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many tasks there are, and how many of which kind."""

    total: int
    done: int
    unfinished: int
    late: int
    waived: int
    deemed: int
