"""Gates: what stays held, by which unmet condition and which tasks, and until when (contract "gates", 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from handover_policy.conditions.meaning import Unmet
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import because, fired, fired_on, gather, overdue, surroundings, unfinished
from handover_policy.decide.handover.planning import step_anchors
from handover_policy.policy.policy_set import GateRule


def judge_gates(work: CaseWork) -> None:
    """Judge every gate that applies; write those that are new or changed, and note them for messages."""
    rules = work.book.policy.gates
    about = surroundings(work)
    applying, _ = fired("gates_apply", work.book, about)
    facts = gather(work.book.gate_facts, about)
    opening, trouble = fired_on("gates", work.book, facts)
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    failing = work.book.why_held(facts)
    unfinished_tasks = [task.id for task in unfinished(work.case)]
    judged = {
        rule.id: _judge(work, rule, failing[rule.id], unfinished_tasks, opens=rule.id in opening)
        for rule in rules
        if rule.id in applying
    }
    held = {str(gate["controls"]) for gate in judged.values() if gate["state"] == "held"}
    before = work.case.gates
    for rule in rules:
        gate = judged.get(rule.id)
        if gate is None:
            continue
        gate["control"] = "held" if gate["controls"] in held else "open"
        old = before.get(rule.id)
        if old == gate:
            continue
        why = because(rule.id, rule.location, rule.opens_when, about, rule.law)
        work.effect("gate", {**gate, "because": why})
        if old is None or old["state"] != gate["state"]:
            work.trigger("gate.opened" if gate["state"] == "open" else "gate.held", about=("gate", rule.id))
    if dict(before) != judged:
        work.change(gates=MappingProxyType({name: MappingProxyType(gate) for name, gate in judged.items()}))


def _judge(
    work: CaseWork, rule: GateRule, failing: tuple[Unmet, ...], unfinished_tasks: list[str], *, opens: bool
) -> dict[str, object]:
    gate: dict[str, object] = {"gate": rule.id, "title": rule.title, "controls": rule.controls, "state": "open"}
    gate |= {"unmet": [], "tasks": []}
    release = release_day(work, rule)
    if opens == bool(failing):
        work.problem("engine-disagrees", rule.id, what=rule.id)
    if not opens:
        gate["unmet"] = [_unmet_content(item) for item in failing]
        gate["tasks"] = _tasks_behind(work, failing, unfinished_tasks)
        if release is not None and work.day >= release:
            gate["released_by"] = rule.release_by.text if rule.release_by else None
        else:
            gate["state"] = "held"
    if release is not None:
        gate["release_by"] = release.isoformat()
    return gate


def release_day(work: CaseWork, rule: GateRule) -> date | None:
    """Return the local day from which `release_by` opens a gate; None where it has none, or its anchor no day."""
    if rule.release_by is None:
        return None
    anchors: Mapping[str, date | None] = {**step_anchors(work), "last_day": work.case.last_day}
    return work.reckoner.resolve(rule.release_by, anchors)


def _unmet_content(item: Unmet) -> dict[str, object]:
    value = item.value.isoformat() if isinstance(item.value, date) else item.value
    operand = list(item.operand) if isinstance(item.operand, tuple) else item.operand
    needs: dict[str, object] = {item.operator: operand.isoformat() if isinstance(operand, date) else operand}
    return {"condition": item.fact, "is": value, "needs": {"not": needs} if item.negated else needs}


def _tasks_behind(work: CaseWork, failing: tuple[Unmet, ...], unfinished_tasks: list[str]) -> list[str]:
    names = {item.fact for item in failing}
    if names & {"tasks.unfinished", "case.handover", "tasks.total"} or any(
        name.startswith("tasks.waiting_for.") for name in names
    ):
        return unfinished_tasks
    if "sheet.signed" in names and work.case.sheet is None:
        return unfinished_tasks
    if "tasks.overdue" in names:
        return [task.id for task in overdue(work.case, work.day)]
    return []
