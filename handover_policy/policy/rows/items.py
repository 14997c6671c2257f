"""Reads the lists of things of tasks: columns, given rows, and the section of the profile that gives further ones."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from handover_policy.model.items import COLUMN_TYPES, TEXT, Cells, ItemColumn, ItemList
from handover_policy.policy.rows.row import Row
from handover_policy.policy.yaml_source.node import MappingNode, ScalarNode, text_of

PROFILE = "profile."


def read_items(row: Row, sections: Collection[str] | None) -> tuple[ItemList, str | None]:
    """Return the list of things of a task, and the section that gives rows; `sections` are those there are."""
    found = row.around.found
    columns = tuple(_column(row, name) for name, _, _ in row.entries("columns"))
    rows = tuple(_given(each, columns) for each in row.children("rows"))
    source = row.text("from").removeprefix(PROFILE) or None
    if source is not None and sections is not None and source not in sections:
        found.error("unknown-section", row.place_of("from"), subject=source, known=sections)
    add = row.flag("add", otherwise=False)
    if not add and row.lacks("rows", "from", "add"):
        found.error("items-without-rows", row.location)
    return ItemList(columns=columns, rows=rows, add=add), source


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
