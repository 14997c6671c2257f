"""Gates: whether what a control holds may be done, as IT and payroll ask before they act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from handover_policy.app.asking.view import View
from handover_policy.model.case import Case, Gate
from handover_policy.model.written.effect_json import gate_json
from handover_policy.model.written.scalars import Json, due_json, iso

HELD, OPEN, ENDED = "held", "open", "ended"
WITHDRAWN = "withdrawn"
OBLIGATIONS: Mapping[str, str] = MappingProxyType(
    {
        "severance": "obligation.severance",
        "leaving_certificate": "obligation.certificate",
        "final_pay": "obligation.final_pay",
        "file_transfer": "obligation.transfer.file",
        "social_insurance_transfer": "obligation.transfer.social_insurance",
    }
)
"""The task in which the employer does what a control is about."""


def gates_told(view: View, control: str, employee: str, case: str | None) -> Json | None:
    """Return how a control stands in a person's newest departure, or in one that is named; None where there is none.

    A departure that was withdrawn is none: nothing may be done about it. One that is named is told as held.
    """
    found = _case_asked(view, employee, case)
    if found is None:
        return None
    gates = [gate for gate in found.gates.values() if gate.controls == control and gate.state != ENDED]
    return {
        "control": HELD if found.state == WITHDRAWN else _together(gates),
        "gates": [gate_json(view.gate(found, gate)) for gate in gates],
        "due": _due(found, control, gates),
        "as_of": view.moment(found).isoformat(timespec="seconds"),
        "case": found.id,
        "state": found.state,
        "employee": view.employee_of(found),
        "last_day": iso(found.last_day),
    }


def _case_asked(view: View, employee: str, name: str | None) -> Case | None:
    if name is not None:
        case = view.state.case(name)
        return case if case is not None and case.employee == employee else None
    standing = [case for case in view.state.cases_of(employee) if case.state != WITHDRAWN]
    return standing[-1] if standing else None


def _together(gates: Sequence[Gate]) -> str:
    """Return how gates on one control stand together: held by any of them."""
    return HELD if any(gate.state == HELD for gate in gates) else OPEN


def _due(case: Case, control: str, gates: Sequence[Gate]) -> str | None:
    """Return the day by which it is to be done: that of the employer's task, else the one that opens a gate anyway."""
    task = case.tasks.get(f"{case.id}:{OBLIGATIONS.get(control, '')}")
    if task is not None:
        return due_json(task.due)
    return iso(min((gate.release_by for gate in gates if gate.release_by is not None), default=None))
