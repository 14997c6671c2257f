"""Every condition of a set, by the kind it is evaluated as: one row each, for whoever compiles, reads or tries them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from handover_policy.findings.finding import Location
from handover_policy.model.condition import Condition
from handover_policy.policy.policy_set import PolicySet, TaskRule


class Stated(NamedTuple):
    """A condition where it is written: the kind it is evaluated as, the id of its rule, field, itself, place."""

    kind: str
    rule: str
    field: str
    when: Condition
    location: Location


Written: TypeAlias = tuple[str, str, Condition, Location]


def _notice_days(policy: PolicySet) -> Iterator[Written]:
    for row in policy.notice_table.rows:
        yield row.id, "when", row.when, row.location


def _tasks(policy: PolicySet) -> Iterator[Written]:
    for task in first_of_lists(policy):
        yield task.list_id, "when", task.when, task.location


def _claims(policy: PolicySet) -> Iterator[Written]:
    for clause in policy.clauses:
        if clause.consequence is not None:
            yield clause.id, "consequence.when", clause.consequence.when, clause.consequence.location


def _notices(policy: PolicySet) -> Iterator[Written]:
    for notice in policy.notices:
        yield notice.id, "when", notice.when, notice.location


def _gates(policy: PolicySet) -> Iterator[Written]:
    for gate in policy.gates:
        yield gate.id, "opens_when", gate.opens_when, gate.location


def _gates_apply(policy: PolicySet) -> Iterator[Written]:
    for gate in policy.gates:
        yield gate.id, "when", gate.when, gate.location


def _sections(policy: PolicySet) -> Iterator[Written]:
    for section in policy.sections:
        yield section.id, "when", section.when, section.location


def _uploads(policy: PolicySet) -> Iterator[Written]:
    for upload in policy.uploads:
        yield upload.id, "when", upload.when, upload.location


def _recurring(policy: PolicySet) -> Iterator[Written]:
    for rule in policy.recurring:
        yield rule.id, "when", rule.when, rule.location


def _cases(policy: PolicySet) -> Iterator[Written]:
    for each in policy.cases:
        for place, row in enumerate(each.rows):
            yield each.row_id(place), f"{each.field}[{place + 1}].when", row.when, row.location


KINDS: Mapping[str, Callable[[PolicySet], Iterator[Written]]] = MappingProxyType(
    {
        "notice_days": _notice_days,
        "tasks": _tasks,
        "claims": _claims,
        "notices": _notices,
        "gates": _gates,
        "gates_apply": _gates_apply,
        "sections": _sections,
        "uploads": _uploads,
        "recurring": _recurring,
        "cases": _cases,
    }
)
"""The kinds of conditions, each with where a set writes them."""


def first_of_lists(policy: PolicySet) -> tuple[TaskRule, ...]:
    """Return the first task of each task list: the list stands where it does."""
    first = {task.list_id: task for task in reversed(policy.tasks)}
    return tuple(dict.fromkeys(first[task.list_id] for task in policy.tasks))


def conditions_of(policy: PolicySet) -> Iterator[Stated]:
    """Yield each condition of a set once, kind by kind, in policy order; a task list has one for all its tasks."""
    for kind, written in KINDS.items():
        for rule, field, when, location in written(policy):
            yield Stated(kind, rule, field, when, location)
