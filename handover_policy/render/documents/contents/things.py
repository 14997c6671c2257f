"""item_table, field_values, value_text: lists of things and records as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handover_policy.conditions.records import people_named
from handover_policy.model.case import Step, Task
from handover_policy.policy.called import field_title
from handover_policy.render.documents.casefile import CaseFile
from handover_policy.render.documents.contents.views import FieldValue, ItemLine, ItemTable, RowCheck
from handover_policy.texts.texts import Texts, texts


def item_table(file: CaseFile, task: Task) -> ItemTable | None:
    """Return the list of things of a task; None where it has none."""
    if task.items is None:
        return None
    columns, words = task.items.columns, texts(file.policy.manifest.language)
    takers = [step for step in task.steps if step is not task.giver]
    rows = tuple(
        ItemLine(
            number=number,
            cells=tuple(
                FieldValue(field=each.id, title=each.title, value=value_text(row.get(each.id), words))
                for each in columns
            ),
            checks=tuple(_check(file, step, number) for step in takers),
        )
        for number, row in enumerate(task.rows, start=1)
    )
    names = tuple(file.called(step.person, step.party) for step in takers)
    return ItemTable(columns=tuple(each.title for each in columns), takers=names, rows=rows, state=_filled(task))


def _filled(task: Task) -> str:
    """Return how far a list is filled in: one handed over without a row says that there is nothing."""
    if task.giver.done is not None:
        return "rows" if task.rows else "none"
    return "dropped" if task.finished else "waiting"


def _check(file: CaseFile, step: Step, number: int) -> RowCheck:
    taker = file.called(step.person, step.party)
    ticks: Iterable[Mapping[str, object]] = step.done.items if step.done is not None else ()
    tick = next((each for each in ticks if each["row"] == number), None)
    if tick is None:
        return RowCheck(taker=taker, state="none", remark="")
    return RowCheck(taker=taker, state="ok" if tick.get("ok") is True else "wrong", remark=str(tick.get("remark", "")))


def field_values(file: CaseFile, task: Task) -> Iterator[FieldValue]:
    """Yield what the set gives titles of the record that a task is for."""
    rule = next((each for each in file.policy.tasks if each.id == task.rule), None)
    if task.record is None or rule is None or rule.for_each is None:
        return
    section = rule.for_each.removeprefix("profile.")
    people = people_named(file.policy, section)
    for field, value in task.record.items():
        title = field_title(file.policy, field, section)
        if title != field and value is not None:
            yield FieldValue(field=field, title=title, value=record_text(file, value, person=field in people))


def record_text(file: CaseFile, value: object, *, person: bool) -> str:
    """Return a value of a record for people; a `person` is called by the name that is known."""
    if person and isinstance(value, str):
        return file.name(value)
    return value_text(value, texts(file.policy.manifest.language))


def value_text(value: object, words: Texts) -> str:
    """Return a value of a record for people: lists one after the other, nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "\N{CHECK MARK}" if value else "\N{BALLOT X}"
    if isinstance(value, list | tuple):
        return words.say("reports.listed").join(value_text(each, words) for each in value)
    if isinstance(value, dict):
        return words.say("reports.semicolon").join(f"{name}: {value_text(each, words)}" for name, each in value.items())
    return str(value)
