"""effect_json, decision_json: what a decision says, under the keys of contract section 4 and in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from handover_policy.model.case import Gate
from handover_policy.model.claims import Claim
from handover_policy.model.condition import Unmet
from handover_policy.model.decision import Decision
from handover_policy.model.effects import (
    Because,
    CaseEffect,
    ClaimEffect,
    DutyEffect,
    Effect,
    EmployeeNamed,
    GateEffect,
    Message,
    NoticeEffect,
    ProblemEffect,
    Recipient,
    SheetEffect,
    TaskEffect,
)
from handover_policy.model.written.refusal_json import params_json, refusal_json
from handover_policy.model.written.scalars import Json, days_json, iso, number
from handover_policy.model.written.task_json import task_json


def decision_json(decision: Decision) -> Json:
    """Return a decision as contract section 4 writes it."""
    written: Json = {"event": dict(decision.event), "case": decision.case, "policy": decision.policy}
    written["outcome"] = decision.outcome
    if decision.refusal is not None:
        written["refusal"] = refusal_json(decision.refusal)
    if decision.outcome != "refused":
        written["effects"] = [effect_json(effect) for effect in decision.effects]
    return written


def effect_json(effect: Effect) -> Json:
    """Return an effect as contract section 4 writes it."""
    return {"effect": effect.kind, "case": effect.case, **_WRITE[type(effect)](effect)}


def _case(effect: CaseEffect) -> Json:
    return {
        "state": effect.state,
        "cause": effect.cause,
        "arrival": effect.arrival.isoformat(),
        "notice_days": effect.notice_days,
        "notice_end": iso(effect.notice_end),
        **({} if effect.notice_binding else {"notice_binding": False}),
        "last_day": iso(effect.last_day),
        "shortfall_days": effect.shortfall_days,
        "absent": effect.absent,
        "successor": effect.successor,
        "employee": _employee(effect.employee),
        "because": because_json(effect.because),
    }


def _task(effect: TaskEffect) -> Json:
    content = {**task_json(effect.task, effect.names), "employee": _employee(effect.employee)}
    return {**content, "because": because_json(effect.because)}


def _employee(named: EmployeeNamed) -> Json:
    return {"id": named.id, "name": named.name, "department": named.department}


def _sheet(effect: SheetEffect) -> Json:
    content: Json = {"version": effect.version, "sha256": effect.sha256}
    if effect.voided:
        content["voided"] = list(effect.voided)
    if effect.deemed:
        content["deemed"] = list(effect.deemed)
    return content


def _gate(effect: GateEffect) -> Json:
    content = {**gate_json(effect.gate), "employee": _employee(effect.employee)}
    return {**content, "because": because_json(effect.because)}


def gate_json(gate: Gate) -> Json:
    """Return what the contract writes of a gate."""
    content: Json = {"gate": gate.id, "title": gate.title, "controls": gate.controls, "state": gate.state}
    content |= {"unmet": [_unmet(item) for item in gate.unmet], "tasks": list(gate.tasks)}
    if gate.released_by is not None:
        content["released_by"] = gate.released_by
    if gate.release_by is not None:
        content["release_by"] = gate.release_by.isoformat()
    content["control"] = gate.control
    return content


def _unmet(item: Unmet) -> Json:
    value = item.value.isoformat() if isinstance(item.value, date) else item.value
    return {"condition": item.fact, "is": value, "needs": needs_json(item)}


def needs_json(item: Unmet) -> Json:
    """Return what a comparison asks of its fact: an operator and its operand, below `not` where it must not hold."""
    operand = list(item.operand) if isinstance(item.operand, tuple) else item.operand
    needs: Json = {item.operator: operand.isoformat() if isinstance(operand, date) else operand}
    return {"not": needs} if item.negated else needs


def _claim(effect: ClaimEffect) -> Json:
    return {**claim_json(effect.claim), "because": because_json(effect.because)}


def claim_json(claim: Claim) -> Json:
    """Return what the contract writes of a claim; amounts as JSON numbers, whole ones as integers."""
    content: Json = {"clause": claim.clause, "title": claim.title, "kind": claim.kind, "state": claim.state}
    content |= {"amount": number(claim.amount), "signed": claim.signed}
    if claim.decided is not None:
        made = claim.decided
        content["decided"] = {
            "by": made.by,
            "at": made.at.isoformat(),
            "reason": made.reason,
            "evidence": [dict(item) for item in made.evidence],
        }
    return {**content, **claim.terms}


def _duty(effect: DutyEffect) -> Json:
    return {
        "person": effect.person,
        "duty": effect.duty,
        "kind": effect.sort,
        "title": effect.title,
        "where": effect.where,
        "state": effect.state,
        "due": effect.due.isoformat(),
        "skipped": days_json(effect.skipped),
        "because": because_json(effect.because),
    }


def _notice(effect: NoticeEffect) -> Json:
    message, whom = effect.message, effect.recipient
    content: Json = {
        "id": effect.id,
        "notice": effect.notice,
        "to": effect.to,
        "party": effect.party,
        "channels": list(effect.channels),
        "notification": effect.notification,
        **({"tasks": list(effect.tasks)} if effect.tasks else {"task": effect.task}),
        "about": None if effect.about is None else dict((effect.about,)),
        **({"duties": [missed.duty for missed in effect.duties]} if effect.duties and not effect.about else {}),
        "planned": iso(effect.planned),
        "skipped": days_json(effect.skipped),
        "recipient": _recipient(whom),
        "key": effect.key,
        "subject": "" if message is None else message.subject,
        "bodies": {} if message is None else dict(message.bodies),
        "because": because_json(effect.because),
    }
    return content if message is None else content | _beside_the_bodies(message)


def _recipient(whom: Recipient) -> Json:
    told: Json = {"id": whom.id, "name": whom.name, "language": whom.language}
    return told if whom.plain is None else {**told, "plain": whom.plain}


def _beside_the_bodies(message: Message) -> Json:
    content: Json = {}
    if message.template_code:
        parameters = [{"name": name, "value": value} for name, value in message.parameters.items()]
        content["sms"] = {"template_code": message.template_code, "parameters": parameters, "parts": message.parts}
    if message.texts:
        content["texts"] = dict(message.texts)
    return content


def _problem(effect: ProblemEffect) -> Json:
    return {
        "code": effect.code,
        "severity": effect.severity,
        "message": effect.message,
        "subject": effect.subject,
        "params": params_json(effect.params),
    }


def because_json(because: Because) -> Json:
    """Return why an effect came, as the contract writes it."""
    return {
        "rule": because.rule,
        "file": because.file,
        "line": because.line,
        "facts": dict(because.facts),
        "law": list(because.law),
    }


_WRITE: Mapping[type[Effect], Callable[[Any], Json]] = MappingProxyType(
    {
        CaseEffect: _case,
        TaskEffect: _task,
        SheetEffect: _sheet,
        GateEffect: _gate,
        ClaimEffect: _claim,
        DutyEffect: _duty,
        NoticeEffect: _notice,
        ProblemEffect: _problem,
    }
)
"""How each kind of effect is written."""
