"""Every condition of a set, by the kind it is evaluated as: one row each, for whoever compiles, reads or tries them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from handover_policy.findings.finding import Location
from handover_policy.model.condition import Condition
from handover_policy.policy.policy_set import PolicySet, StepRule, TaskRule


class Stated(NamedTuple):
    """A condition where it is written: the kind it is evaluated as, the id of its rule, field, itself, place."""

    kind: str
    rule: str
    field: str
    when: Condition
    location: Location


PLAIN = "plain"
"""The rule, and the key of the manifest, that says for whom pages and messages are plain."""
Written: TypeAlias = tuple[str, str, Condition, Location]


def _notice_days(policy: PolicySet) -> Iterator[Written]:
    for row in policy.notice_table.rows:
        yield row.id, "when", row.when, row.location


def _tasks(policy: PolicySet) -> Iterator[Written]:
    for task in first_of_lists(policy):
        yield task.list_id, "when", task.when, task.location


def _each_task(policy: PolicySet) -> Iterator[Written]:
    for task in policy.tasks:
        yield task.id, "when", task.only_when, task.location


def _records(policy: PolicySet) -> Iterator[Written]:
    for task in policy.tasks:
        yield task.id, "for_each.when", task.record_when, task.location


def _items(policy: PolicySet) -> Iterator[Written]:
    for task in policy.tasks:
        yield task.id, "items.from.when", task.items_when, task.location


def _steps(policy: PolicySet) -> Iterator[Written]:
    for task in policy.tasks:
        for step in task.steps:
            yield step_rule(task.id, step), "when", step.when, step.location


def step_rule(task: str, step: StepRule) -> str:
    """Return the name under which the condition of a step is evaluated: its place in the file, from 1."""
    return f"{task}#{step.place + 1}.{step.party}" if step.group else f"{task}#{step.place + 1}"


def _clauses(policy: PolicySet) -> Iterator[Written]:
    for clause in policy.clauses:
        yield clause.id, "when", clause.when, clause.location


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


def _plain(policy: PolicySet) -> Iterator[Written]:
    if policy.manifest.plain is not None:
        yield PLAIN, PLAIN, policy.manifest.plain, policy.manifest.location


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
        "each_task": _each_task,
        "records": _records,
        "items": _items,
        "steps": _steps,
        "clauses": _clauses,
        "claims": _claims,
        "notices": _notices,
        "gates": _gates,
        "gates_apply": _gates_apply,
        "sections": _sections,
        "uploads": _uploads,
        "plain": _plain,
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
