"""Gates: what stays held, by which unmet condition and which tasks, and until when (contract "gates", 2.8)."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import because, fired, fired_on, gather, overdue, surroundings, unfinished
from handover_policy.decide.handover.anchors import days_of
from handover_policy.model.altered import altered
from handover_policy.model.case import Gate
from handover_policy.model.condition import Unmet
from handover_policy.model.effects import GateEffect
from handover_policy.policy.policy_set import GateRule


def judge_gates(work: CaseWork) -> None:
    """Judge every gate that applies; write those that are new or changed, and note them for messages."""
    if work.case.state != "open":
        return
    rules = work.book.policy.gates
    about = surroundings(work)
    applying, _ = fired("gates_apply", work.book, about)
    facts = gather(work.book.gate_facts, about)
    opening, trouble = fired_on("gates", work.book, facts)
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    failing = work.book.why_held(facts)
    unfinished_tasks = tuple(task.id for task in unfinished(work.case))
    judged = {
        rule.id: _judge(work, rule, failing[rule.id], unfinished_tasks, opens=rule.id in opening)
        for rule in rules
        if rule.id in applying
    }
    held = {gate.controls for gate in judged.values() if gate.state == "held"}
    before = work.case.gates
    after: dict[str, Gate] = {}
    for rule in rules:
        if rule.id not in judged:
            continue
        gate = judged[rule.id]
        gate = after[rule.id] = altered(gate, control="held") if gate.controls in held else gate
        old = before.get(rule.id)
        if old == gate:
            continue
        why = because(rule.id, rule.location, rule.opens_when, about, rule.law)
        work.effect(GateEffect(case=work.case.id, gate=gate, because=why))
        if old is None or old.state != gate.state:
            work.trigger("gate.opened" if gate.state == "open" else "gate.held", about=("gate", rule.id))
    if dict(before) != after:
        work.change(gates=MappingProxyType(after))


def _judge(
    work: CaseWork, rule: GateRule, failing: tuple[Unmet, ...], unfinished_tasks: tuple[str, ...], *, opens: bool
) -> Gate:
    release = release_day(work, rule)
    gate = Gate(id=rule.id, title=rule.title, controls=rule.controls, state="open", release_by=release)
    if opens == bool(failing):
        work.problem("engine-disagrees", rule.id, what=rule.id)
    if opens:
        return gate
    gate = altered(gate, unmet=failing, tasks=_tasks_behind(work, failing, unfinished_tasks))
    if release is not None and work.day >= release:
        return altered(gate, released_by=rule.release_by.text if rule.release_by else None)
    return altered(gate, state="held")


def release_day(work: CaseWork, rule: GateRule) -> date | None:
    """Return the local day from which `release_by` opens a gate; None where it has none, or its anchor no day."""
    if rule.release_by is None:
        return None
    return work.reckoner.resolve(rule.release_by, days_of(work, last_day=work.case.last_day))


def _tasks_behind(work: CaseWork, failing: tuple[Unmet, ...], unfinished_tasks: tuple[str, ...]) -> tuple[str, ...]:
    names = {item.fact for item in failing}
    if names & {"tasks.unfinished", "case.handover", "tasks.total"} or any(
        name.startswith("tasks.waiting_for.") for name in names
    ):
        return unfinished_tasks
    if "sheet.signed" in names and work.case.sheet is None:
        return unfinished_tasks
    if "tasks.overdue" in names:
        return tuple(task.id for task in overdue(work.case, work.day))
    return ()
