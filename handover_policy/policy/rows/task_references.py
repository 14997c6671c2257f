"""Checks what tasks name: the parties of their steps, the sections and fields of records, the tasks they wait for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from handover_policy.findings.finding import Location
from handover_policy.policy.meant.choices import choices_told
from handover_policy.policy.names import RECORD
from handover_policy.policy.rows.items import PROFILE
from handover_policy.policy.rows.references import check_party
from handover_policy.policy.rows.row import Row
from handover_policy.policy.rows.steps import Sections


def check_tasks(lists: Iterable[Row], parties: Collection[str], sections: Sections) -> None:
    """Check every name that tasks and their steps use."""
    tasks = [task for listed in lists for task in listed.children("tasks")]
    for task in tasks:
        section, at = _section(task)
        if section and section not in sections:
            task.around.found.error(
                "unknown-section", at, subject=section, known=sections, **choices_told(sections, {})
            )
        for name, place in _parties(task):
            if name.startswith(RECORD):
                _check_field(task, name.removeprefix(RECORD), place, section, sections)
            else:
                check_party(name, place, parties, task.around.found)
    _check_order({task.id: task for task in tasks if task.id})


def _section(task: Row) -> tuple[str, Location]:
    """Return the section whose records a task is for, and where it is named; empty where there is none."""
    chosen = task.child("for_each")
    name = chosen.text("in") if chosen else task.text("for_each")
    return name.removeprefix(PROFILE), chosen.place_of("in") if chosen else task.place_of("for_each")


def _parties(task: Row) -> Iterator[tuple[str, Location]]:
    instead = task.child("without_leaver")
    for step in (*task.children("steps"), *((instead,) if instead else ())):
        if step.text("party"):
            yield step.text("party"), step.place_of("party")
        yield from step.placed_texts("parties")


def _check_field(task: Row, field: str, at: Location, section: str, sections: Sections) -> None:
    """Check a person taken from a record: there are records, and they have the field."""
    found = task.around.found
    if not task.has("for_each"):
        found.error("record-without-records", at, subject=f"{RECORD}{field}")
    elif section in sections and field not in sections[section]:
        found.error("unknown-field", at, subject=field, known=sections[section], section=section)


def _check_order(tasks: Mapping[str, Row]) -> None:
    """Check that every task waited for exists, and that none waits for itself, however long the way round."""
    following = {name: task.placed_texts("after") for name, task in tasks.items()}
    for name, waited_for in following.items():
        for other, at in waited_for:
            if other not in tasks:
                tasks[name].around.found.error("unknown-task-rule", at, subject=other, known=tasks)
            elif _leads_to(other, name, following):
                tasks[name].around.found.error("after-in-a-circle", at, subject=name, other=other)


def _leads_to(start: str, end: str, following: Mapping[str, tuple[tuple[str, Location], ...]]) -> bool:
    open_ends, seen = [start], set[str]()
    while open_ends:
        name = open_ends.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            open_ends += [other for other, _ in following.get(name, ())]
    return False
