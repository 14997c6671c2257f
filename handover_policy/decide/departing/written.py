"""Cases written: the effect that tells how a case stands, and which changes of a case are told."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.naming import employee_named
from handover_policy.decide.facts import because, surroundings
from handover_policy.findings.finding import Location
from handover_policy.model.case import Case
from handover_policy.model.condition import ALWAYS, Condition
from handover_policy.model.effects import Because, CaseEffect, EmployeeNamed

CASE_FIELDS = (
    "state",
    "cause",
    "arrival",
    "notice_days",
    "notice_end",
    "notice_binding",
    "last_day",
    "shortfall_days",
    "absent",
    "successor",
)


def write_case(work: CaseWork) -> None:
    """Write a case that is new, or of which something has changed that its effect tells."""
    case, before = work.case, work.before
    if before is not None and all(getattr(case, name) == getattr(before, name) for name in CASE_FIELDS):
        return
    rows = {row.id: row for row in work.book.policy.notice_table.rows}
    row = rows.get(case.notice_row or "")
    table = work.book.policy.notice_table
    rule, place = (row.id, row.location) if row else ("notice_days", table.location)
    condition: Condition = row.when if row else ALWAYS
    law = row.law if row else ()
    if case.opened_by != "resignation.submitted":
        rule, place, law = case.opened_by, Location(work.book.policy.manifest.location.file), ()
    why = because(rule, place, condition, surroundings(work), law)
    work.effect(case_effect(case, employee_named(work.employee), why))


def case_effect(case: Case, employee: EmployeeNamed, because: Because) -> CaseEffect:
    """Return a case as it stands, as an effect."""
    told = {name: getattr(case, name) for name in CASE_FIELDS}
    return CaseEffect(case=case.id, employee=employee, because=because, **told)
