"""HandoverPackage, handover_package: what the leaver leaves to the successor, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from handover_policy.conditions.records import people_named
from handover_policy.model.employee import Section
from handover_policy.policy.policy_set import SectionRule
from handover_policy.render.documents.casefile import CaseFile, Upload
from handover_policy.render.documents.contents.task_lines import (
    counts,
    evidence_line,
    head,
    moment,
    person,
    task_lines,
)
from handover_policy.render.documents.contents.things import record_text
from handover_policy.render.documents.contents.views import Counts, EvidenceLine, FieldValue, Head, Person, TaskLine

NO_TITLES: Mapping[str, str] = MappingProxyType({})
KILO = 1024
UNITS = ("B", "KB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One record: its key and the other values, in the order of the section's fields."""

    key: str
    cells: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPart:
    """One section of the profile, as last told; `key` and `fields` hold names and titles, and no values."""

    title: str
    key: FieldValue
    fields: tuple[FieldValue, ...]
    records: tuple[RecordLine, ...]
    updated_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version of a document."""

    number: int
    at: str
    size: str
    file: EvidenceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPart:
    """One document: where it lies, and its versions, the newest first."""

    name: str
    path: str
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPackage:
    """The handover package; `documents` are uploads and what was handed in with tasks."""

    head: Head
    leaver: Person
    successor: Person
    counts: Counts
    tasks: tuple[TaskLine, ...]
    sections: tuple[SectionPart, ...]
    documents: tuple[DocumentPart, ...]


def handover_package(file: CaseFile) -> HandoverPackage:
    """Return the content of the handover package."""
    lines = task_lines(file, file.case.handover_tasks)
    return HandoverPackage(
        head=head(file),
        leaver=person(file, "leaver"),
        successor=person(file, "successor"),
        counts=counts(lines),
        tasks=lines,
        sections=tuple(_sections(file)),
        documents=tuple(_documents(file)),
    )


def _sections(file: CaseFile) -> Iterator[SectionPart]:
    """Yield the sections told, in policy order; those the policy does not know come last, as they were told."""
    rules = {rule.id: rule for rule in file.policy.sections}
    told = file.employee.profile
    for name in (*(each for each in rules if each in told), *sorted(told.keys() - rules.keys())):
        if told[name].records:
            yield _section(file, name, rules.get(name), told[name])


def _section(file: CaseFile, name: str, rule: SectionRule | None, section: Section) -> SectionPart:
    keys = tuple(dict.fromkeys(str(field) for record in section.records for field in record))
    key = rule.key if rule is not None else keys[0] if keys else ""
    declared = rule.fields if rule is not None else ()
    fields = tuple(field for field in dict.fromkeys((*declared, *keys)) if field != key)
    titles = rule.field_titles if rule is not None else NO_TITLES

    people = people_named(file.policy, name)

    def told(field: str, value: object = None) -> FieldValue:
        text = record_text(file, value, person=field in people)
        return FieldValue(field=field, title=titles.get(field, ""), value=text)

    records = tuple(
        RecordLine(
            key=told(key, record.get(key)).value, cells=tuple(told(field, record.get(field)) for field in fields)
        )
        for record in section.records
    )
    return SectionPart(
        title=rule.title if rule is not None else name,
        key=told(key),
        fields=tuple(map(told, fields)),
        records=records,
        updated_on=section.updated_on.isoformat(),
    )


def _documents(file: CaseFile) -> Iterator[DocumentPart]:
    found: dict[str, list[tuple[datetime, str, int | None]]] = {}
    for each in (*file.dossier.uploads, *_handed_in(file)):
        found.setdefault(each.path, []).append((each.at, each.sha256, each.size if each.size >= 0 else None))
    for path, told in found.items():
        versions = []
        for number, (at, sha256, size) in enumerate(sorted(told, key=lambda each: each[0]), 1):
            line = evidence_line("file", path, sha256)
            written = "" if size is None else _size(size)
            versions.append(VersionLine(number=number, at=moment(file, at), size=written, file=line))
        newest = versions[-1]
        yield DocumentPart(name=newest.file.name, path=path, versions=tuple(reversed(versions)))


def _handed_in(file: CaseFile) -> Iterator[Upload]:
    """Yield what came with the steps of tasks, unless it was uploaded just so before; nobody tells its size."""
    uploaded = {(each.path, each.sha256) for each in file.dossier.uploads}
    for task in file.case.handover_tasks:
        for step in task.steps:
            for item in step.done.evidence if step.done is not None else ():
                line = evidence_line(str(item["kind"]), str(item["path"]), str(item["sha256"]))
                if step.done is not None and (line.path, line.sha256) not in uploaded:
                    uploaded.add((line.path, line.sha256))
                    yield Upload(path=line.path, sha256=line.sha256, size=-1, at=step.done.at)


def _size(size: int) -> str:
    """Return a number of bytes in the largest unit that leaves at least one."""
    amount: float = size
    for unit in UNITS[:-1]:
        if amount < KILO:
            return f"{amount:.0f} {unit}" if unit in {"B", "KB"} else f"{amount:.1f} {unit}"
        amount /= KILO
    return f"{amount:.1f} {UNITS[-1]}"
