"""Beginning: from which day an employee owes duties at all, and which sections ask for updates (contract 2.6)."""

from __future__ import annotations

from datetime import date

from handover_policy.model.employee import Employee
from handover_policy.policy.policy_set import Manifest, SectionRule


def duties_begin(employee: Employee, manifest: Manifest) -> date:
    """Return the day on which the employee's duties begin.

    It is the last of `duties.from`, the day of hiring, the day since which the person is known here, and the first
    day of the version in force: nobody is late on the day on which rules begin to count.
    """
    told = manifest.duties_from or manifest.effective_from
    return max(told, employee.hired_on, employee.known_since, manifest.effective_from)


def owes_updates(employee: Employee, section: SectionRule) -> bool:
    """Return whether a section asks the employee for updates: one that is not required owes nothing while empty."""
    told = employee.profile.get(section.id)
    return section.required or (told is not None and bool(told.records))
