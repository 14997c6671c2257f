"""CoveragePoint, Coverage: each thing in a policy set that a test can exercise, and which of them were exercised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Literal, TypeAlias

from handover_policy.conditions.every import conditions_of, first_of_lists
from handover_policy.findings.finding import Location
from handover_policy.model.condition import ALWAYS, Comparison
from handover_policy.model.dated import Dated
from handover_policy.policy.policy_set import PolicySet, StepRule, TaskRule

PointKind: TypeAlias = Literal[
    "row",
    "list",
    "task",
    "step",
    "without_leaver",
    "waits",
    "items",
    "silence",
    "notice",
    "gate_held",
    "gate_opened",
    "released",
    "sheet_silence",
    "clause",
    "obligation",
    "section",
    "upload",
    "condition_held",
    "condition_failed",
    "dated",
]


MANIFEST = "policy"
"""The rule whose points are those of the manifest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePoint:
    """Something a case can exercise; `part` tells a step (from 1), a field, or the day of a dated value."""

    kind: PointKind
    rule: str
    location: Location
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The points of a policy set in the order of its files, and those that no case exercised."""

    points: tuple[CoveragePoint, ...]
    missed: tuple[CoveragePoint, ...]

    @property
    def percent(self) -> float:
        """Return the share of the points exercised; 100 where there are none."""
        return 100 * (1 - len(self.missed) / len(self.points)) if self.points else 100.0

    def of_file(self, file: str) -> Coverage:
        """Return the coverage of one file."""
        return Coverage(
            points=tuple(point for point in self.points if point.location.file == file),
            missed=tuple(point for point in self.missed if point.location.file == file),
        )

    @property
    def files(self) -> tuple[str, ...]:
        """Return the files that have points, in order."""
        return tuple(dict.fromkeys(point.location.file for point in self.points))


def points_of(policy: PolicySet, lays_down: Callable[[Location], bool]) -> tuple[CoveragePoint, ...]:
    """Return every point of a set, by place; `lays_down` tells whether a place is the set's own, not inherited."""
    found = [point for point in _points(policy) if lays_down(point.location)]
    return tuple(sorted(found, key=lambda point: point.location))


def dated_in(rule: object, field: str = "") -> Iterator[tuple[str, Dated, bool]]:
    """Yield the dated values below a rule: the path of each, itself, and whether a condition holds it."""
    if isinstance(rule, Dated):
        yield field, rule, False
    elif isinstance(rule, Comparison):
        if isinstance(rule.operand, Dated):
            yield f"{field}.{rule.fact}", rule.operand, True
    elif isinstance(rule, tuple):
        for member in rule:
            yield from dated_in(member, field)
    elif is_dataclass(rule):
        for each in fields(rule):
            inner = f"{field}.{each.name}" if field and each.name not in {"parts", "part"} else field or each.name
            yield from dated_in(getattr(rule, each.name), inner)


def value_on(dated: Dated, day: date) -> date:
    """Return from which day on the value counts that is chosen for a day: the oldest where all are later."""
    return max((since for since, _ in dated.values if since <= day), default=dated.values[0][0])


def dated_rules(policy: PolicySet) -> Iterator[tuple[str, object, Location]]:
    """Yield the rules that may hold dated values, under the name the reasons of effects give them."""
    table = policy.notice_table
    yield "notice_days", (table.fallback_days,), table.location
    for rows in (
        table.rows,
        policy.clauses,
        policy.notices,
        policy.gates,
        policy.sections,
        policy.uploads,
        policy.recurring,
    ):
        for rule in rows:
            yield rule.id, rule, rule.location
    for each in policy.cases:
        yield each.rule, each.rows, each.location
    for task in first_of_lists(policy):
        yield task.list_id, task.when, task.location
    for task in policy.tasks:
        yield (
            task.id,
            (task.only_when, task.record_when, task.items_when, *(step.when for step in task.steps)),
            task.location,
        )


def _points(policy: PolicySet) -> Iterator[CoveragePoint]:
    if policy.manifest.sheet_accepted_after is not None:
        yield CoveragePoint(kind="sheet_silence", rule=MANIFEST, location=policy.manifest.location)
    yield from (CoveragePoint(kind="row", rule=row.id, location=row.location) for row in policy.notice_table.rows)
    yield from (
        CoveragePoint(kind="list", rule=task.list_id, location=task.location) for task in first_of_lists(policy)
    )
    for task in policy.tasks:
        yield from _of_task(task)
    yield from (CoveragePoint(kind="notice", rule=rule.id, location=rule.location) for rule in policy.notices)
    for gate in policy.gates:
        yield CoveragePoint(kind="gate_held", rule=gate.id, location=gate.location)
        yield CoveragePoint(kind="gate_opened", rule=gate.id, location=gate.location)
        if gate.release_by is not None:
            yield CoveragePoint(kind="released", rule=gate.id, location=gate.location)
    for clause in policy.clauses:
        if clause.consequence is not None:
            yield CoveragePoint(kind="clause", rule=clause.id, location=clause.location)
    yield from (CoveragePoint(kind="obligation", rule=rule.name, location=rule.location) for rule in policy.obligations)
    yield from (CoveragePoint(kind="obligation", rule=rule.id, location=rule.location) for rule in policy.recurring)
    yield from (
        CoveragePoint(kind="section", rule=section.id, location=section.location) for section in policy.sections
    )
    yield from (CoveragePoint(kind="upload", rule=upload.id, location=upload.location) for upload in policy.uploads)
    for _, rule, field, condition, location in conditions_of(policy):
        if condition != ALWAYS:
            yield CoveragePoint(kind="condition_held", rule=rule, location=location, part=field)
            yield CoveragePoint(kind="condition_failed", rule=rule, location=location, part=field)
    for name, holder, location in dated_rules(policy):
        for field, dated, _ in dated_in(holder):
            for since, _ in dated.values:
                yield dated_point(name, location, field, since)


def dated_point(rule: str, location: Location, field: str, since: date) -> CoveragePoint:
    """Return the point of one value of dated ones."""
    path = f"{field}[{since.isoformat()}]" if field else f"[{since.isoformat()}]"
    return CoveragePoint(kind="dated", rule=rule, location=location, part=path)


def step_part(step: StepRule) -> str:
    """Return the number of a step in its file, with the party where several do it side by side."""
    number = str(step.place + 1)
    return f"{number}, {step.party}" if step.group else number


def _of_task(task: TaskRule) -> Iterator[CoveragePoint]:
    yield CoveragePoint(kind="task", rule=task.id, location=task.location)
    for step in task.steps:
        yield CoveragePoint(kind="step", rule=task.id, location=step.location, part=step_part(step))
        if step.accepted_after is not None:
            yield CoveragePoint(kind="silence", rule=task.id, location=step.location, part=step_part(step))
    if task.after:
        yield CoveragePoint(kind="waits", rule=task.id, location=task.location)
    if task.items is not None:
        yield CoveragePoint(kind="items", rule=task.id, location=task.location)
    if task.without_leaver is not None and any(step.party == "leaver" for step in task.steps):
        yield CoveragePoint(kind="without_leaver", rule=task.id, location=task.without_leaver.location)
