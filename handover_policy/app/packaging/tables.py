"""tables_of, as_csv: what a package says as tables: the work profile, the tasks, lists of things, and the files."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import cast

from handover_policy.app.packaging.contents import PackageContents, PackedFile
from handover_policy.app.packaging.workbook import Table
from handover_policy.render.documents.contents.package import SectionPart
from handover_policy.render.documents.contents.views import FieldValue, TaskLine
from handover_policy.texts.texts import Texts

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet might reckon: it is written as text."""
BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows that a CSV file is UTF-8."""


def tables_of(contents: PackageContents, lost: Sequence[str] = ()) -> Sequence[Table]:
    """Return the tables of a package; `lost` are digests of files that could not be read."""
    words, told = contents.words, contents.told
    usual = contents.page.document.words.usual
    fields = cast("Mapping[str, str]", usual["fields"])
    states = cast("Mapping[str, str]", usual["task_state"])
    checks = cast("Mapping[str, str]", usual["check_state"])
    return [
        *(_section(each, fields) for each in told.sections),
        _tasks(told.tasks, states, words),
        *_lists(told.tasks, checks, words),
        _files(contents.files, lost, words),
    ]


def as_csv(table: Table) -> bytes:
    """Return a table as CSV that Excel opens as UTF-8."""
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    for row in (table.heads, *table.rows):
        writer.writerow([f"'{each}" if each.startswith(FORMULA) else each for each in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode("utf-8", "replace")


def _section(section: SectionPart, fields: Mapping[str, str]) -> Table:
    def called(field: FieldValue) -> str:
        return field.title or fields.get(field.field, field.field)

    rows = [(record.key, *(cell.value for cell in record.cells)) for record in section.records]
    return Table(title=section.title, heads=(called(section.key), *map(called, section.fields)), rows=rows)


def _tasks(tasks: Sequence[TaskLine], states: Mapping[str, str], words: Texts) -> Table:
    """Return the tasks, a row for each step: what is still open, who has it, and what was said."""
    rows = [
        (
            task.number,
            task.title,
            states.get(task.state, task.state),
            step.do,
            step.name,
            str(step.due),
            words.say(f"package.step.{step.state}"),
            step.done_at,
            step.remark,
            words.joined(each.name for each in task.evidence) if number == 0 else "",
        )
        for task in tasks
        for number, step in enumerate(task.steps)
    ]
    names = ("number", "task", "state", "step", "person", "due", "step-state", "done", "remark", "files")
    return Table(title=words.say("package.tasks.title"), heads=_heads(words, "tasks", names), rows=rows)


def _lists(tasks: Sequence[TaskLine], checks: Mapping[str, str], words: Texts) -> Iterator[Table]:
    for task in tasks:
        if task.items is None or not task.items.rows:
            continue
        takers = [words.say("package.lists.check", name=each) for each in task.items.takers]
        rows = [
            (
                *(cell.value for cell in row.cells),
                *(" ".join((checks.get(each.state, each.state), each.remark)).strip() for each in row.checks),
            )
            for row in task.items.rows
        ]
        yield Table(title=f"{task.number} {task.title}", heads=(*task.items.columns, *takers), rows=rows)


def _files(files: Sequence[PackedFile], lost: Sequence[str], words: Texts) -> Table:
    rows = [
        (
            each.group,
            each.path,
            f"v{each.version}",
            f"{each.at:%Y-%m-%d %H:%M}",
            "" if each.held is None else str(each.held.size),
            each.sha256,
            each.place if each.held is not None and each.sha256 not in lost else "",
            words.say(f"package.files.state.{_state(each, lost)}"),
        )
        for each in files
    ]
    names = ("group", "name", "version", "at", "size", "sha256", "place", "state")
    return Table(title=words.say("package.files.title"), heads=_heads(words, "files", names), rows=rows)


def _state(file: PackedFile, lost: Sequence[str]) -> str:
    if file.held is None:
        return "elsewhere"
    if file.sha256 in lost:
        return "lost"
    return "newest" if file.newest else "older"


def _heads(words: Texts, table: str, names: Sequence[str]) -> Sequence[str]:
    return [words.say(f"package.{table}.heads.{name}") for name in names]
