"""What a template may see of people, cases, tasks, gates, duties, claims and sheets: plain values, frozen."""

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
class AttributeView:
    """Something that the policy declares to be known of employees, as it is told of the leaver: title, and value."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The departure; `last_day` is None while an absence has not become one, `days_left` counts calendar days to it.

    `absent_since` is the first day of an absence that goes on, None where there is none; `transfer` says that the
    employee takes another post and no employment ends, `notice_binding` that the notice is owed, not asked for.
    """

    id: str
    arrival: date
    last_day: date | None
    notice_days: int
    days_left: int | None
    absent_since: date | None
    transfer: bool = False
    notice_binding: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One person's part in a task: what they do, until when, where it is put, and who takes it from them.

    `days_left` and `overdue_days` count calendar days between the day of the message and `due`; never below 0.
    `reason` is why the task was returned, reopened or waived, `done_by` who did the step that was done last, `remark`
    what they noted; a step that silence counted as accepted is done by the person who was silent. `silence_accepts`
    tells whether no answer in time will count as acceptance of `step`, `asked` whether the step that was done last only
    asked somebody: what it counts as is no acceptance. In a message about several tasks, `task` has it where all have.
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
    reason: str
    remark: str
    done_by: PersonView | None
    silence_accepts: bool
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateView:
    """A decision that waits, or has opened; `tasks` counts the tasks behind it, `released`: a date opened it."""

    id: str
    title: str
    controls: str
    open: bool
    tasks: int
    release_by: date | None
    released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyView:
    """Something the employee owed by the end of `due` and has missed, `times` times since it was told last."""

    id: str
    kind: str
    title: str
    due: date
    times: int
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """What a clause provides for, for a person to decide on; `amount` in yuan, empty where there is no figure."""

    id: str
    kind: str
    title: str
    raised: bool
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """The handover confirmation as it stands: its digest, and the titles of who has signed it and who has not yet.

    `deemed` are those who let the time pass in which they could have objected.
    """

    version: int
    sha256: str
    signed: tuple[str, ...]
    waiting: tuple[str, ...]
    deemed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """The last working day before and after an event (None: not set), and the reason that was given."""

    before: date | None
    after: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsequenceView:
    """What truly depends on the handover, or (reassuring) truly does not; `kind` picks the sentence of a language."""

    kind: str
    title: str


RECORDS = MappingProxyType(
    {
        "leaver": LeaverView,
        "case": CaseView,
        "task": TaskView,
        "gate": GateView,
        "duty": DutyView,
        "claim": ClaimView,
        "sheet": SheetView,
        "change": ChangeView,
        "contact": PersonView,
    }
)
"""The variables of a message that have fields."""

VIEWS = frozenset({*RECORDS.values(), AttributeView, ConsequenceView})
"""Everything here that has fields: values only, and frozen."""

VARIABLES = MappingProxyType(
    {
        "recipient": None,
        "party": None,
        "actor": None,
        "company": None,
        "policy": None,
        "country": None,
        "tasks": None,
        "together": None,
        "duties": None,
        "attributes": None,
        "plain": None,
        "consequences": None,
        "reassurances": None,
        **{name: frozenset(field.name for field in fields(view)) for name, view in RECORDS.items()},
    }
)
"""Every variable of a message, with its fields where it is a record (None: plain text or a list)."""

ALWAYS = frozenset({"plain"})
"""The variables that a message may name without declaring them: how it speaks, not of what."""

LISTS = MappingProxyType({"tasks": TaskView, "together": TaskView, "duties": DutyView, "attributes": AttributeView})
"""Lists that `list.of` may name, with what their items are."""
