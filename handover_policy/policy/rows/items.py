"""Reads the lists of things of tasks: columns, given rows, and the section of the profile that gives further ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.items import COLUMN_TYPES, TEXT, Cells, ItemColumn, ItemList
from handover_policy.policy.meant.choices import choices_told
from handover_policy.policy.rows.row import Row
from handover_policy.policy.yaml_source.node import MappingNode, ScalarNode, text_of

PROFILE = "profile."


class ListOfThings(NamedTuple):
    """The list of things of a task, the section of the profile that gives rows, and which of its records."""

    items: ItemList | None = None
    section: str | None = None
    when: Condition = ALWAYS


def read_items(task: Row, sections: Mapping[str, Collection[str]] | None) -> ListOfThings:
    """Return the list of things of a task; `sections` are those there are, with their fields."""
    row = task.child("items")
    if row is None:
        return ListOfThings()
    found = row.around.found
    columns = tuple(_column(row, name) for name, _, _ in row.entries("columns"))
    rows = tuple(_given(each, columns) for each in row.children("rows"))
    chosen = row.child("from")
    name = chosen.text("in") if chosen else row.text("from")
    source = name.removeprefix(PROFILE) or None
    if source is not None and sections is not None and source not in sections:
        at = chosen.place_of("in") if chosen else row.place_of("from")
        found.error("unknown-section", at, subject=source, known=sections, **choices_told(sections, {}))
    fields = None if sections is None else sections.get(source or "")
    if source is not None and fields and columns and not any(column.id in fields for column in columns):
        at = row.place_of("columns")  # rows without a single cell: nothing would ever be listed
        found.warning("unknown-field", at, subject=columns[0].id, known=fields, section=source)
    conditions = row.around.conditions.of_records(fields, named=name)
    when = conditions.read(chosen.node.get("when")) if chosen else ALWAYS
    add = row.flag("add", otherwise=False)
    if not add and row.lacks("rows", "from", "add"):
        found.error("items-without-rows", row.location)
    return ListOfThings(ItemList(columns=columns, rows=rows, add=add), source, when)


def _column(row: Row, name: str) -> ItemColumn:
    """Return a column, written as its title or in the long form."""
    columns = row.child("columns")
    node = columns.node.get(name) if columns else None
    if columns is None or not isinstance(node, MappingNode):
        return ItemColumn(id=name, title=text_of(node) or name)
    long = Row(node=node, around=row.around)
    kind = long.text("type", TEXT)
    return ItemColumn(
        id=name,
        title=long.text("title", name),
        type=kind if kind in COLUMN_TYPES else TEXT,
        required=long.flag("required", otherwise=True),
    )


def _given(row: Row, columns: tuple[ItemColumn, ...]) -> Cells:
    """Return the cells of a given row; what no column declares, or does not fit it, is noted."""
    known = {column.id: column for column in columns}
    cells: dict[str, object] = {}
    for entry in row.node.entries:
        column = known.get(entry.key)
        value = entry.value.value if isinstance(entry.value, ScalarNode) else None
        if column is None:
            row.around.found.error("unknown-column", entry.key_location, subject=entry.key, known=known)
        elif (cell := column.read(value)) is None:
            row.around.found.error(
                "cell-unfit",
                entry.value.location,
                subject=text_of(entry.value) or "",
                column=column.title,
                expected=column.type,
            )
        else:
            cells[entry.key] = cell
    return MappingProxyType(cells)
