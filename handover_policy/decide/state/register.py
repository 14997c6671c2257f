"""Register: the state of the fold, kept in four tables; takes in what each decision changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from handover_policy.decide.state.agenda import Agenda
from handover_policy.decide.state.cases import Cases
from handover_policy.decide.state.people import People
from handover_policy.decide.state.seen_events import SeenEvents
from handover_policy.decide.state.tables import AgendaTable, CaseTable, PeopleTable, SeenTable
from handover_policy.model.case import Case
from handover_policy.model.employee import Delegation, Employee

AT_ONCE = datetime(1900, 1, 1, tzinfo=UTC).timestamp()


class Register:
    """The fold of all events: employees, cases, delegations, and when each next needs a look.

    It is the one thing here that changes; decisions are pure functions of what it answers. It is read as a `Directory`.
    Each of its tables may be another one with the same face: rows of a database, say.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        *,
        people: PeopleTable | None = None,
        cases: CaseTable | None = None,
        seen: SeenTable | None = None,
        agenda: AgendaTable | None = None,
    ) -> None:
        """Start with these tables, knowing nobody where none is given; `zone` tells when local days begin."""
        self.zone = zone
        self.seen: SeenTable = SeenEvents() if seen is None else seen
        self.people_table: PeopleTable = People() if people is None else people
        self.case_table: CaseTable = Cases() if cases is None else cases
        self.agenda: AgendaTable = Agenda() if agenda is None else agenda
        self.employee = self.people_table.get
        self.people = self.people_table.by_id
        self.delegations = self.people_table.delegations
        self.case_of = self.case_table.newest
        self.open_case = self.case_table.open_case

    def has_left(self, person: str, day: date) -> bool:
        """Return whether a person has left, or has an open case whose last day is before `day`."""
        employee = self.employee(person)
        if employee is None:
            return False
        if employee.left:
            return True
        case = self.open_case(person)
        return (
            case is not None
            and case.last_day is not None
            and employee.hired_on <= case.last_day < day  # hired after it: the case is one of an earlier employment
            and case.cause != "transfer"
        )

    def watching(self, person: str) -> tuple[str, ...]:
        """Return the employees in whose open cases a person holds, or might hold, a step; sorted."""
        return tuple(sorted(self.case_table.watching(person)))

    def open_cases(self) -> Iterable[Case]:
        """Return every open case, by employee id."""
        return (case for _, case in sorted(self.case_table.open_by_employee().items()))

    def due(self, moment: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return, and forget, whose case and whose duties need a look by a moment; each sorted by employee id.

        Whoever is woken sets the next time when put back.
        """
        self.agenda.tick(moment)
        found: Mapping[str, set[str]] = {"case": set(), "duty": set()}
        for kind, person in self.agenda.due(moment):
            found[kind].add(person)
        return tuple(sorted(found["case"])), tuple(sorted(found["duty"]))

    def owes(self, person: str, moment: datetime) -> bool:
        """Return whether a duty of a person may be found missed by a moment."""
        at = self.agenda.wakes("duty", person)
        return at is not None and at <= moment.timestamp()

    def reached(self, case: Case) -> datetime:
        """Return the moment a case stands at: clock events moved it while it was open, though none looked at it."""
        moved = self.agenda.moved_to(case.employee)
        return case.now if moved is None else max(case.now, moved)

    def put_employee(self, employee: Employee, duty_day: date | None) -> None:
        """Take in a person, and the local day on which a duty may be found missed."""
        self.people_table.put(employee)
        begins = None if duty_day is None else datetime.combine(duty_day, time(), tzinfo=self.zone).timestamp()
        self.agenda.sleep("duty", employee.id, begins)

    def put_case(self, case: Case, watched: frozenset[str], wake: datetime | None) -> None:
        """Take in a case, the people it depends on, and when a clock event next changes it."""
        self.case_table.put(case, watched)
        if case.state != "open":
            self.agenda.forget(case.employee)
            self.agenda.sleep("case", case.employee, None)
            return
        self.agenda.touch(case.employee)
        # What waits for a moment that the case is past waits for any clock event, even one that is told late.
        stamp = wake.timestamp() if wake is not None and wake > case.now else AT_ONCE
        self.agenda.sleep("case", case.employee, None if wake is None else stamp)

    def put_delegation(self, delegation: Delegation) -> None:
        """Take in who may act for whom."""
        self.people_table.put_delegation(delegation)
