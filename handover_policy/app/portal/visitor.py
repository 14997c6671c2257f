"""Visitor: somebody who is signed in, what they are to the company, and whose matters are theirs to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from handover_policy.app.asking.view import View
from handover_policy.app.serving.people import hr_of
from handover_policy.ledger.sessions import SessionKind
from handover_policy.ledger.tables import PEOPLE
from handover_policy.model.case import Case, Task
from handover_policy.model.employee import Employee

HIGHEST = 50
"""Managers above somebody that are asked after: a circle among them ends there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person on the pages.

    Args:
        id: of the person, as events name them.
        name: how they are called.
        employee: what is known of them; None for a contact who is no employee.
        hr: whether they act as hr.
        auditor: whether they read everything and change nothing.
        manages: whether anybody reports to them.
        private: whether they came by a private link, after the employment: they see their own alone.

    """

    id: str
    name: str
    employee: Employee | None = None
    hr: bool = False
    auditor: bool = False
    manages: bool = False
    private: bool = False

    @property
    def reads_all(self) -> bool:
        """Whether everything of the company is theirs to see."""
        return (self.hr or self.auditor) and not self.private

    @property
    def wanted_language(self) -> str | None:
        """The language told of them; None where none was."""
        told = None if self.employee is None else self.employee.attributes.get("language")
        return told if isinstance(told, str) else None


def visitor_of(view: View, person: str, kind: SessionKind = "full") -> Visitor | None:
    """Return who a person is to a company; None where nobody knows them.

    Whoever's employment is over is private, whatever their session began as (service.md section 7).
    """
    employee = view.state.employee(person)
    name = view.called(person)
    settings = view.company.settings
    hr, auditor = person in hr_of(settings, view.policy), person in settings.auditors
    if employee is None and name is None and not hr and not auditor:
        return None
    private = kind == "private" or (employee is not None and view.state.has_left(person, view.today))
    return Visitor(
        id=person,
        name=name or person,
        employee=employee,
        hr=hr and not private,
        auditor=auditor and not private,
        manages=not private and _has_reports(view, person),
        private=private,
    )


def is_over(view: View, visitor: Visitor, person: str) -> bool:
    """Return whether somebody reports to a visitor, directly or through others."""
    known, above = {person}, _manager(view, person)
    while above is not None and above not in known and len(known) < HIGHEST:
        if above == visitor.id:
            return True
        known.add(above)
        above = _manager(view, above)
    return False


def sees_case(view: View, visitor: Visitor, case: Case) -> bool:
    """Return whether a case is a visitor's to see as a whole: their own, of one of their people, or everybody's.

    Whoever has left sees by a private link their own steps, sheet and certificate, nothing whole.
    """
    if visitor.private:
        return False
    if case.employee == visitor.id:
        return True
    return visitor.reads_all or (visitor.manages and is_over(view, visitor, case.employee))


def acts_for_employer(view: View, visitor: Visitor, case: Case) -> bool:
    """Return whether a visitor may do in a case what hr and the manager do; never in their own."""
    if case.employee == visitor.id or visitor.private:
        return False
    return visitor.hr or (not visitor.auditor and visitor.manages and is_over(view, visitor, case.employee))


def sees_task(view: View, visitor: Visitor, case: Case, task: Task) -> bool:
    """Return whether a task is a visitor's to see: one they take part in, or of a case that is theirs to see.

    Who was replaced as successor takes part no longer, unless they did a step; who has left, in their own case alone.
    """
    if visitor.private and case.employee != visitor.id:
        return False
    return takes_part(view, visitor, task) or sees_case(view, visitor, case)


def may_know(view: View, visitor: Visitor, person: str) -> bool:
    """Return whether a visitor may be told that there is nothing of what they ask for about somebody.

    Whoever works here learns of nobody whether they leave; of somebody whom the company does not know there is nothing.
    """
    return visitor.reads_all or view.state.employee(person) is None


def takes_part(view: View, visitor: Visitor, task: Task) -> bool:
    """Return whether a visitor has a step in a task, did one, or may do one for somebody."""
    if any(step.person == visitor.id or (step.done is not None and step.done.by == visitor.id) for step in task.steps):
        return True
    return any(acts_for(view, visitor, step.person, view.today) for step in task.turns)


def acts_for(view: View, visitor: Visitor, person: str | None, day: date) -> bool:
    """Return whether somebody lets a visitor act in their place on a day."""
    if person is None or visitor.private:
        return False
    return any(
        each.delegate == visitor.id and (each.until is None or day <= each.until)
        for each in view.state.delegations(person)
    )


def _manager(view: View, person: str) -> str | None:
    employee = view.state.employee(person)
    told = None if employee is None else employee.attributes.get("manager")
    return told if isinstance(told, str) and told else None


def _has_reports(view: View, person: str) -> bool:
    asked = select(PEOPLE.c.id).where(PEOPLE.c.company == view.company.id, PEOPLE.c.manager == person).limit(1)
    return view.connection.execute(asked).first() is not None
