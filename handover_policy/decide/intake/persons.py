"""Events about a person that need no case: hired, changed, signed, profile, uploads, delegations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from handover_policy.decide.casework import Refused
from handover_policy.decide.intake.register import Register
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.wording import problem_sentence
from handover_policy.model.altered import altered
from handover_policy.model.decision import Effect
from handover_policy.model.employee import Delegation, Employee, Section
from handover_policy.model.event import Event

PersonChange: TypeAlias = Callable[[Register, Rulebook, Event, date], tuple[Employee, list[Effect]]]


def _problem(book: Rulebook, code: str, subject: str, **details: object) -> Effect:
    message = problem_sentence(code, chinese=book.chinese, **details)
    content = {"code": code, "severity": "warning", "message": message, "subject": subject}
    return Effect(kind="problem", case=None, content=content)


def _known(register: Register, event: Event) -> Employee:
    employee = register.employee(event.subject)
    if employee is None:
        raise Refused("unknown-employee", who=event.subject[:200])
    return employee


def _attributes(event: Event) -> dict[str, object]:
    return {name: value for name, value in event.data.items() if value is not None}


def hire(register: Register, book: Rulebook, event: Event, day: date) -> tuple[Employee, list[Effect]]:
    """Know a person; someone who left starts anew, someone employed is taken as changed, with a problem."""
    known = register.employee(event.subject)
    attributes = _attributes(event)
    hired_on = date.fromisoformat(str(attributes["hired_on"]))
    if known is not None and not register.has_left(event.subject, day):
        merged = MappingProxyType({**known.attributes, **attributes})
        changed = altered(known, attributes=merged, hired_on=hired_on)
        return changed, [_problem(book, "already-employed", event.subject)]
    departures = known.departures if known is not None else 0
    fresh = Employee(
        id=event.subject,
        attributes=MappingProxyType(attributes),
        hired_on=hired_on,
        known_since=day,
        departures=departures,
    )
    return fresh, []


def change(register: Register, book: Rulebook, event: Event, day: date) -> tuple[Employee, list[Effect]]:  # noqa: ARG001 - one shape for all
    """Take over what was told anew of a person."""
    known = _known(register, event)
    attributes = _attributes(event)
    hired_on = date.fromisoformat(str(attributes["hired_on"])) if "hired_on" in attributes else known.hired_on
    merged = MappingProxyType({**known.attributes, **attributes})
    return altered(known, attributes=merged, hired_on=hired_on), []


def sign_agreement(register: Register, book: Rulebook, event: Event, day: date) -> tuple[Employee, list[Effect]]:  # noqa: ARG001 - one shape for all
    """Note which clauses a person has signed."""
    known = _known(register, event)
    clauses = event.data.get("clauses")
    names = [str(name) for name in clauses] if isinstance(clauses, list | tuple) else []
    rules = {clause.id for clause in book.policy.clauses}
    problems = [_problem(book, "unknown-clause", name, clause=name) for name in names if name not in rules]
    return altered(known, signed=known.signed | frozenset(names)), problems


def update_profile(register: Register, book: Rulebook, event: Event, day: date) -> tuple[Employee, list[Effect]]:
    """Replace a section of the work profile; records need their key, each its own (contract 2.6)."""
    name = str(event.data["section"])
    records = event.data["records"]
    rows = tuple(record for record in records if isinstance(record, Mapping)) if isinstance(records, list) else ()
    rules = {section.id: section for section in book.policy.sections}
    rule = rules.get(name)
    if rule is None:
        raise Refused("invalid-event", why=f"section: {name[:100]!r} ({', '.join(rules)})")
    keys = [row.get(rule.key) for row in rows]
    usable = [str(key) for key in keys if isinstance(key, str | int) and not isinstance(key, bool) and key != ""]
    if len(usable) < len(rows) or len(set(usable)) < len(usable):
        raise Refused("invalid-event", why=f"records: {rule.key}")
    known = _known(register, event)
    section = Section(records=tuple(MappingProxyType(dict(row)) for row in rows), updated_on=day)
    return altered(known, profile=MappingProxyType({**known.profile, name: section})), []


def upload(register: Register, book: Rulebook, event: Event, day: date) -> tuple[Employee, list[Effect]]:
    """Note an upload, and the duty it meets where it names one."""
    known = _known(register, event)
    duty = event.data.get("duty")
    if duty is None:
        return known, []
    if duty not in {rule.id for rule in book.policy.uploads}:
        return known, [_problem(book, "unknown-duty", str(duty), duty=duty)]
    newest = max(day, known.uploads.get(str(duty), day))
    return altered(known, uploads=MappingProxyType({**known.uploads, str(duty): newest})), []


def delegate(register: Register, book: Rulebook, event: Event, day: date) -> tuple[Employee, list[Effect]]:  # noqa: ARG001 - one shape for all
    """Note that one person may act for another."""
    known = _known(register, event)
    until = event.data.get("until")
    register.put_delegation(
        Delegation(
            principal=str(event.data["from"]),
            delegate=str(event.data["to"]),
            until=date.fromisoformat(str(until)) if until is not None else None,
        )
    )
    return known, []


PERSON_EVENTS: Mapping[str, PersonChange] = {
    "employee.hired": hire,
    "employee.changed": change,
    "agreement.signed": sign_agreement,
    "profile.updated": update_profile,
    "document.uploaded": upload,
    "delegation.recorded": delegate,
}
