"""Events about a person that need no case: hired, changed, signed, profile, uploads, delegations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from handover_policy.decide.carrying import carry_others, hired_again, pass_over, put_back, take_up
from handover_policy.decide.casework import MOMENTARY, CaseWork, Refused
from handover_policy.decide.handover import departure
from handover_policy.decide.intake.renamed import by_names_here
from handover_policy.decide.judged import Judged, decision_on
from handover_policy.decide.judging.duties import next_duty_day
from handover_policy.decide.moment import Moment
from handover_policy.decide.owing import announced_to, missed_by
from handover_policy.decide.stages import carry_on, settle
from handover_policy.decide.wording import problem
from handover_policy.model.altered import altered
from handover_policy.model.decision import Reason
from handover_policy.model.effects import Effect
from handover_policy.model.employee import Delegation, Employee, Section
from handover_policy.model.events import (
    AgreementSigned,
    DelegationRecorded,
    DocumentUploaded,
    EmployeeChanged,
    EmployeeHired,
    ProfileUpdated,
)

Changed: TypeAlias = tuple[Employee, list[Effect]]
"""A person as an event leaves them, and the problems found on the way."""

LEAVES_CASES = frozenset({"document.uploaded", "delegation.recorded"})
"""Events of which no fact of a case tells."""
CHANGES_TASKS = frozenset({"employee.changed", "profile.updated", "employee.hired"})
"""Events after which the task files are matched again (contract, "tasks")."""


def person_event(moment: Moment) -> Judged:
    """Apply an event about a person, then carry on the cases it touches."""
    register, event, book = moment.register, moment.event, moment.book
    employee, problems = PERSON_EVENTS[event.type](moment, by_names_here(event, book.names).told)
    if employee is not register.employee(event.subject):
        register.put_employee(employee, next_duty_day(employee, book, moment.day))
    works: dict[str, CaseWork] = {}
    case = register.open_case(event.subject)
    if case is not None:
        works[case.id] = work = take_up(moment, case, moved=True)
        if work.outlook is not None and _leaves_case(work):
            pass_over(moment, work, work.outlook)
        else:
            _carry_own(moment, work)
    # Whoever has just been told of has not had the time to sign or to upload what an older hired day asks for.
    missed = () if event.type == "employee.hired" else missed_by(moment, event.subject)
    effects = [*problems, *missed, *announced_to(moment, event.subject, missed)]
    if event.type == "employee.hired":
        works |= carry_others(moment)
    for work in works.values():
        effects.extend(work.effects)
    named = case.id if case is not None else None
    return Judged(decision=decision_on(event, "applied", named, book, effects), works=works, book=book)


def _carry_own(moment: Moment, work: CaseWork) -> None:
    """Carry on the open case of the person whom the event is about."""
    settle(work)
    if moment.event.type in CHANGES_TASKS and not hired_again(work):
        departure.plan_again(work)
    work.trigger(moment.event.type)
    carry_on(work)
    put_back(moment, work)


def _leaves_case(work: CaseWork) -> bool:
    """Return whether an event changes nothing of the person's case but its moment.

    So it is where no rule waits for the event, no gate reads it, and neither time nor people have moved since the case
    was put back.
    """
    kind, book = work.event.type, work.book
    quiet = work.still and kind in LEAVES_CASES and kind not in book.notices_by_trigger and not book.gates_read_event
    return quiet and not any(code in MOMENTARY for code, _ in work.case.problems)


def hire(moment: Moment, told: EmployeeHired) -> Changed:
    """Know a person; someone who left starts anew, someone employed is taken as changed, with a problem."""
    person = moment.event.subject
    known = moment.register.employee(person)
    if known is not None and not moment.register.has_left(person, moment.day):
        merged = MappingProxyType({**known.attributes, **told.attributes})
        changed = altered(known, attributes=merged, hired_on=told.hired_on)
        return changed, [_problem(moment, "already-employed", person)]
    departures = known.departures if known is not None else 0
    fresh = Employee(
        id=person,
        attributes=told.attributes,
        hired_on=told.hired_on,
        known_since=moment.day,
        departures=departures,
    )
    return fresh, []


def change(moment: Moment, told: EmployeeChanged) -> Changed:
    """Take over what was told anew of a person."""
    known = _known(moment)
    merged = MappingProxyType({**known.attributes, **told.attributes})
    return altered(known, attributes=merged, hired_on=told.hired_on or known.hired_on), []


def sign_agreement(moment: Moment, told: AgreementSigned) -> Changed:
    """Note which clauses a person has signed."""
    known = _known(moment)
    rules = {clause.id for clause in moment.book.policy.clauses}
    problems = [_problem(moment, "unknown-clause", name, clause=name) for name in told.clauses if name not in rules]
    return altered(known, signed=known.signed | frozenset(told.clauses)), problems


def update_profile(moment: Moment, told: ProfileUpdated) -> Changed:
    """Replace a section of the work profile; records need their key, each its own (contract 2.6)."""
    name, rows = told.section, told.records
    rules = {section.id: section for section in moment.book.policy.sections}
    rule = rules.get(name)
    if rule is None:
        raise Refused(
            "invalid-event", why=(Reason("unknown-section", "section", {"name": name[:100], "known": tuple(rules)}),)
        )
    keys = [row.get(rule.key) for row in rows]
    usable = [str(key) for key in keys if isinstance(key, str | int) and not isinstance(key, bool) and key != ""]
    if len(usable) < len(rows) or len(set(usable)) < len(usable):
        raise Refused("invalid-event", why=(Reason("key-not-unique", "records", {"key": rule.key}),))
    known = _known(moment)
    section = Section(records=rows, updated_on=moment.day)
    return altered(known, profile=MappingProxyType({**known.profile, name: section})), []


def upload(moment: Moment, told: DocumentUploaded) -> Changed:
    """Note an upload, and the duty it meets where it names one."""
    known, duty = _known(moment), told.duty
    if duty is None:
        return known, []
    if duty not in {rule.id for rule in moment.book.policy.uploads}:
        return known, [_problem(moment, "unknown-duty", duty, duty=duty)]
    newest = max(moment.day, known.uploads.get(duty, moment.day))
    return altered(known, uploads=MappingProxyType({**known.uploads, duty: newest})), []


def delegate(moment: Moment, told: DelegationRecorded) -> Changed:
    """Note that one person may act for another."""
    known = _known(moment)
    moment.register.put_delegation(Delegation(principal=told.principal, delegate=told.delegate, until=told.until))
    return known, []


def _known(moment: Moment) -> Employee:
    employee = moment.register.employee(moment.event.subject)
    if employee is None:
        raise Refused("unknown-employee", who=moment.event.subject[:200])
    return employee


def _problem(moment: Moment, code: str, subject: str, **details: object) -> Effect:
    return problem(code, details, moment.book.words, case=None, subject=subject)


PERSON_EVENTS: Mapping[str, Callable[[Moment, Any], Changed]] = {
    "employee.hired": hire,
    "employee.changed": change,
    "agreement.signed": sign_agreement,
    "profile.updated": update_profile,
    "document.uploaded": upload,
    "delegation.recorded": delegate,
}
"""What each event about a person does."""
