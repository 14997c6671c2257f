"""Conditions as policy files write them, on one line."""

from __future__ import annotations

from datetime import date

from handover_policy.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Condition, Operand
from handover_policy.model.dated import Dated


def written_condition(condition: Condition) -> str:
    """Return a condition as a flow mapping: `{employee.role: sales, tasks.total: {above: 0}}`; `{}` for ALWAYS."""
    if condition == ALWAYS:
        return "{}"
    if isinstance(condition, AllOf) and all(isinstance(part, Comparison) for part in condition.parts):
        return f"{{{', '.join(_entry(part) for part in condition.parts)}}}"
    return f"{{{_entry(condition)}}}"


def _entry(condition: Condition) -> str:
    if isinstance(condition, Comparison):
        operand = written_operand(condition.operand)
        if condition.operator in {"is", "one_of"}:
            return f"{condition.fact}: {operand}"
        return f"{condition.fact}: {{{condition.operator}: {operand}}}"
    if isinstance(condition, AllOf | AnyOf):
        name = "all" if isinstance(condition, AllOf) else "any"
        return f"{name}: [{', '.join(written_condition(part) for part in condition.parts)}]"
    return f"not: {written_condition(condition.part)}"


def written_operand(operand: Operand) -> str:
    """Return what a fact is compared with, as YAML writes it."""
    if isinstance(operand, tuple):
        return f"[{', '.join(written_operand(item) for item in operand)}]"
    if isinstance(operand, Dated):
        return f"{{{', '.join(f'{since.isoformat()}: {value}' for since, value in operand.values)}}}"
    if isinstance(operand, bool):
        return "true" if operand else "false"
    return operand.isoformat() if isinstance(operand, date) else str(operand)
