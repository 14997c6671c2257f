"""Needs: what waits for hr, or a manager: the employer's duties first, then what people asked and wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, TypeAlias

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.deliveries.carried import channels_carried
from handover_policy.app.portal.deliveries.ended import has_left_by
from handover_policy.app.portal.overview.gaps import gaps_in
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.codes import CodeKept
from handover_policy.ledger.outbox.afterwards.unreached import Unreached, unreached
from handover_policy.ledger.people.asked_for import asked_for
from handover_policy.ledger.personal.requests import PersonalRequest, count_open, open_requests
from handover_policy.ledger.reading.board import OBLIGATION, OpenCase, Sight, StayRow, asked_to_stay
from handover_policy.model.case import NOT_YET, Case, Task

NeedKind: TypeAlias = Literal[
    "statutory", "stay", "request", "code", "link", "unreached", "successor", "successor-leaves", "gone"
]
GAPS = frozenset({"successor", "successor-leaves", "gone", "unreached"})
MOST_DUTIES, MOST_ASKED = 6, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that waits.

    Args:
        kind: what it is.
        person: whom it is about.
        case: their departure, where it is of one.
        task: the employer's duty.
        late: by how many days a duty, or the answer to a request, is late; negative before its day.
        due: the day of a duty, or by which a request is to be answered.
        at: when it was asked for; of a code until when it counts.
        code: a one-time code, to be told to its person, for no channel carries it.
        reason: why somebody asks to stay, where they say so; what somebody asks for.
        request: what somebody asks about their personal information.
        other: who is to take over, and leaves first.
        count: how many tasks wait for somebody who has gone, or messages somebody learns of by hand alone.
        channels: on which somebody has no address.
        known: whether whoever has no address is an employee.
        unsent: whether a channel was to carry a code, and has not.
        left: whether the last day of whoever has no address has come, so that private ones alone count.

    """

    kind: NeedKind
    person: str
    case: Case | None = None
    task: Task | None = None
    late: int = 0
    due: date | None = None
    at: datetime | None = None
    reason: str = ""
    code: str = ""
    request: PersonalRequest | None = None
    other: str = ""
    count: int = 0
    channels: Sequence[str] = ()
    known: bool = False
    unsent: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What waits, in its order; `duties` and `requests` say how many there are, shown or not."""

    shown: Sequence[Need]
    duties: int
    requests: int = 0
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def answers(self) -> int:
        """How many people wait for an answer."""
        return sum(1 for each in self.shown if each.kind not in {"statutory", "request", *GAPS}) + self.requests

    @property
    def count(self) -> int:
        """How many things wait, shown or not."""
        return self.duties + self.answers + sum(1 for each in self.shown if each.kind in GAPS)

    @property
    def hidden(self) -> Sequence[NeedKind]:
        """The kinds of which there are more than are shown."""
        every: tuple[tuple[NeedKind, int], ...] = (("statutory", self.duties), ("request", self.requests))
        return [kind for kind, count in every if count > sum(1 for each in self.shown if each.kind == kind)]


def needs_of(view: View, visitor: Visitor, seen: Sight, opened: Sequence[OpenCase], codes: Sequence[CodeKept]) -> Needs:
    """Return what waits for a visitor; an auditor does nothing, so that nothing waits; `codes` are those at hand."""
    if visitor.auditor and not visitor.hr:
        return Needs(shown=(), duties=0)
    found = _duties(view, seen, opened) if visitor.hr else []
    found += [
        Need(
            kind=each.kind, person=each.case.employee, case=each.case, due=each.day, other=each.other, count=each.count
        )
        for each in gaps_in(view, visitor, opened)
    ]
    found += _stays(view, visitor, asked_to_stay(view.connection, seen, MOST_ASKED))
    waiting = 0
    if visitor.hr:
        groups = channels_carried(view.company.settings).groups
        none = unreached(view.connection, view.company.id, MOST_ASKED, groups)
        found += [_unreached(view, each) for each in none if each.person != visitor.id and _asks(view, each)]
        requests = open_requests(view.connection, view.company.id, MOST_ASKED)
        waiting = count_open(view.connection, view.company.id) if len(requests) == MOST_ASKED else len(requests)
        found += [_request(view, each) for each in requests]
        found += [_code(view, each) for each in codes if each.person != visitor.id]
        found += [_asked(view, *each) for each in asked_for(view.connection, view.company.id, MOST_ASKED)]
    people = {each.person for each in found} | {each.other for each in found if each.other}
    view.state.person_rows.fetch(sorted(people))
    names = {person: view.called(person) or person for person in people}
    duties = sum(each.duties for each in opened) if visitor.hr else 0
    return Needs(shown=found, duties=duties, requests=waiting, names=names)


def _duties(view: View, seen: Sight, opened: Sequence[OpenCase]) -> list[Need]:
    """Return the duties of the employer that are due soon or late, the earliest first."""
    first = sorted((each for each in opened if each.duties), key=lambda each: (each.first_duty or "", each.id))
    names = [each.id for each in first[:MOST_DUTIES]]
    view.state.case_rows.fetch(names)
    found = []
    for case in (case for name in names if (case := view.state.case(name)) is not None):
        for task in case.tasks.values():
            if OBLIGATION in task.id and not task.finished and task.due <= seen.soon:
                told = Need(kind="statutory", person=case.employee, case=case, task=task, due=task.due)
                found.append(replace(told, late=(view.today - task.due).days))
    return sorted(found, key=lambda each: (each.due or NOT_YET, each.person))[:MOST_DUTIES]


def _stays(view: View, visitor: Visitor, rows: Sequence[StayRow]) -> list[Need]:
    view.state.case_rows.fetch({row.case for row in rows})
    found = []
    for row in rows:
        case = view.state.case(row.case)
        if case is None or case.employee == visitor.id:
            continue
        told = {} if row.body is None else orjson.loads(row.body).get("data") or {}
        at = datetime.fromisoformat(row.received_at).astimezone(view.now.tzinfo)
        found.append(Need(kind="stay", person=case.employee, case=case, at=at, reason=str(told.get("reason") or "")))
    return found


def _request(view: View, asked: PersonalRequest) -> Need:
    due = asked.due.astimezone(view.now.tzinfo).date()
    told = Need(kind="request", person=asked.person, at=asked.at.astimezone(view.now.tzinfo), due=due)
    return replace(told, late=(view.today - due).days, reason=asked.text, request=asked)


def _asks(view: View, told: Unreached) -> bool:
    """Return whether there is something to do for somebody: not where only accounts of the company have ended."""
    carried = channels_carried(view.company.settings)
    ended = all(carried.of_the_company(each) for each in told.channels) and has_left_by(view, told.person)
    return bool(told.unheard) or not ended


def _unreached(view: View, told: Unreached) -> Need:
    case = None if len(told.cases) != 1 or told.cases[0] is None else view.state.case(told.cases[0])
    at = datetime.fromisoformat(told.at).astimezone(view.now.tzinfo)
    need = Need(kind="unreached", person=told.person, case=case, at=at, count=told.unheard)
    channels = channels_carried(view.company.settings).where_reached(told.channels)
    known, left = view.state.employee(told.person) is not None, has_left_by(view, told.person)
    return replace(need, channels=channels, known=known, left=left)


def _asked(view: View, person: str, _: str, at: str) -> Need:
    moment = datetime.fromisoformat(at).astimezone(view.now.tzinfo)
    return Need(kind="link", person=person, at=moment)


def _code(view: View, kept: CodeKept) -> Need:
    until = datetime.fromtimestamp(kept.until, view.now.tzinfo)
    return Need(kind="code", person=kept.person, at=until, code=kept.code, unsent=kept.unsent)
