"""PersonView, LeaverView, CaseView, TaskView, Consequence: what a template may see of people, cases and tasks."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person and the title under which they act."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverView:
    """The employee whose departure it is; `role` in the words of the policy's vocabulary."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The departure; `last_day` is None while an absence has not become one, `days_left` counts calendar days to it."""

    id: str
    arrival: date
    last_day: date | None
    notice_days: int
    days_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One person's part in a task: what they do, until when, where it is put, and who takes it from them.

    `days_left` and `overdue_days` count calendar days between the day of the message and `due`; never below 0.
    """

    id: str
    title: str
    start: date
    due: date
    days_left: int
    overdue_days: int
    step: str
    where: str
    person: PersonView | None
    counterpart: PersonView | None
    obligation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What truly depends on the handover, or (reassuring) truly does not; `kind` picks the sentence of a language."""

    kind: str
    title: str


VIEWS = frozenset({PersonView, LeaverView, CaseView, TaskView, Consequence})
"""Everything here that has fields: values only, and frozen."""

VARIABLES = MappingProxyType(
    {
        "recipient": None,
        "party": None,
        "leaver": frozenset(field.name for field in fields(LeaverView)),
        "company": None,
        "policy": None,
        "case": frozenset(field.name for field in fields(CaseView)),
        "task": frozenset(field.name for field in fields(TaskView)),
        "tasks": None,
        "consequences": None,
        "reassurances": None,
        "contact": frozenset(field.name for field in fields(PersonView)),
    }
)
"""Every variable of a message, with its fields where it is a record (None: plain text or a list)."""

LISTS = MappingProxyType({"tasks": VARIABLES["task"]})
"""Lists that `list.of` may name, with the fields of their items."""
