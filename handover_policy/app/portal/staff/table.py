"""read_table: a table of employees as CSV, checked whole: what it says of whom, and every error by row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.staff.reading import (
    COLUMNS,
    MANAGER,
    NAME,
    NUMBER,
    REQUIRED,
    PersonRead,
    Wrong,
    read_person,
)
from handover_policy.app.portal.staff.telling import act_for, whom_meant
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.people.addresses import addresses_of

MOST_ROWS, MOST_BYTES = 20_000, 8 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = ",;\t"
BEGINS_FORMULA = ("=", "@")


@dataclass(frozen=True, slots=True)
class WrongCell:
    """What is wrong in a row, counted as people see them with the head as 1; `column` is empty for the whole row."""

    row: int
    wrong: Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTable:
    """A table as it was read: by row what it says of whom, or everything that is wrong."""

    acts: Sequence[PageAct] = ()
    same: int = 0
    wrong: Sequence[WrongCell] = ()
    heads: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def read_table(view: View, visitor: Visitor, content: bytes, heads: Mapping[str, str], name: str) -> StaffTable:
    """Return what has to be told so that everybody in a table is known as it says; nothing where anything is wrong.

    Args:
        view: of the company.
        visitor: whoever tells it.
        content: the file.
        heads: by a head of a column, in small letters, the field it stands for.
        name: of the acts, each with its row.

    """
    text = _text(content)
    if text is None:
        return StaffTable(wrong=(WrongCell(1, Wrong("", "encoding")),))
    lines = _lines(text)
    if not lines:
        return StaffTable(wrong=(WrongCell(1, Wrong("", "empty")),))
    columns = [heads.get(each.strip().lower(), "") for each in lines[0][1]]
    lacking = [each for each in REQUIRED if each not in columns]
    twice = [each for each in COLUMNS if columns.count(each) > 1]
    if lacking or twice:
        faults = [Wrong(each, "no-column") for each in lacking] + [Wrong(each, "column-twice") for each in twice]
        return StaffTable(wrong=tuple(WrongCell(1, each) for each in faults))
    if len(lines) - 1 > MOST_ROWS:
        return StaffTable(wrong=(WrongCell(MOST_ROWS + 2, Wrong("", "too-many")),))
    rows = [
        (number, {column: cell for column, cell in zip(columns, cells, strict=False) if column}, len(cells))
        for number, cells in lines[1:]
    ]
    return _checked(view, visitor, rows, name, len(columns))


def _checked(
    view: View, visitor: Visitor, rows: Sequence[tuple[int, Mapping[str, str], int]], name: str, width: int
) -> StaffTable:
    managers = {" ".join(told.get(MANAGER, "").split()) for _, told, _ in rows} - {""}
    meant = whom_meant(view, sorted(managers), _among(rows))
    wrong: list[WrongCell] = []
    read: list[tuple[int, PersonRead]] = []
    first: dict[str, int] = {}
    for place, told, cells in rows:
        person, faults = read_person(told, view.policy, lambda asked: meant.get(asked, []), view.today)
        wrong += [WrongCell(place, each) for each in faults]
        if cells > width:
            wrong.append(WrongCell(place, Wrong("", "too-wide")))
        if person.id.startswith(BEGINS_FORMULA):
            wrong.append(WrongCell(place, Wrong(NUMBER, "formula", person.id[:60])))
        if person.id and person.id in first:
            wrong.append(WrongCell(place, Wrong(NUMBER, "twice", str(first[person.id]))))
        first.setdefault(person.id, place)
        read.append((place, person))
    wrong += [WrongCell(first[person], Wrong(MANAGER, "circle")) for person in _circles(view, read)]
    if wrong:
        return StaffTable(wrong=sorted(wrong, key=lambda each: each.row))
    reached = addresses_of(view.connection, view.company.id, [each.id for _, each in read])
    view.state.person_rows.fetch([each.id for _, each in read])
    found = [act_for(view, visitor, f"{name}:{place}", each, reached.get(each.id, {})) for place, each in read]
    acts = [each for each in found if each is not None]
    return StaffTable(acts=acts, same=len(found) - len(acts))


def _among(rows: Sequence[tuple[int, Mapping[str, str], int]]) -> Mapping[str, Sequence[str]]:
    """Return by id and by name whom a table tells of."""
    found: dict[str, list[str]] = {}
    for _, told, _ in rows:
        number = told.get(NUMBER, "").strip()
        for known_as in {number, " ".join(told.get(NAME, "").split())}:
            found.setdefault(known_as, []).append(number)
    return found


def _circles(view: View, read: Sequence[tuple[int, PersonRead]]) -> list[str]:
    """Return who of a table would stand above themselves."""
    above: dict[str, str | None] = {}
    for _, person in read:
        above.setdefault(person.id, person.attributes.get(MANAGER))

    def manager(of: str) -> str | None:
        if above.get(of) is not None:
            return above[of]
        employee = view.state.employee(of)
        told = None if employee is None else employee.attributes.get(MANAGER)
        return told if isinstance(told, str) else None

    found, fine = [], set[str]()
    for each in above:
        seen, at = list[str](), manager(each)
        while at is not None and at not in fine and at != each and at not in seen:
            seen.append(at)
            at = manager(at)
        if at == each:
            found.append(each)
        elif at is None or at in fine:
            fine.update((each, *seen))
    return found


def _text(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, each with its number among all rows."""
    head = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(place, cells) for place, cells in enumerate(reader, 1) if any(each.strip() for each in cells)]
    except csv.Error:
        return []
