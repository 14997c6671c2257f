"""PolicySet: everything a company has laid down, typed, with the place each rule stands at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from handover_policy.findings.finding import Location
from handover_policy.model.attribute import Attribute
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.dated import Number
from handover_policy.model.dates.expression import Period, Target, TimeExpression
from handover_policy.model.dates.notice_period import Counting
from handover_policy.model.items import ItemList
from handover_policy.policy.cases.listed import CaseList
from handover_policy.policy.clauses import Clause
from handover_policy.policy.days.recurring import RecurringRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A role in the handover; `resolves_to` has the form of the manifest's `is`."""

    id: str
    title: str
    resolves_to: str
    otherwise: str | None = None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPerson:
    """Somebody who stands behind a contact; `name` and `phone` where the manifest gives them."""

    id: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDays:
    """One row of the notice table: its length in `unit`s (day, week or month), the days on which it may end.

    A notice that is not `binding` is asked for and not owed.
    """

    id: str
    title: str
    when: Condition
    days: Number
    unit: str = "day"
    ends_on: tuple[Target, ...] = ()
    binding: bool = True
    law: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTable:
    """How many days' notice, for whom, and how they are counted; `places` is where keys below its own are written."""

    counting: Counting = field(default_factory=Counting)
    hit: str = "unique"
    fallback_days: Number = 30
    accepts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    rows: tuple[NoticeDays, ...] = ()
    places: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}), hash=False, compare=False)
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """One step of a task: who does what, with which evidence, by when; it exists only where `when` holds.

    `place` is where it is written in the file, from 0: steps of several `parties` share theirs, and a `group` above 0.
    Silence never completes a step that is `never_silent`.
    """

    party: str
    place: int = 0
    group: int = 0
    when: Condition = ALWAYS
    do: str
    evidence: tuple[str, ...] = ()
    due: TimeExpression | None = None
    accepted_after: Period | None = None
    never_silent: bool = False
    where: str | None = None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRule:
    """A handover task of a role; `list_id`, `list_title` and `when` come from the file it stands in.

    `only_when` is its own condition, `record_when` the one that chooses among the records of `for_each`, `after` names
    the tasks it waits for, `items` what is handed over thing by thing, `items_from` the section that lists some of it,
    `items_when` which of its records; without `handover` it is the employer's own matter, and no handover task.
    """

    id: str
    title: str
    list_id: str
    list_title: str
    when: Condition = ALWAYS
    only_when: Condition = ALWAYS
    for_each: str | None = None
    record_when: Condition = ALWAYS
    after: tuple[str, ...] = ()
    start: TimeExpression
    steps: tuple[StepRule, ...]
    without_leaver: StepRule | None = None
    items: ItemList | None = None
    items_from: str | None = None
    items_when: Condition = ALWAYS
    where: str | None = None
    handover: bool = True
    law: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """How often a dated message goes out again; `times` counts the repeats after the first."""

    every: Period
    times: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """A message to people: on an event (`on`), or at a time (`at`), or at a time after an event (both)."""

    id: str
    to: tuple[str, ...]
    channels: tuple[str, ...]
    notification: str
    on: tuple[str, ...] = ()
    for_tasks: bool = False
    at: TimeExpression | None = None
    repeat: Repeat | None = None
    send_on: str = ""
    together: bool = False
    when: Condition = ALWAYS
    law: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """A decision that stays held until its condition holds, or until `release_by`."""

    id: str
    title: str
    controls: str
    opens_when: Condition
    when: Condition = ALWAYS
    release_by: TimeExpression | None = None
    law: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationRule:
    """A statutory deadline of the employer that becomes the task `obligation.<name>` of party hr.

    `later` is how long after the first the day of one lies that comes back (`recurring` names its rule, `place` counts
    from 1). `fields` is what the certificate has to state.
    """

    name: str
    title: str
    due: TimeExpression
    roll: str = "none"
    later: Period | None = None
    recurring: str | None = None
    place: int = 1
    fields: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRule:
    """A section of the work profile; `key` names the field that tells one record from another.

    `field_titles` gives by field what people read in its place, where the set says so.
    """

    id: str
    title: str
    key: str
    fields: tuple[str, ...]
    field_titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    update_every: Period | None = None
    required: bool = True
    when: Condition = ALWAYS
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRule:
    """A duty to upload something again and again."""

    id: str
    title: str
    when: Condition = ALWAYS
    every: Period
    where: str | None = None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """A row of `moved`: an id that was renamed, its new name, and where that is written.

    The day of the renaming is for readers: whatever is told under the old name, before that day or after it, is meant.
    """

    old: str
    new: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Identity, version, jurisdiction, vocabulary and parties of a policy set.

    `titles` names the attributes of employees that the set gives a title; `plain` is None where it says nothing.
    `places` is where a few of its keys are written, in the set itself or in one that it extends.
    """

    id: str
    title: str
    version: str
    effective_from: date
    effective_until: date | None = None
    jurisdiction: str
    timezone: ZoneInfo
    language: str
    calendar: str
    send_at: time
    duties_from: date | None = None
    absence_days: Number | None = None
    send_on: str = "any"
    vocabulary: Mapping[str, Mapping[str, str]]
    attributes: Mapping[str, Attribute] = field(default_factory=lambda: MappingProxyType({}))
    titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    controls: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    plain: Condition | None = None
    parties: Mapping[str, Party]
    contacts: Mapping[str, tuple[ContactPerson, ...]]
    sheet_parties: tuple[str, ...] = ("leaver", "successor", "manager")
    sheet_order: str = "any"
    sheet_accepted_after: Period | None = None
    company: str = ""
    adoption: Mapping[str, object] | None = None
    moved: tuple[Renaming, ...] = ()
    places: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}), hash=False, compare=False)
    location: Location

    def contact_ids(self, contact: str) -> tuple[str, ...]:
        """Return the ids of everybody named in a contact, the first to be asked first; of none nobody."""
        return tuple(person.id for person in self.contacts.get(contact, ()))

    @property
    def contact_people(self) -> Mapping[str, ContactPerson]:
        """Return everybody named in a contact by id; with the name that any contact gives."""
        named: dict[str, ContactPerson] = {}
        for person in (each for people in self.contacts.values() for each in people):
            if person.id not in named or (person.name and not named[person.id].name):
                named[person.id] = person
        return MappingProxyType(named)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet:
    """A resolved policy set; `document` is its content (JSON values, inheritance applied), which the digest covers.

    `cases` are the lists of cases: where one stands, the field of its rule holds the value of its last case.

    Rows of one kind stand in policy order: files by name, rows as written, inherited ones first.
    """

    manifest: Manifest
    notice_table: NoticeTable
    clauses: tuple[Clause, ...] = ()
    tasks: tuple[TaskRule, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    gates: tuple[GateRule, ...] = ()
    obligations: tuple[ObligationRule, ...] = ()
    sections: tuple[SectionRule, ...] = ()
    uploads: tuple[UploadRule, ...] = ()
    recurring: tuple[RecurringRule, ...] = ()
    cases: tuple[CaseList, ...] = ()
    document: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
