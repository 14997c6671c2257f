"""Inbox: what somebody has to do now, what waits for others, and the messages they were sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from handover_policy.app.asking.view import View
from handover_policy.app.portal.colleagues import colleagues_of, stands_with
from handover_policy.app.portal.deliveries.carried import channels_carried
from handover_policy.app.portal.messages import PortalMessage, messages_of
from handover_policy.app.portal.owed import Owed, certificates_of, owed_by
from handover_policy.app.portal.own.kept import gives_certificate
from handover_policy.app.portal.visitor import Visitor, acts_for
from handover_policy.ledger.outbox.afterwards.unreached import unreached
from handover_policy.ledger.reading.cases import watched_cases
from handover_policy.ledger.reading.inbox import handed_over_to, principals_of, turns_count, turns_of
from handover_policy.model.case import Case, Step, Task

MOST_MESSAGES, MOST_UNHEARD = 20, 20
MOST_CASES, A_PAGE = 40, 50
"""Cases that are read whole at once; where more depend on somebody, what has come to them is shown by pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInView:
    """A task as a list shows it; `mine` are the steps whose turn it is and that are the reader's.

    `late` is by how many days the step that is waited for is late.
    """

    task: Task
    case: Case
    mine: tuple[Step, ...]
    overdue: bool
    acting_for: str | None = None
    late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetInView:
    """A confirmation sheet that waits for the reader, and the party they sign for."""

    case: Case
    party: str
    objected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDeparture:
    """The reader's own departure: how many of their steps are done, of how many; whether it `gives` a certificate."""

    case: Case
    days_left: int | None
    done: int
    total: int
    gives: bool = True


class PagePlace(NamedTuple):
    """Which page of how many is shown of what waits for others; page 0 shows none of it yet."""

    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything the first page shows; `others` tells by which pages what waits for others is shown, None for whole.

    `unheard` is how many people hr is to tell by hand what no channel carries to them.
    """

    now_mine: Sequence[TaskInView]
    to_sign: Sequence[SheetInView]
    waiting: Sequence[TaskInView]
    later: Sequence[TaskInView]
    messages: Sequence[PortalMessage]
    own: OwnDeparture | None
    names: Mapping[str, str]
    owed: Sequence[Owed] = ()
    certificates: Sequence[Case] = ()
    elsewhere: int = 0
    page: int = 1
    pages: int = 1
    others: PagePlace | None = None
    unheard: int = 0

    @property
    def count(self) -> int:
        """How many things are the reader's to do, on all pages."""
        return len(self.now_mine) + len(self.to_sign) + self.elsewhere


def inbox_of(view: View, visitor: Visitor, page: int = 1, waiting: int = 0) -> Inbox:
    """Return what a visitor has to do, overdue first, then by due day; by pages where very much depends on them.

    Args:
        view: of the company.
        visitor: whose it is.
        page: of what is theirs to do, from 1.
        waiting: the page of what waits for others, from 1, where that is shown by pages.

    """
    names = _names(view, visitor)
    unheard = _unheard(view, visitor) if visitor.hr else 0
    if len(names) > MOST_CASES:
        return replace(_paged(view, visitor, page), unheard=unheard, **_others(view, visitor, names, waiting))
    cases = _cases(view, names)
    shown = [each for case in cases for each in _tasks(view, visitor, case)]
    own = next((case for case in cases if case.employee == visitor.id and case.state == "open"), None)
    mine = sorted((each for each in shown if each.mine and _begun(each, view.today)), key=_earliest)
    return Inbox(
        now_mine=mine,
        to_sign=[each for case in cases for each in _sheets(view, visitor, case)],
        waiting=sorted((each for each in shown if not each.mine), key=_earliest),
        later=sorted((each for each in shown if each.mine and not _begun(each, view.today)), key=_earliest),
        messages=messages_of(view, visitor.id, MOST_MESSAGES),
        own=None if own is None else _own(view, visitor, own),
        names=names_of(view, cases),
        owed=owed_by(view, visitor),
        certificates=certificates_of(view, visitor),
        unheard=unheard,
    )


def _unheard(view: View, visitor: Visitor) -> int:
    """Return how many others have no address for something that nothing else tells them."""
    groups = channels_carried(view.company.settings).groups
    found = unreached(view.connection, view.company.id, MOST_UNHEARD, groups)
    return sum(1 for each in found if each.unheard and each.person != visitor.id)


