"""Rows of a list of things as a form has them: filled in by the giver, ticked by each taker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from handover_policy.app.portal.task import TaskShown
from handover_policy.model.items import FLAG, NUMBER, TEXT, ItemColumn
from handover_policy.web.pages.tasks.filled import FilledForm

Json: TypeAlias = dict[str, Any]
BLANK_ROWS, MOST_ROWS = 3, 300
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellShown:
    """A cell: the name of its field, its column, and what stands in it; a fixed one is only shown."""

    field: str
    column: ItemColumn
    value: str
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row: its number from 1, its cells, and what a taker says of it."""

    number: int
    cells: Sequence[CellShown]
    ok: str = ""
    remark: str = ""

    @property
    def text(self) -> str:
        """What the row tells, in one line."""
        return " · ".join(each.value for each in self.cells if each.value)


def rows_to_fill(shown: TaskShown, form: FilledForm | None, *, more: bool = False) -> Sequence[RowShown]:
    """Return the rows as the giver fills them in: those that are given, then blank ones where more may come."""
    listed = shown.task.items
    if listed is None:
        return []
    blank = BLANK_ROWS if listed.add else 0
    count = len(listed.rows) + blank
    if form is not None and form.text("rows").isdecimal():
        count = max(count, min(int(form.text("rows")[:4]), MOST_ROWS)) + (blank if more else 0)
    rows = []
    for index in range(count if listed.add else len(listed.rows)):
        given = listed.rows[index] if index < len(listed.rows) else {}
        cells = []
        for column in listed.columns:
            field = f"item-{index}-{column.id}"
            fixed = column.type == TEXT and column.id in given
            told = form.text(field) if form is not None and not fixed else str(given.get(column.id, ""))
            cells.append(CellShown(field=field, column=column, value=told, fixed=fixed))
        rows.append(RowShown(number=index + 1, cells=cells))
    return rows


def told_rows(shown: TaskShown, form: FilledForm) -> list[Json]:
    """Return the rows of a form as an event tells them; rows that nobody gave and nobody filled in are left out."""
    listed = shown.task.items
    if listed is None:
        return []
    told = []
    for row in rows_to_fill(shown, form):
        cells = {each.column.id: value for each in row.cells if (value := _value(each)) is not None}
        filled_in = any(each.value for each in row.cells)
        if row.number <= len(listed.rows) or filled_in:
            told.append(cells)
    return told


def _value(cell: CellShown) -> str | int | float | bool | None:
    """Return what a cell tells; what fits no column is told as it is written, and refused with its place."""
    if cell.column.type == FLAG:
        return cell.value == YES
    if not cell.value:
        return None
    if cell.column.type == NUMBER:
        try:
            number = float(cell.value)
        except ValueError:
            return cell.value
        return int(number) if number.is_integer() and abs(number) < 1e15 else number  # noqa: PLR2004 - whole still
    return cell.value


def rows_to_tick(shown: TaskShown, form: FilledForm | None) -> Sequence[RowShown]:
    """Return the rows as a taker ticks them."""
    listed = shown.task.items
    if listed is None:
        return []
    rows = []
    for number, told in enumerate(shown.task.rows, start=1):
        cells = [
            CellShown(field="", column=column, value=_written(told.get(column.id)), fixed=True)
            for column in listed.columns
        ]
        ok = "" if form is None else form.text(f"ok-{number}")
        remark = "" if form is None else form.text(f"why-{number}")
        rows.append(RowShown(number=number, cells=cells, ok=ok, remark=remark))
    return rows


def told_ticks(shown: TaskShown, form: FilledForm) -> list[Json]:
    """Return what a taker found, row by row, as an event tells it."""
    return [
        {"row": row.number, "ok": row.ok == YES, **({"remark": row.remark} if row.remark else {})}
        for row in rows_to_tick(shown, form)
        if row.ok in {YES, NO}
    ]


def _written(value: object) -> str:
    return "" if value is None or value is False else "✓" if value is True else str(value)
