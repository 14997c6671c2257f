"""ProfilePage, profile_page: somebody's work profile, section by section, and what they are to upload."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from sqlalchemy import select

from handover_policy.app.asking.view import View
from handover_policy.app.portal.visitor import Visitor
from handover_policy.decide.evaluating.choosing import chosen_book
from handover_policy.decide.evaluating.duties import Duty, duties
from handover_policy.decide.facts import Surroundings, fired
from handover_policy.handbook.chapters.archive import spelled_field
from handover_policy.handbook.in_words import InWords
from handover_policy.ledger.files.tables import FILE_VERSIONS, FILES
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.employee import Employee, Record
from handover_policy.policy.policy_set import SectionRule, UploadRule
from handover_policy.texts.texts import languages, texts

ARCHIVE = "archive."
MOST_SHOWN = 50
LONGEST_CELL = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a section: its name and what people read in its place."""

    name: str
    title: str
    key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionShown:
    """A section: its columns and records, of which `first` is the first that is shown; `seen` names how it stands."""

    rule: SectionRule
    fields: Sequence[Column]
    records: Sequence[Record]
    first: int
    seen: str
    updated_on: date | None
    due: date | None

    @property
    def rows(self) -> Sequence[tuple[int, Mapping[str, str]]]:
        """The records that are shown, each with its place and its cells as texts."""
        some = self.records[self.first : self.first + MOST_SHOWN]
        return [(self.first + place, cells_of(record, self.fields)) for place, record in enumerate(some)]

    @property
    def every_row(self) -> Sequence[tuple[int, Mapping[str, str]]]:
        """All records, as `rows` has those that are shown."""
        return [(place, cells_of(record, self.fields)) for place, record in enumerate(self.records)]

    @property
    def pages(self) -> Sequence[int]:
        """The places at which pages of the section begin."""
        return range(0, max(len(self.records), 1), MOST_SHOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedVersion:
    """A version of what was uploaded; `current` is the newest."""

    number: int
    name: str
    at: datetime
    person: str
    sha256: str
    size: int
    media_type: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadShown:
    """Something to upload again and again: until when next, and every version, the newest first."""

    rule: UploadRule
    due: date | None
    versions: Sequence[UploadedVersion]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePage:
    """A work profile and uploads."""

    sections: Sequence[SectionShown]
    uploads: Sequence[UploadShown]


def profile_page(view: View, visitor: Visitor, language: str, first: Mapping[str, int]) -> ProfilePage | None:
    """Return somebody's work profile; None of whoever is no employee. `first` gives by section where it is opened."""
    employee = view.state.employee(visitor.id)
    if employee is None:
        return None
    book = view.company.run.books.on(view.today)
    reckoner = DayReckoner(book.calendar)
    about = Surroundings(employee=employee, book=book, day=view.today, reckoner=reckoner)
    chosen = chosen_book(about)
    about = about._replace(book=chosen)
    owed = {each.id: each for each in duties(employee, chosen, view.today, reckoner)}
    saying = InWords(chosen.policy, {}, language)
    sections, _ = fired("sections", chosen, about)
    uploads, _ = fired("uploads", chosen, about)
    return ProfilePage(
        sections=[
            _section(saying, employee, rule, owed.get(f"{ARCHIVE}{rule.id}"), first.get(rule.id, 0))
            for rule in chosen.policy.sections
            if rule.id in sections or employee.profile.get(rule.id) is not None
        ],
        uploads=[
            _upload(view, employee, rule, owed.get(rule.id))
            for rule in chosen.policy.uploads
            if rule.id in uploads or rule.id in employee.uploads
        ],
    )


def cells_of(record: Record, fields: Sequence[Column]) -> Mapping[str, str]:
    """Return the cells of a record as texts."""
    return {each.name: cell_text(record.get(each.name)) for each in fields}


def cell_text(value: object) -> str:
    """Return a value of a record as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode().strip('"')


def names_of_columns(section: SectionShown) -> Mapping[str, Sequence[str]]:
    """Return by field every name that a column of a table may have, the one that people read first."""
    found: dict[str, Sequence[str]] = {}
    for field in section.fields:
        spoken = [_spelled(language, field.name) for language in languages()]
        found[field.name] = list(dict.fromkeys((field.title, field.name, *spoken)))
    return found


def upload_place(person: str, duty: str) -> str:
    """Return the place in the archive of what somebody uploads for a duty."""
    return f"upload:{person}:{duty}"


def _spelled(language: str, name: str) -> str:
    key = f"handbook.record-fields.{name}"
    words = texts(language)
    return words.say(key) if words.has(key) else name


def _section(saying: InWords, employee: Employee, rule: SectionRule, duty: Duty | None, first: int) -> SectionShown:
    told = employee.profile.get(rule.id)
    records = () if told is None else told.records
    missed = employee.missed.get(f"{ARCHIVE}{rule.id}")
    names = dict.fromkeys((rule.key, *rule.fields))
    return SectionShown(
        rule=rule,
        fields=[
            Column(name=name, title=rule.field_titles.get(name) or spelled_field(saying, name), key=name == rule.key)
            for name in names
        ],
        records=records,
        first=max(0, min(first, len(records))) // MOST_SHOWN * MOST_SHOWN,
        seen=seen_of(records),
        updated_on=None if told is None else told.updated_on,
        due=standing_day(missed, None if told is None else told.updated_on, _day(duty)),
    )


def seen_of(records: Sequence[Record]) -> str:
    """Return what tells whether a section stands as it was seen."""
    return hashlib.sha256(orjson.dumps([dict(each) for each in records], default=str)).hexdigest()[:16]


def _day(duty: Duty | None) -> date | None:
    return None if duty is None else duty.due


def standing_day(missed: date | None, done: date | None, due: date | None) -> date | None:
    """Return until when something is due: the day that was missed, until it is made good; then the next one."""
    return missed if missed is not None and (done is None or done <= missed) else due


def _upload(view: View, employee: Employee, rule: UploadRule, duty: Duty | None) -> UploadShown:
    versions = list(_versions(view, upload_place(employee.id, rule.id)))
    due = standing_day(employee.missed.get(rule.id), employee.uploads.get(rule.id), _day(duty))
    return UploadShown(rule=rule, due=due, versions=versions)


def _versions(view: View, place: str) -> Iterator[UploadedVersion]:
    row, held = FILE_VERSIONS.c, FILES.c
    asked = (
        select(row.number, row.name, row.at, row.person, row.sha256, held.size, held.media_type)
        .join_from(FILE_VERSIONS, FILES, (held.company == row.company) & (held.sha256 == row.sha256))
        .where(row.company == view.company.id, row.place == place)
        .order_by(row.number.desc())
    )
    for count, (number, name, at, who, sha256, size, media_type) in enumerate(view.connection.execute(asked)):
        yield UploadedVersion(
            number=number,
            name=name,
            at=datetime.fromisoformat(at),
            person=who,
            sha256=sha256,
            size=size,
            media_type=media_type,
            current=count == 0,
        )
