"""Delegating: who may record that one person acts for another (contract 2.5)."""

from __future__ import annotations

from handover_policy.decide.casework import Refused
from handover_policy.decide.handover.authority import called
from handover_policy.decide.moment import Moment
from handover_policy.decide.people import Asking, candidates, is_known
from handover_policy.model.employee import Employee
from handover_policy.model.events import DelegationRecorded


def may_delegate(moment: Moment, subject: Employee, told: DelegationRecorded) -> None:
    """Refuse a delegation that neither its principal nor hr has given, or between people whom nobody knows.

    Whoever is leaving speaks for hr no more: a delegation must not serve the leaver's own case.
    """
    here, register = moment.book, moment.register
    for person in (told.principal, told.delegate):
        if not is_known(person, here, register):
            raise Refused("unknown-employee", who=person[:200])
    asking = Asking(
        book=here, here=here, employee=subject, case=None, directory=register, day=moment.day, watched=set()
    )
    of_hr = [each for each in dict.fromkeys(candidates(asking, "hr")) if register.open_case(each) is None]
    contacts = {each for each in of_hr if each in here.contact_people} or set(of_hr)
    allowed = dict.fromkeys((told.principal, *(each for each in of_hr if each in contacts)))
    if told.by not in allowed or register.has_left(told.by, moment.day):
        people = tuple(called(each, here, register) for each in allowed)
        raise Refused("wrong-party", reason="delegating", people=people, by=called(told.by[:200], here, register))
