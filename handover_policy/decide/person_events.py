"""Events about a person that need no case: hired, changed, signed, profile, uploads, delegations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from handover_policy.decide.carrying import carry_others, pass_over, put_back, take_up
from handover_policy.decide.casework import MOMENTARY, CaseWork, Refused
from handover_policy.decide.decided import Decided, decision_on
from handover_policy.decide.departing import absences, departure
from handover_policy.decide.departing.employment import ended_on, keep_people
from handover_policy.decide.departing.leaps import no_leap
from handover_policy.decide.evaluating.duties import next_duty_day
from handover_policy.decide.evaluating.making_good import duties_met
from handover_policy.decide.handover.delegating import may_delegate
from handover_policy.decide.intake.renamed import by_names_here
from handover_policy.decide.intake.values import by_titles, unknown_values
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
MAKES_GOOD = frozenset({"agreement.signed", "profile.updated", "document.uploaded"})
"""Events that may do what was missed before."""
CHANGES_TASKS = frozenset({"employee.changed", "profile.updated", "employee.hired"})
"""Events after which the task files are matched again (contract, "tasks")."""


def person_event(moment: Moment) -> Decided:
    """Apply an event about a person, then carry on the cases it touches."""
    moment = altered(moment, event=by_titles(moment.event, moment.book.policy.manifest))
    register, event, book = moment.register, moment.event, moment.book
    known, waiting = register.employee(event.subject), register.open_case(event.subject)
    if waiting is not None or (known is not None and known.absence_opens is not None):
        no_leap(moment, waiting)
    employee, problems = PERSON_EVENTS[event.type](moment, by_names_here(event, book.names).told)
    if employee is not known:
        if known is not None:
            keep_people(register, known, employee, moment.day)
        register.put_employee(employee, next_duty_day(employee, book, moment.day))
    works: dict[str, CaseWork] = {}
    case = register.open_case(event.subject)
    of_now = (each for each in register.cases_of(event.subject) if each.employment == employee.employment)
    begun = absences.opened_by_absence(moment, employee)
    if begun is not None:
        _carry_begun(moment, begun)
        works[begun.case.id], case = begun, begun.case
    for each in [each for each in of_now if each.state == "open" and each.id not in works]:
        works[each.id] = work = take_up(moment, each, moved=True)
        if work.outlook is not None and _leaves_case(work):
            pass_over(moment, work, work.outlook)
        else:
            _carry_own(moment, work)
    # Whoever has just been told of has not had the time to sign or to upload what an older hired day asks for.
    missed = () if event.type == "employee.hired" else missed_by(moment, event.subject)
    effects = [*problems, *_met(moment, known), *missed, *announced_to(moment, event.subject, missed)]
    if event.type == "employee.hired" or begun is not None or _reports_to_another(known, employee):
        works |= carry_others(moment, works.keys())
    for work in works.values():
        effects.extend(work.effects)
    named = case.id if case is not None else None
    return Decided(decision=decision_on(event, "applied", named, book, effects), works=works, book=book)


def _reports_to_another(known: Employee | None, now: Employee) -> bool:
    """Return whether somebody has another manager, who may then stand in where others depend on them."""
    return known is not None and known.attributes.get("manager") != now.attributes.get("manager")


def _carry_own(moment: Moment, work: CaseWork) -> None:
    """Carry on the open case of the person whom the event is about."""
    settle(work)
    if moment.event.type in CHANGES_TASKS and work.case.person is None:
        departure.plan_again(work)
    work.trigger(moment.event.type)
    carry_on(work)
    put_back(moment, work)


def _carry_begun(moment: Moment, work: CaseWork) -> None:
    """Carry on the case that an absence of the person opens by now."""
    work.trigger(moment.event.type)
    carry_on(work)
    put_back(moment, work)


def _leaves_case(work: CaseWork) -> bool:
    """Return whether an event changes nothing of the person's case but its moment.

    So it is where no rule waits for the event, no gate reads it, and neither time nor people have moved since the case
    was put back.
    """
    kind, book = work.event.type, work.book
    quiet = work.still and kind in LEAVES_CASES and kind not in book.notices_by_trigger and not book.named.gates_event
    return quiet and not any(code in MOMENTARY for code, _ in work.case.problems)


def hire(moment: Moment, told: EmployeeHired) -> Changed:
    """Know a person; someone who left starts anew, someone employed is taken as changed, with a problem."""
    person = moment.event.subject
    known = moment.register.employee(person)
    if known is None:
        since = told.known_since or moment.day
        fresh = Employee(id=person, attributes=told.attributes, hired_on=told.hired_on, known_since=since)
        return fresh, _unknown_values(moment, told.attributes)
    end = ended_on(moment.register, known)
    if end is not None and told.hired_on > end:
        fresh = Employee(
            id=person,
            attributes=told.attributes,
            hired_on=told.hired_on,
            known_since=told.known_since or moment.day,
            departures=known.departures,
            employment=known.employment + 1,
        )
        return fresh, _unknown_values(moment, told.attributes)
    if end is not None and moment.day > end:
        return known, [_problem(moment, "already-known", person, day=end.isoformat())]
    merged = MappingProxyType({**known.attributes, **told.attributes})
    since = told.known_since or known.known_since
    if (merged, told.hired_on, since) == (known.attributes, known.hired_on, known.known_since):
        return known, []
    changed = altered(known, attributes=merged, hired_on=told.hired_on, known_since=since)
    return changed, [_problem(moment, "already-employed", person), *_unknown_values(moment, told.attributes)]


def _met(moment: Moment, before: Employee | None) -> tuple[Effect, ...]:
    """Return what was missed, and is made good by the event."""
    after, case = moment.register.employee(moment.event.subject), moment.register.open_case(moment.event.subject)
    if before is None or after is None or moment.event.type not in MAKES_GOOD:
        return ()
    return tuple(duties_met(before, after, moment.book, moment.day, case.id if case is not None else None))


def change(moment: Moment, told: EmployeeChanged) -> Changed:
    """Take over what was told anew of a person."""
    known = _known(moment)
    merged = MappingProxyType({**known.attributes, **told.attributes})
    hired_on, known_since = told.hired_on or known.hired_on, told.known_since or known.known_since
    changed = altered(known, attributes=merged, hired_on=hired_on, known_since=known_since)
    return changed, _unknown_values(moment, told.attributes)


def _unknown_values(moment: Moment, told: Mapping[str, object]) -> list[Effect]:
    """Return a problem for each value that the vocabulary does not hold: it is kept, but no rule may know it."""
    person, manifest = moment.event.subject, moment.book.policy.manifest
    return [
        _problem(moment, "unknown-value", f"{person}:{unknown.attribute}", **unknown.params)
        for unknown in unknown_values(told, manifest)
    ]


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
    wrong = tuple(_wrong_keys(rows, rule.key))
    if wrong:
        raise Refused("invalid-event", why=wrong)
    known = _known(moment)
    section = Section(records=rows, updated_on=moment.day)
    return altered(known, profile=MappingProxyType({**known.profile, name: section})), []


def _wrong_keys(rows: tuple[Mapping[str, object], ...], key: str) -> Iterator[Reason]:
    """Yield which records lack their key, and which have that of an earlier one."""
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        value = row.get(key)
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            yield Reason("key-missing", "records", {"key": key, "number": number})
        elif str(value) in seen:
            first = seen[str(value)]
            told = {"key": key, "value": str(value)[:100], "first": first, "number": number}
            yield Reason("key-given-twice", "records", told)
        else:
            seen[str(value)] = number


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
    """Note that one person may act for another, by the word of that person or of hr (contract 2.5)."""
    known = _known(moment)
    may_delegate(moment, known, told)
    moment.register.put_delegation(
        Delegation(principal=told.principal, delegate=told.delegate, until=told.until, by=told.by)
    )
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
