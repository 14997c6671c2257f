"""note_unreached: rows never reached, conditions that never hold, gates that cannot open; and where nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.conditions.every import conditions_of
from handover_policy.conditions.meaning import holds
from handover_policy.conditions.situations import MOST, can_hold, critical_values, how_many, situations
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.lint.readings.notice import applying_row
from handover_policy.model.condition import ALWAYS, Condition, FactValue, all_of
from handover_policy.policy.cases.expand import expanded
from handover_policy.policy.policy_set import PolicySet

WITHOUT_TASKS: Mapping[str, FactValue] = {"tasks.total": 0, "tasks.unfinished": 0, "tasks.overdue": 0}


def note_unreached(policy: PolicySet, found: Collected) -> None:
    """Note rows and rules that never act, and gates that never open."""
    _rows_never_reached(policy, found)
    vocabulary = policy.manifest.vocabulary
    for gate in policy.gates:
        _told_apart(gate.id, gate.opens_when, gate.location, policy, found)
        fixed = {} if policy.tasks else WITHOUT_TASKS
        if gate.release_by is None and not can_hold(gate.opens_when, fixed, vocabulary):
            found.warning("gate-never-opens", gate.location, subject=gate.id)
    outer = {task.id: task for task in policy.tasks}
    for stated in conditions_of(policy):
        if stated.kind in {"notice_days", "gates"}:
            continue  # looked at above, against each other and on an empty list of tasks
        task = outer.get(stated.rule.partition("#")[0])
        when = stated.when
        if task is not None and when != ALWAYS:
            when = all_of(task.when, task.only_when, when)  # of a task only those are left who have it
        _told_apart(stated.rule, when, stated.location, policy, found)
        if not can_hold(when, {}, vocabulary):
            found.warning("condition-never-met", stated.location, subject=stated.rule)


def _told_apart(name: str, when: Condition, at: Location, policy: PolicySet, found: Collected) -> None:
    """Note a condition that tells more situations apart than are looked at: what is said of it may be wrong."""
    count = how_many(critical_values([when], policy.manifest.vocabulary))
    if count > MOST:
        found.warning("situations-too-many", at, subject=name, count=count, limit=MOST)


def _rows_never_reached(policy: PolicySet, found: Collected) -> None:
    table = expanded(policy)
    values = critical_values((row.when for row in table.rows), policy.manifest.vocabulary)
    if how_many(values) > MOST:
        found.warning("situations-too-many", table.location, subject="notice_days", count=how_many(values), limit=MOST)
        return
    reached: set[str] = set()
    ambiguous: dict[tuple[str, ...], str] = {}
    for person in situations(values):
        row = applying_row(table, person)
        if row is not None:
            reached.add(row.id)
        applying = tuple(dict.fromkeys(each.id for each in table.rows if holds(each.when, person)))
        if row is None and len(applying) > 1:
            ambiguous.setdefault(applying, ", ".join(str(value) for value in person.values() if value is not None))
    for row in policy.notice_table.rows:
        if row.id not in reached:
            found.warning("row-never-reached", row.location, subject=row.id)
    for rows, whom in ambiguous.items():
        found.warning("rows-overlap", table.location, subject=", ".join(rows), person=whom)
