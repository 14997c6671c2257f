"""StaffList, PersonShown: employees as a list shows them, and one of them with everything that is told of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.portal.visitor import Visitor, is_over
from handover_policy.app.serving.people import contacts_of, hr_of
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.ledger.reading.people import leaving_among, people_page
from handover_policy.model.case import Case
from handover_policy.model.employee import Delegation, Employee

A_PAGE = 50
PRIVATE = frozenset({"private_phone", "private_email"})
"""Where somebody is reached at home: for hr and auditors alone, for one-time codes and certificates go there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """An employee in a list; role and stage by their titles."""

    employee: Employee
    role: str
    stage: str
    manager: str
    department: str
    hr: bool
    auditor: bool
    left: bool
    leaving: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffList:
    """A page of employees; `page` counts from 1; `offices` are contacts and auditors who are none, by id and name."""

    rows: Sequence[StaffRow]
    text: str
    count: int
    page: int
    pages: int
    offices: Sequence[tuple[str, str]]

    @property
    def first(self) -> int:
        """The number of the first on the page."""
        return (self.page - 1) * A_PAGE + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """An employee with their departures, who may act for them, and the addresses that are the reader's to see."""

    row: StaffRow
    addresses: Mapping[str, str]
    cases: Sequence[Case]
    delegations: Sequence[Delegation]
    names: Mapping[str, str]


def staff_list(view: View, text: str, page: int) -> StaffList:
    """Return a page of employees."""
    company = view.company.id
    count, ids = people_page(view.connection, company, text, A_PAGE, (max(page, 1) - 1) * A_PAGE)
    pages = max((count + A_PAGE - 1) // A_PAGE, 1)
    if page > pages:
        page = pages
        count, ids = people_page(view.connection, company, text, A_PAGE, (page - 1) * A_PAGE)
    view.state.person_rows.fetch(ids)
    people = [employee for person in ids if (employee := view.state.employee(person)) is not None]
    managers = {str(each.attributes.get("manager")) for each in people if each.attributes.get("manager")}
    view.state.person_rows.fetch(sorted(managers))
    leaving = leaving_among(view.connection, company, ids)
    rows = [_row(view, each, leaving) for each in people]
    return StaffList(rows=rows, text=text, count=count, page=page, pages=pages, offices=_offices(view))


def person_shown(view: View, visitor: Visitor, person: str) -> PersonShown | None:
    """Return an employee as hr, an auditor, or their manager may see them; None for everybody else."""
    employee = view.state.employee(person)
    if employee is None or not (visitor.reads_all or (visitor.manages and is_over(view, visitor, person))):
        return None
    delegations = view.state.delegations(person)
    cases = [case for case in view.state.cases_of(person) if case.state != "withdrawn"]
    people = {each.delegate for each in delegations} | {each.by for each in delegations}
    return PersonShown(
        row=_row(view, employee, {person} if view.state.open_case(person) is not None else set()),
        addresses={
            kind: told
            for kind, told in addresses_of(view.connection, view.company.id, (person,)).get(person, {}).items()
            if visitor.reads_all or kind not in PRIVATE
        },
        cases=cases,
        delegations=delegations,
        names={each: view.called(each) or each for each in people},
    )


def _row(view: View, employee: Employee, leaving: Collection[str]) -> StaffRow:
    told, vocabulary = employee.attributes, view.policy.manifest.vocabulary
    role, stage, manager = str(told.get("role") or ""), str(told.get("stage") or ""), str(told.get("manager") or "")
    return StaffRow(
        employee=employee,
        role=vocabulary.get("employee.role", {}).get(role, role),
        stage=vocabulary.get("employee.stage", {}).get(stage, stage),
        manager=(view.called(manager) or manager) if manager else "",
        department=str(told.get("department") or ""),
        hr=employee.id in hr_of(view.company.settings, view.policy),
        auditor=employee.id in view.company.settings.auditors,
        left=employee.left,
        leaving=employee.id in leaving,
    )


def _offices(view: View) -> Sequence[tuple[str, str]]:
    """Return contacts and auditors who are no employees, by id and name."""
    several = contacts_of(view.company.settings, (view.policy,))
    return [(person, view.called(person) or person) for person in several if view.state.employee(person) is None]
