"""filled_section, imported_section: the records of a section as a form or a table leaves them, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handover_policy.app.portal.own.profile import LONGEST_CELL, Column, SectionShown, cell_text
from handover_policy.app.portal.own.tables import TableRead
from handover_policy.model.employee import Record

MOST_FAULTS = 20
DAYS = ("_on", "_date", "_day")
"""How the names of fields end that hold a day."""
DAY = re.compile("([12][0-9]{3})[-/.\u5e74 ]([0-9]{1,2})(?:[-/.\u6708 ]([0-9]{1,2})\u65e5?|\u6708)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """Something that is wrong: in which row, in which column, and what."""

    row: int
    column: str
    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSection:
    """Records as they are to be told, what is wrong with them, and how many are new, changed, as before, gone."""

    records: Sequence[Record]
    faults: Sequence[RowFault] = ()
    added: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRow:
    """A row of a form: the place of the record it was, None for a new one; `gone` where it is to be deleted."""

    place: int | None
    cells: Mapping[str, str]
    gone: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(self.cells.values())


def filled_section(section: SectionShown, typed: Sequence[TypedRow]) -> FilledSection:
    """Return the records of a section with the rows that were shown as they were typed; others stay as they are."""
    shown = {each.place: each for each in typed if each.place is not None}
    records: list[Record] = []
    changed = 0
    for place, record in enumerate(section.records):
        row = shown.get(place)
        if row is None:
            records.append(record)
        elif not (row.gone or row.blank):
            told = _edited(record, row.cells, section.fields)
            changed += told != dict(record)
            records.append(told)
    new = [_edited({}, row.cells, section.fields) for row in typed if row.place is None and not (row.blank or row.gone)]
    records += new
    gone = len(section.records) + len(new) - len(records)
    faults = _faults(section, records)
    if not records and not section.records:
        faults = [RowFault(row=1, column=_title(section, section.rule.key), code="key", params={})]
    return FilledSection(records=records, faults=faults, added=len(new), changed=changed, gone=gone)


def imported_section(section: SectionShown, table: TableRead) -> FilledSection:
    """Return the records of a section with the rows of a table: those of a known key take the place of their record."""
    key = section.rule.key
    places = {cell_text(record.get(key)): place for place, record in enumerate(section.records)}
    records = list(section.records)
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    added = changed = same = 0
    for number, cells in table.rows:
        named = cells.get(key, "")
        faults += _faults_of_row(section, number, cells)
        if named and named in seen:
            faults.append(
                RowFault(row=number, column=_title(section, key), code="twice", params={"first": seen[named]})
            )
        seen.setdefault(named, number)
        place = places.get(named)
        if place is None:
            records.append(_edited({}, cells, section.fields))
            added += 1
            continue
        told = _edited(section.records[place], cells, section.fields)
        same, changed = same + (told == dict(section.records[place])), changed + (told != dict(section.records[place]))
        records[place] = told
    return FilledSection(records=records, faults=faults[:MOST_FAULTS], added=added, changed=changed, same=same)


def _edited(record: Record, cells: Mapping[str, str], fields: Sequence[Column]) -> Record:
    """Return a record with its cells as they were typed; what was not touched keeps its value, whatever it is."""
    told = dict(record)
    for field in fields:
        cell = cells.get(field.name)
        if cell is None or cell == cell_text(record.get(field.name)):
            continue
        if cell:
            told[field.name] = _typed(cell, record.get(field.name))
        else:
            told.pop(field.name, None)
    return told


def _typed(cell: str, before: object) -> object:
    """Return a cell as a number where it was one before, and as text else."""
    if isinstance(before, int | float) and not isinstance(before, bool):
        for kind in (int, float):
            try:
                return kind(cell)
            except ValueError:
                continue
    return cell


def is_day(cell: str) -> bool:
    """Return whether a cell is empty or says a day: year and month, where it is known the day too."""
    found = DAY.fullmatch(cell.strip())
    if found is None:
        return not cell.strip()
    year, month, day = (int(each) if each else 1 for each in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _faults(section: SectionShown, records: Sequence[Record]) -> Sequence[RowFault]:
    key, seen = section.rule.key, dict[str, int]()
    faults: list[RowFault] = []
    for number, record in enumerate(records, 1):
        cells = {each.name: cell_text(record.get(each.name)) for each in section.fields}
        faults += _faults_of_row(section, number, cells)
        named = cells[key]
        if named and named in seen:
            faults.append(
                RowFault(row=number, column=_title(section, key), code="twice", params={"first": seen[named]})
            )
        seen.setdefault(named, number)
    return faults[:MOST_FAULTS]


def _faults_of_row(section: SectionShown, number: int, cells: Mapping[str, str]) -> Sequence[RowFault]:
    long = (each for each in section.fields if len(cells.get(each.name, "")) > LONGEST_CELL)
    faults = [RowFault(row=number, column=each.title, code="long", params={"most": LONGEST_CELL}) for each in long]
    days = (each for each in section.fields if each.name.endswith(DAYS) and not is_day(cells.get(each.name, "")))
    faults += [RowFault(row=number, column=each.title, code="day", params={}) for each in days]
    if not cells.get(section.rule.key):
        faults.append(RowFault(row=number, column=_title(section, section.rule.key), code="key", params={}))
    return faults


def _title(section: SectionShown, name: str) -> str:
    return next(each.title for each in section.fields if each.name == name)
