"""Register: the state of the fold, kept in four tables; takes in what each decision changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from handover_policy.decide.state.agenda import Agenda
from handover_policy.decide.state.cases import Cases
from handover_policy.decide.state.outlook import Outlook
from handover_policy.decide.state.people import People
from handover_policy.decide.state.seen_events import SeenEvents
from handover_policy.decide.state.tables import AgendaTable, CaseTable, PeopleTable, SeenTable
from handover_policy.model.altered import altered
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
        self.case = self.case_table.get
        self.watched = self.case_table.watched
        self._outlooks: dict[str, Outlook] = {}

    def has_left(self, person: str, day: date) -> bool:
        """Return whether a person has left by a day: by their open case, whose end may have been told ahead."""
        employee = self.employee(person)
        if employee is None:
            return False
        if employee.left:
            return True
        case = self.open_case(person)
        away = case.away_from if case is not None else None
        return away is not None and away <= day

    def case_of(self, person: str) -> Case | None:
        """Return the newest case of a person, open or over."""
        names = self.case_table.of(person)
        return self.case(names[-1]) if names else None

    def cases_of(self, person: str) -> tuple[Case, ...]:
        """Return every case of a person, open or over, the oldest first."""
        found = [self.case(name) for name in self.case_table.of(person)]
        return tuple([case for case in found if case is not None])

    def open_case(self, person: str) -> Case | None:
        """Return the newest open case of a person's employment of now; those of earlier ones stand for themselves."""
        names = self.case_table.of(person)
        if not names:  # most people have none, and this is asked of everybody who might stand for a party
            return None
        employee, opened = self.employee(person), self.case_table.open_by_id()
        for name in reversed(names):
            case = opened.get(name)
            if case is not None and employee is not None and case.employment == employee.employment:
                return case
        return None

    def watching(self, person: str) -> tuple[str, ...]:
        """Return the ids of the open cases in which a person holds, or might hold, a step; sorted."""
        return tuple(sorted(self.case_table.watching(person)))

    def outlook(self, case: Case) -> Outlook | None:
        """Return what was worked out of a case when it was put back; None where that does not count for it any more."""
        found = self._outlooks.get(case.id)
        return found if found is not None and found.case is case else None

    def open_cases(self) -> Iterable[Case]:
        """Return every open case, by id."""
        return (case for _, case in sorted(self.case_table.open_by_id().items()))

    def due(self, moment: datetime, most: int | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return, and forget, which cases and whose duties need a look by a moment; each sorted by id.

        Whoever is woken sets the next time when put back. Of more than `most` the earliest are returned.
        """
        self.agenda.tick(moment)
        found: Mapping[str, set[str]] = {"case": set(), "duty": set()}
        for kind, person in self.agenda.due(moment, most):
            found[kind].add(person)
        return tuple(sorted(found["case"])), tuple(sorted(found["duty"]))

    def owes(self, person: str, moment: datetime) -> bool:
        """Return whether a duty of a person may be found missed by a moment."""
        at = self.agenda.wakes("duty", person)
        return at is not None and at <= moment.timestamp()

    def reached(self, case: Case) -> datetime:
        """Return the moment a case stands at: clock events moved it while it was open, though none looked at it."""
        moved = self.agenda.moved_to(case.id)
        return case.now if moved is None else max(case.now, moved)

    def put_employee(self, employee: Employee, duty_day: date | None) -> None:
        """Take in a person, and the local day on which a duty may be found missed.

        An absence may wait for a day too, and a message for a moment.
        """
        known = self.employee(employee.id)
        if known is None or _standing(known) != _standing(employee):
            self._stir(employee.id)
        elif known.attributes != employee.attributes:
            for name in self.case_table.of(employee.id):
                self._look_again(name)
        self.people_table.put(employee)
        days = [day for day in (duty_day, employee.absence_opens) if day is not None]
        duty_day = min(days, default=None)
        moments = [] if duty_day is None else [datetime.combine(duty_day, time(), tzinfo=self.zone).timestamp()]
        moments += [item.at.timestamp() for item in employee.awaited]
        self.agenda.sleep("duty", employee.id, min(moments, default=None))

    def put_case(
        self, case: Case, watched: frozenset[str], wake: datetime | None, outlook: Outlook | None = None
    ) -> None:
        """Take in a case, the people it depends on, and when a clock event next changes it."""
        before = self.case_table.open_by_id().get(case.id)
        if before is None or _ending(before) != _ending(case):
            self._stir(case.employee)
        self.case_table.put(case, watched)
        if outlook is None or case.state != "open":
            self._outlooks.pop(case.id, None)
        else:
            self._outlooks[case.id] = outlook
        # What waits for a moment that the case is past waits for any clock event, even one that is told late.
        stamp = wake.timestamp() if wake is not None and wake > case.now else AT_ONCE
        self.agenda.sleep("case", case.id, None if wake is None else stamp)
        if case.state == "open":
            self.agenda.touch(case.id)
        else:
            self.agenda.forget(case.id)  # only what recurs after the end still waits for a clock event

    def keep_person(self, case: Case, employee: Employee) -> None:
        """Let a case keep its employee as they were, whatever becomes of the person afterwards."""
        self.case_table.put(altered(case, person=employee), self.watched(case.id))
        self._outlooks.pop(case.id, None)

    def move_case(self, case: Case, outlook: Outlook) -> None:
        """Take in an open case of which nothing but its moment has changed."""
        self.case_table.put(case, self.watched(case.id))
        outlook.case = case
        self.agenda.touch(case.id)
        stamp = self.agenda.wakes("case", case.id)
        if stamp is not None and stamp <= case.now.timestamp():
            self.agenda.sleep("case", case.id, AT_ONCE)

    def look_anew(self) -> None:
        """Forget what was worked out of open cases: they are judged by other rulebooks from now on."""
        self._outlooks.clear()

    def _stir(self, person: str) -> None:
        """Note news of a person by which somebody else may stand for a party in the cases that depend on them."""
        for name in self.case_table.watching(person):
            self._look_again(name)

    def _look_again(self, name: str) -> None:
        outlook = self._outlooks.get(name)
        if outlook is not None:
            outlook.until = None

    def put_delegation(self, delegation: Delegation) -> None:
        """Take in who may act for whom."""
        self.people_table.put_delegation(delegation)


def _ending(case: Case) -> tuple[object, ...]:
    """Return what of a case decides from when on its person stands for nobody."""
    return case.state, case.cause, case.last_day, case.left_on, case.absence_opens


def _standing(employee: Employee) -> tuple[object, ...]:
    """Return what of a person decides who stands for a party in the cases of others."""
    return employee.left, employee.hired_on, employee.attributes.get("manager")
