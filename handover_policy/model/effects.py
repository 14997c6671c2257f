"""Effects: what follows from an event, as nouns: a class a kind (contract section 4); `effect_json` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias

from handover_policy.model.case import Gate, Task
from handover_policy.model.claims import Claim

Subject: TypeAlias = tuple[str, str]
"""What a message is about besides a task: `gate`, `claim` or `duty`, and its id."""

Severity: TypeAlias = Literal["error", "warning", "info"]
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why an effect came: the rule, where it is written, the facts its condition read (as JSON), the law behind it."""

    rule: str
    file: str
    line: int
    facts: Mapping[str, object]
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeNamed:
    """The employee whose departure it is; `department` as personnel wrote it, None where it was not told."""

    id: str
    name: str
    department: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a message goes to, and in which language; never an address.

    `plain` tells whether the reader is to get plain words; None where the policy says nothing of it.
    """

    id: str
    name: str
    language: str
    plain: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One consequence of an event; `kind` is its name, `case` the case it belongs to, if any."""

    kind: ClassVar[str]
    case: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEffect(Effect):
    """A departure as it now stands."""

    kind: ClassVar[str] = "case"

    state: str
    cause: str
    arrival: date
    notice_days: int
    notice_end: date | None
    notice_binding: bool = True
    last_day: date | None
    shortfall_days: int
    absent: bool
    successor: str | None
    employee: EmployeeNamed
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEffect(Effect):
    """A task that is new or changed; `names` tells by id how the people of its steps are called."""

    kind: ClassVar[str] = "task"

    task: Task
    employee: EmployeeNamed
    names: Mapping[str, str]
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEffect(Effect):
    """A version of the sheet; `voided` names the parties whose signatures no longer count, `deemed` the silent ones."""

    kind: ClassVar[str] = "sheet"

    version: int
    sha256: str
    voided: tuple[str, ...] = ()
    deemed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateEffect(Effect):
    """A gate that is new or changed."""

    kind: ClassVar[str] = "gate"

    gate: Gate
    employee: EmployeeNamed
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEffect(Effect):
    """A claim that is new or changed: an assessment a person decides on."""

    kind: ClassVar[str] = "claim"

    claim: Claim
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyEffect(Effect):
    """A duty missed, on `skipped` older days too; its `sort` is `upload`, `archive` or `signature`."""

    kind: ClassVar[str] = "duty"

    person: str
    duty: str
    sort: str
    title: str
    where: str | None
    state: str
    due: date
    skipped: tuple[date, ...]
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The texts of a notification; `bodies` by channel, `problems` in sentences of its language.

    `texts` holds the plain text of a channel whose body is HTML and that takes both (email). A text message goes to
    the provider as `template_code` and `parameters`, in so many `parts`; `bodies["sms"]` is how it will read.
    """

    subject: str
    bodies: Mapping[str, str]
    problems: tuple[str, ...] = ()
    template_code: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)
    parts: int = 0
    texts: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEffect(Effect):
    """A notification to one person; its `message` is written beside it once it is known that it goes out.

    `task` is the id of the task it is about (`tasks` those of a message of several together), `about` another subject,
    `duties` the missed ones it tells of, `planned` the day of a dated one, `skipped` the older days that were missed.
    `key` is the same for the same message
    for ever, whatever day it falls on.
    """

    kind: ClassVar[str] = "notice"

    id: str
    notice: str
    to: str
    party: str
    channels: tuple[str, ...]
    notification: str
    task: str | None
    about: Subject | None
    planned: date | None
    skipped: tuple[date, ...]
    recipient: Recipient
    key: str
    because: Because
    message: Message | None = None
    tasks: tuple[str, ...] = ()
    duties: tuple[DutyEffect, ...] = ()

    @property
    def concerned(self) -> tuple[str, ...]:
        """Return the ids of the tasks it is about: none, one, or those of a message of several together."""
        return (self.task,) if self.task is not None else self.tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemEffect(Effect):
    """Something that a person should look at, in a sentence of the policy's language; `params` fill it in any other.

    `subject` tells problems of one code apart.
    """

    kind: ClassVar[str] = "problem"

    code: str
    severity: Severity
    message: str
    subject: str | None
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


KINDS: tuple[type[Effect], ...] = (
    CaseEffect,
    TaskEffect,
    SheetEffect,
    GateEffect,
    ClaimEffect,
    DutyEffect,
    NoticeEffect,
    ProblemEffect,
)
"""The kinds of effects in the order in which a decision tells them (contract 2.3)."""
RANK: Mapping[str, int] = MappingProxyType({kind.kind: place for place, kind in enumerate(KINDS)})
EFFECTS = tuple(RANK)