def _paged(view: View, visitor: Visitor, page: int) -> Inbox:
    """Return a page of what has come to somebody on whom more cases depend than are read at once."""
    connection, company = view.connection, view.company.id
    people = {visitor.id, *principals_of(connection, company, visitor.id)}
    people = {each for each in people if each == visitor.id or acts_for(view, visitor, each, view.today)}
    people |= colleagues_of(view, visitor)
    count = turns_count(connection, company, people)
    pages = max((count + A_PAGE - 1) // A_PAGE, 1)
    page = min(max(page, 1), pages)
    places = turns_of(connection, company, people, A_PAGE, (page - 1) * A_PAGE)
    own = {case.id for case in view.state.cases_of(visitor.id) if case.state == "open"}
    signing = handed_over_to(connection, company, {visitor.id, *colleagues_of(view, visitor)}, A_PAGE)
    cases = {case.id: case for case in _cases(view, {*own, *signing, *(each.case for each in places)})}
    tasks = [(case, list(case.tasks.values())[each.place]) for each in places if (case := cases.get(each.case))]
    mine = [shown for case, task in tasks for shown in _in_view(view, visitor, case, (task,)) if shown.mine]
    leaving = next((cases[name] for name in sorted(own) if name in cases), None)
    return Inbox(
        now_mine=sorted(mine, key=_earliest),
        to_sign=[each for case in cases.values() for each in _sheets(view, visitor, case)],
        waiting=(),
        later=(),
        messages=messages_of(view, visitor.id, MOST_MESSAGES),
        own=None if leaving is None else _own(view, visitor, leaving),
        names=names_of(view, list(cases.values())),
        owed=owed_by(view, visitor),
        certificates=certificates_of(view, visitor),
        elsewhere=max(count - len(mine), 0),
        page=page,
        pages=pages,
    )


def _others(view: View, visitor: Visitor, names: Collection[str], page: int) -> dict[str, Any]:
    """Return what waits for others, in so many cases as are read at once; none of it before it is asked for."""
    listed = sorted(names)
    pages = (len(listed) + MOST_CASES - 1) // MOST_CASES
    place = PagePlace(min(max(page, 0), pages), pages)
    if not place.page:
        return {"others": place}
    cases = _cases(view, listed[(place.page - 1) * MOST_CASES : place.page * MOST_CASES])
    shown = [each for case in cases for each in _tasks(view, visitor, case) if not each.mine]
    return {"others": place, "waiting": sorted(shown, key=_earliest)}


def names_of(view: View, cases: Collection[Case]) -> Mapping[str, str]:
    """Return by id how everybody in some cases is called."""
    found = {case.employee for case in cases} | {case.successor for case in cases}
    for case in cases:
        for task in case.tasks.values():
            found |= {step.person for step in task.steps}
            found |= {step.done.by for step in task.steps if step.done is not None}
    known = sorted(person for person in found if person is not None)
    view.state.person_rows.fetch(known)
    return {person: view.called(person) or person for person in known}


def _names(view: View, visitor: Visitor) -> set[str]:
    """Return the ids of the cases a visitor may have a part in: their own, and the open ones that depend on them."""
    names = {case.id for case in view.state.cases_of(visitor.id)}
    if not visitor.private:
        people = (visitor.id, *sorted(colleagues_of(view, visitor)))
        names |= set(watched_cases(view.connection, view.company.id, people))
    return names


def _cases(view: View, names: Collection[str]) -> list[Case]:
    """Return cases by their ids, but for those that were withdrawn."""
    view.state.case_rows.fetch(names)
    return [case for name in sorted(names) if (case := view.state.case(name)) is not None and case.state != "withdrawn"]


def _tasks(view: View, visitor: Visitor, case: Case) -> Iterator[TaskInView]:
    return _in_view(view, visitor, case, case.tasks.values())


def _in_view(view: View, visitor: Visitor, case: Case, tasks: Iterable[Task]) -> Iterator[TaskInView]:
    for task in tasks:
        if task.finished or not any(_theirs(view, visitor, case, step) for step in task.steps):
            continue
        mine = tuple([] if task.waits_for else [step for step in task.turns if _theirs(view, visitor, case, step)])
        overdue = bool(mine) and min(step.due for step in mine) < view.today
        others = (step for step in mine if step.person != visitor.id and not _shares(view, visitor, case, step))
        instead = next((step.person for step in others), None)
        due = min((step.due for step in mine or task.turns), default=view.today)
        late = 0 if task.waits_for else max((view.today - due).days, 0)
        yield TaskInView(task=task, case=case, mine=mine, overdue=overdue, acting_for=instead, late=late)


def _theirs(view: View, visitor: Visitor, case: Case, step: Step) -> bool:
    if step.person == visitor.id:
        return True
    return step.done is None and (
        _shares(view, visitor, case, step) or acts_for(view, visitor, step.person, view.today)
    )


def _shares(view: View, visitor: Visitor, case: Case, step: Step) -> bool:
    """Return whether a step is of a contact that a visitor is named in, too."""
    return visitor.id != case.employee and stands_with(view, visitor, step.parties, step.person)


def _begun(shown: TaskInView, today: date) -> bool:
    return shown.task.start <= today


def _earliest(shown: TaskInView) -> tuple[bool, date, datetime, str]:
    due = min((step.due for step in shown.mine), default=shown.task.due)
    return not shown.overdue, due, shown.case.now, shown.task.id


def _sheets(view: View, visitor: Visitor, case: Case) -> Iterator[SheetInView]:
    """Yield for which parties a visitor has still to sign the sheet of a case."""
    sheet = case.sheet
    if sheet is None:
        return
    people = {party: lines.split("\n") for party, lines in case.people if lines}
    for party in view.policy.manifest.sheet_parties:
        who = [case.employee] if party == "leaver" else people.get(party, [])
        own = who[:1] == [visitor.id] or (
            visitor.id != case.employee and any(stands_with(view, visitor, (party,), each) for each in who[:1])
        )
        if not sheet.stands_for(party) and party not in sheet.deemed and own:
            told = any((each.party, each.version) == (party, sheet.version) for each in case.objections)
            yield SheetInView(case=case, party=party, objected=told)


def _own(view: View, visitor: Visitor, case: Case) -> OwnDeparture:
    steps = [step for task in case.handover_tasks for step in task.steps if step.person == visitor.id]
    left = None if case.last_day is None else (case.last_day - view.today).days
    done = sum(1 for step in steps if step.done is not None)
    return OwnDeparture(case=case, days_left=left, done=done, total=len(steps), gives=gives_certificate(case))
