"""quality: what a policy set says to no purpose: rows never reached, gates that cannot open, ids that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.engine.explain import holds
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.model.condition import Condition, facts_read
from handover_policy.policy.policy_set import NoticeRule, PolicySet
from handover_policy.review.lint.readings.notice import applying_row
from handover_policy.review.lint.readings.space import critical_values, situations

LONGEST_TITLE = 40
LONGEST_STEP = 200


def quality(policy: PolicySet) -> tuple[Finding, ...]:
    """Return what a set says to no purpose or too long, as warnings at most (contract section 5)."""
    found = Collected()
    _rows_never_reached(policy, found)
    _conditions_never_met(policy, found)
    _unused_parties(policy, found)
    _reminders_that_cannot_fire(policy, found)
    _texts_too_long(policy, found)
    return found.sorted()


def _rows_never_reached(policy: PolicySet, found: Collected) -> None:
    table = policy.notice_table
    values = critical_values((row.when for row in table.rows), policy.manifest.vocabulary)
    reached: set[str] = set()
    ambiguous: dict[tuple[str, ...], str] = {}
    for person in situations(values):
        row = applying_row(table, person)
        if row is not None:
            reached.add(row.id)
        applying = tuple(each.id for each in table.rows if holds(each.when, person))
        if row is None and len(applying) > 1:
            ambiguous.setdefault(applying, ", ".join(str(value) for value in person.values() if value is not None))
    for row in table.rows:
        if row.id not in reached:
            found.warning("row-never-reached", row.location, subject=row.id)
    for rows, whom in ambiguous.items():
        found.warning("rows-overlap", table.location, subject=", ".join(rows), person=whom)


def _conditions_never_met(policy: PolicySet, found: Collected) -> None:
    vocabulary = policy.manifest.vocabulary

    def never(condition: Condition) -> bool:
        values = critical_values([condition], vocabulary)
        return not any(holds(condition, situation) for situation in situations(values))

    for gate in policy.gates:
        if gate.release_by is None and never(gate.opens_when):
            found.warning("gate-never-opens", gate.location, subject=gate.id)
        if never(gate.when):
            found.warning("condition-never-met", gate.location, subject=gate.id)
    lists = {task.list_id: task for task in policy.tasks}
    for listed in lists.values():
        if never(listed.when):
            found.warning("condition-never-met", listed.location, subject=listed.list_id)
    conditions = [(rule.id, rule.when, rule.location) for rule in policy.notices]
    conditions += [(rule.id, rule.when, rule.location) for rule in policy.sections]
    conditions += [(rule.id, rule.when, rule.location) for rule in policy.uploads]
    for name, when, location in conditions:
        if never(when):
            found.warning("condition-never-met", location, subject=name)


def _unused_parties(policy: PolicySet, found: Collected) -> None:
    parties = policy.manifest.parties
    used = {"leaver", "hr", "manager", *policy.manifest.sheet_parties}
    used |= {rule.to for rule in policy.notices}
    for task in policy.tasks:
        used |= {step.party for step in task.steps}
        if task.without_leaver is not None:
            used.add(task.without_leaver.party)
    for name in _facts(policy):
        if name.startswith("tasks.waiting_for."):
            used.add(name.removeprefix("tasks.waiting_for."))
    pending = list(used)
    while pending:
        party = parties.get(pending.pop())
        if party is not None and party.otherwise is not None and party.otherwise not in used:
            used.add(party.otherwise)
            pending.append(party.otherwise)
    for name, party in parties.items():
        if name not in used:
            found.warning("party-unused", party.location, subject=name)


def _facts(policy: PolicySet) -> Iterator[str]:
    for gate in policy.gates:
        yield from facts_read(gate.opens_when)
        yield from facts_read(gate.when)
    for rule in policy.notices:
        yield from facts_read(rule.when)


def _reminders_that_cannot_fire(policy: PolicySet, found: Collected) -> None:
    """Note reminders of tasks where no task exists, and days that lie before the notice arrives whatever happens."""
    for rule in policy.notices:
        taskless = rule.for_tasks and not policy.tasks and not policy.obligations
        at = rule.at
        too_early = at is not None and at.anchor == "arrival" and at.offset.count < 0 and rule.repeat is None
        if taskless or too_early or _starts_before_arrival(rule, policy):
            found.warning("reminder-never-fires", rule.location, subject=rule.id)


def _starts_before_arrival(rule: NoticeRule, policy: PolicySet) -> bool:
    """Return whether a reminder before the start of tasks falls before the arrival for every task there is."""
    if not rule.for_tasks or rule.at is None or rule.at.anchor != "task.start" or rule.at.offset.unit != "day":
        return False
    starts = [task.start for task in policy.tasks]
    return bool(starts) and all(
        start.anchor == "arrival" and start.offset.unit == "day" and start.offset.count + rule.at.offset.count < 0
        for start in starts
    )


def _texts_too_long(policy: PolicySet, found: Collected) -> None:
    titled = [(task.id, task.title, task.location) for task in policy.tasks]
    titled += [(gate.id, gate.title, gate.location) for gate in policy.gates]
    titled += [(clause.id, clause.title, clause.location) for clause in policy.clauses]
    for name, title, location in titled:
        if len(title) > LONGEST_TITLE:
            found.warning("text-long", location, subject=name, length=len(title), limit=LONGEST_TITLE)
    for task in policy.tasks:
        for step in task.steps:
            if len(step.do) > LONGEST_STEP:
                found.warning("text-long", step.location, subject=task.id, length=len(step.do), limit=LONGEST_STEP)
