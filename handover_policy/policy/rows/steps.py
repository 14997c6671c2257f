"""Reads the steps of tasks, and whose records a task is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.words.anchors import anchors_for
from handover_policy.policy.policy_set import StepRule
from handover_policy.policy.rows.items import PROFILE
from handover_policy.policy.rows.row import Row

LEAVER = "leaver"
OF_A_STEP = anchors_for("step")
Sections = Mapping[str, Collection[str]]
"""The fields of each section of the work profile."""


class Records(NamedTuple):
    """The records that a task is for: the value of `for_each`, which of them, and the task as one that names them.

    `fields` are theirs, none where it is for no records; None where they are not known.
    """

    for_each: str | None
    when: Condition
    task: Row
    fields: Collection[str] | None


def read_records(task: Row, sections: Sections | None) -> Records:
    """Return the records of a task; `sections` is None where they are not known."""
    chosen = task.child("for_each")
    name = chosen.optional_text("in") if chosen else task.optional_text("for_each")
    if name is None and task.has("for_each"):
        fields: Collection[str] | None = None  # what is wrong there is told already
    elif name is None:
        fields = ()
    else:
        fields = None if sections is None else sections.get(name.removeprefix(PROFILE))
    around = replace(task.around, conditions=task.around.conditions.of_records(fields, named=name or ""))
    when = around.conditions.read(chosen.node.get("when")) if chosen else ALWAYS
    return Records(for_each=name, when=when, task=Row(node=task.node, around=around), fields=fields)


def read_steps(task: Row, fields: Collection[str] | None) -> tuple[StepRule, ...]:
    """Return the steps of a task, one for each party of those that several do side by side.

    `fields` are those of its record that times may count from; None where they are not known.
    """
    rows = task.children("steps")
    for row in rows[:1]:
        hands_over = LEAVER in _named(row) or row.has("evidence") or task.has("items")
        if row.has("accepted_after") and hands_over:
            row.around.found.warning("silence-hands-nothing-over", row.place_of("accepted_after"))
    return tuple(step for place, row in enumerate(rows) for step in _steps(row, place, fields))


def read_substitute(task: Row, fields: Collection[str] | None) -> StepRule | None:
    """Return the step that takes the place of the leaver's."""
    row = task.child("without_leaver")
    if row and not _is_inherited(task, row):
        named = [_named(step) for step in task.children("steps")]
        if named and all(named) and not any(LEAVER in names for names in named):
            row.around.found.warning("substitute-unused", row.location, subject=task.text("title") or task.id)
    return _step(row, row.text("party"), 0, 0, fields) if row else None


def _is_inherited(task: Row, substitute: Row) -> bool:
    """Return whether the steps were written anew over a substitute that stands in another file."""
    return task.place_of("steps").file != substitute.location.file


def _named(step: Row) -> tuple[str, ...]:
    """Return the parties of a step as they are written."""
    return (*step.texts("party"), *step.texts("parties"))


def _steps(row: Row, place: int, fields: Collection[str] | None) -> Iterator[StepRule]:
    found = row.around.found
    if row.has("parties") and row.has("party"):
        found.error("party-and-parties", row.place_of("parties"))
    if row.lacks("party", "parties"):
        found.error("missing-key", row.location, subject="party")
    if row.flag("never_silent", otherwise=False) and row.has("accepted_after"):
        found.error("silence-both-ways", row.place_of("never_silent"))
    several = row.placed_texts("parties")
    named = dict.fromkeys(name for name, _ in several)
    for index, (name, at) in enumerate(several):
        if name in [before for before, _ in several[:index]]:
            found.error("party-twice", at, subject=name)
    group = place + 1 if len(named) > 1 else 0
    for party in named or (row.text("party"),):
        yield _step(row, party, place, group, fields)


def _step(row: Row, party: str, place: int, group: int, fields: Collection[str] | None) -> StepRule:
    return StepRule(
        party=party,
        place=place,
        group=group,
        when=row.condition(),
        do=row.spoken("do"),
        evidence=row.texts("evidence"),
        due=row.moment("due", OF_A_STEP, records=fields, hour=True),
        accepted_after=row.period("accepted_after"),
        never_silent=row.flag("never_silent", otherwise=False),
        where=row.spoken("where") or None,
        location=row.location,
    )
