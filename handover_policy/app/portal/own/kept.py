"""PersonalPage, personal_page: what is kept of somebody, for what, until when, who opened it, what they asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import func, select

from handover_policy.app.asking.view import View
from handover_policy.app.filing.retention import CONTRACT, EVIDENCE, WAGES, retained_from
from handover_policy.app.portal.deliveries.own import MessageTo, messages_to
from handover_policy.app.portal.own.notice import PersonalNotice, personal_notice
from handover_policy.app.portal.own.profile import cell_text
from handover_policy.app.portal.visitor import Visitor
from handover_policy.handbook.in_words import InWords
from handover_policy.ledger.files.tables import FILE_VERSIONS
from handover_policy.ledger.personal.certificates import LASTS
from handover_policy.ledger.personal.openings import openings_of
from handover_policy.ledger.personal.requests import PersonalRequest, requests_of
from handover_policy.ledger.reading.own import rows_about
from handover_policy.ledger.sessions import SignedIn, sessions_of
from handover_policy.model.case import Case
from handover_policy.model.employee import Employee
from handover_policy.texts.texts import texts

MOST_OPENINGS, MOST_DELIVERIES = 50, 60
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
TOLD_BY = ("employee.hired", "employee.changed")
ADDRESSES = "addresses"
PEOPLE = frozenset({"manager", "team_leader"})
UNTOLD = frozenset({ADDRESSES, "known_since"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThing:
    """Something that is kept: its values, for what, and until when; None while that day is not known."""

    kind: str
    values: Sequence[tuple[str, str]] = ()
    count: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """Somebody opened something: who, None for whoever came by a link and a code; what, when."""

    by: str | None
    what: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalPage:
    """What is kept of somebody, what they asked for, and where they are signed in."""

    kept: Sequence[KeptThing]
    openings: Sequence[OpeningLine]
    requests: Sequence[PersonalRequest]
    sessions: Sequence[SignedIn]
    cases: Sequence[Case]
    names: Mapping[str, str]
    hired: bool
    notice: PersonalNotice
    messages: Sequence[MessageTo] = ()


def personal_page(view: View, visitor: Visitor, language: str, now: datetime) -> PersonalPage:
    """Return what is kept of a visitor."""
    company, person = view.company.id, visitor.id
    cases = [each for each in view.state.cases_of(person) if each.state != "withdrawn"]
    openings = [
        OpeningLine(by=each.by or None, what=each.what, at=datetime.fromisoformat(each.at))
        for each in openings_of(view.connection, company, person, MOST_OPENINGS)
    ]
    employee = view.state.employee(person)
    kept = kept_of(view, visitor, language)
    seen = {each.by for each in openings if each.by}
    return PersonalPage(
        kept=kept,
        openings=openings,
        requests=requests_of(view.connection, company, person),
        sessions=sessions_of(view.connection, company, person, now),
        cases=[each for each in cases if gives_certificate(each)],
        names={each: view.called(each) or each for each in seen},
        hired=employee is not None,
        notice=personal_notice(view, language),
        messages=messages_to(view, person, texts(language), MOST_DELIVERIES),
    )


def kept_of(view: View, visitor: Visitor, language: str) -> Sequence[KeptThing]:
    """Return what is kept of somebody, kind by kind; nothing of whoever is no employee."""
    employee = view.state.employee(visitor.id)
    cases = [each for each in view.state.cases_of(visitor.id) if each.state != "withdrawn"]
    return [] if employee is None else list(_kept(view, employee, cases, InWords(view.policy, {}, language)))


def gives_certificate(case: Case) -> bool:
    """Return whether a case gives a leaving certificate."""
    return case.cause not in {"transfer", "death"} and case.last_day is not None


def _kept(view: View, employee: Employee, cases: Sequence[Case], words: InWords) -> Iterator[KeptThing]:
    ends = [each.last_day for each in cases if each.last_day is not None and each.cause != "transfer"]
    last = max(ends, default=None)
    contract, evidence = (_until(view, name, last) for name in (CONTRACT, EVIDENCE))
    told = {**employee.attributes, "hired_on": employee.hired_on.isoformat()}
    named = [(_called(words, name), _value(view, words, name, value)) for name, value in told.items()]
    yield KeptThing(kind="employment", values=[each for each in named if each[1]], until=_until(view, WAGES, last))
    reached = None if last is None else last + LASTS
    yield KeptThing(kind="addresses", values=list(addresses_of(view, employee.id).items()), until=reached)
    records = [
        (words.section(name), str(len(section.records)))
        for name, section in employee.profile.items()
        if section.records
    ]
    yield KeptThing(kind="profile", values=records, until=evidence)
    yield KeptThing(kind="signatures", count=len(employee.signed), until=contract)
    yield KeptThing(kind="files", count=_files(view, employee.id), until=evidence)
    yield KeptThing(kind="cases", count=len(cases), until=evidence)


def _called(words: InWords, name: str) -> str:
    key = f"me.people.{name}"
    return words.words.say(f"pages_rest.{key}") if name in PEOPLE else words.fact(f"employee.{name}")


def _value(view: View, words: InWords, name: str, value: object) -> str:
    """Return a value as people read it: of somebody else their name, of what a policy names its title."""
    told = cell_text(value)
    if name in PEOPLE:
        return view.called(told) or told
    if name in UNTOLD:
        return ""
    return words.day(date.fromisoformat(told)) if ISO_DAY.fullmatch(told) else words.label(f"employee.{name}", told)


def addresses_of(view: View, person: str) -> Mapping[str, str]:
    """Return where somebody is reached, by kind, as events told it; the last word on each counts."""
    found: dict[str, Any] = {}
    for row in reversed(rows_about(view.connection, view.company.id, person, TOLD_BY)):
        told = {} if row.body is None else orjson.loads(row.body).get("data", {}).get(ADDRESSES) or {}
        found |= told
    return {name: str(value) for name, value in found.items() if value is not None}


def _files(view: View, person: str) -> int:
    row = FILE_VERSIONS.c
    asked = select(func.count()).where(row.company == view.company.id, row.person == person)
    return int(view.connection.execute(asked).scalar() or 0)


def _until(view: View, name: str, last: date | None) -> date | None:
    """Return until when something is kept: counted from the last day as the set says, else as the law does."""
    return None if last is None else retained_from(view.company, name, last, view.today)
