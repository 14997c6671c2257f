"""Board: the departures somebody may see, overdue first, with who is waited for; what waits for them; the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.inbox import names_of
from handover_policy.app.portal.overview.blocking import Blocker, blockers_of, lacks_successor
from handover_policy.app.portal.overview.choosing import BoardFigures, BoardWanted, chosen, figures_of
from handover_policy.app.portal.overview.needs import Needs, needs_of
from handover_policy.app.portal.overview.unsent import Unsent, unsent_of
from handover_policy.app.portal.visitor import Visitor
from handover_policy.decide.state.nouns import noun_from_json
from handover_policy.ledger.codes import CodeKept
from handover_policy.ledger.reading.board import OpenCase, PagePart, Sight, bodies_of, open_on_board, over_on_board
from handover_policy.ledger.reading.log import days_overdue
from handover_policy.model.case import NOT_YET, Case
from handover_policy.model.sheet import Sheet

MarkKind: TypeAlias = Literal[
    "withdrawn",
    "closed",
    "late",
    "returned",
    "to-sign",
    "no-successor",
    "absent",
    "certificate",
    "not-begun",
    "on-time",
]
A_PAGE = 50
MOST_IN_A_TABLE = 20_000
"""Cases that are over in one table: a spreadsheet of more is no use to anybody."""
MOST_SHOWN = 2
"""People shown as waited for in one row; of the others the number."""
SOON = timedelta(days=7)
CERTIFICATE = "obligation.certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardMark:
    """How a case stands, in one word; `count` of how many tasks, `day` on which day."""

    kind: MarkKind
    count: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A case as the board shows it."""

    case: Case
    name: str
    department: str | None
    days_left: int | None
    done: int
    total: int
    blockers: Sequence[Blocker]
    more: int
    begins: date | None
    marks: Sequence[BoardMark]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsWaiting:
    """Open cases that wait for nothing but signatures, and for how many days the one that waits longest does."""

    cases: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything the board shows; `page` counts from 1, `unsealed` the days that the ledger has had no checkpoint."""

    wanted: BoardWanted
    figures: BoardFigures
    signing: SheetsWaiting
    needs: Needs
    rows: Sequence[BoardRow]
    count: int
    page: int
    pages: int
    departments: Sequence[str]
    names: Mapping[str, str]
    unsent: Unsent | None = None
    unsealed: int = 0

    @property
    def first(self) -> int:
        """The number of the first case on the page."""
        return (self.page - 1) * A_PAGE + 1


def seen_by(view: View, visitor: Visitor) -> Sight:
    """Return which cases a visitor may see: everybody's, or those of their people."""
    under = None if visitor.reads_all else visitor.id
    return Sight(company=view.company.id, today=view.today, soon=view.today + SOON, under=under)


def board_of(view: View, visitor: Visitor, wanted: BoardWanted, codes: Sequence[CodeKept] = ()) -> Board:
    """Return the board of a visitor; `codes` are one-time codes at hand, for hr to tell them to their people."""
    seen = seen_by(view, visitor)
    every = open_on_board(view.connection, seen)
    count, page, ids = _page(view, seen, chosen(every, wanted), wanted)
    needs = needs_of(view, visitor, seen, every, codes)
    view.state.case_rows.fetch(ids)
    cases = [case for name in ids if (case := view.state.case(name)) is not None]
    names = names_of(view, cases)  # all of whom are read at once by this
    return Board(
        wanted=wanted,
        figures=figures_of(every, view.today),
        signing=_signing(view, every),
        needs=needs,
        rows=[_row(view, case) for case in cases],
        count=count,
        page=page,
        pages=_pages(count),
        departments=sorted({each.department for each in every if each.department}),
        names={**names, **needs.names},
        unsent=unsent_of(view, cases) if visitor.hr else None,
        unsealed=days_overdue(view.connection, view.company.id, view.now) if visitor.hr else 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardTable:
    """Every case that is asked for, and how everybody in them is called."""

    rows: Sequence[BoardRow]
    names: Mapping[str, str]


def board_table(view: View, visitor: Visitor, wanted: BoardWanted) -> BoardTable:
    """Return all cases that a board is asked for, in its order, whatever the page."""
    seen = seen_by(view, visitor)
    ids = [each.id for each in chosen(open_on_board(view.connection, seen), wanted)]
    if wanted.standing != "open" and wanted.term == "any":
        every = PagePart(MOST_IN_A_TABLE, 0)
        ids += over_on_board(view.connection, seen, wanted.words, wanted.department, every)[1]
    rows, names = list[BoardRow](), dict[str, str]()
    for start in range(0, len(ids), A_PAGE):
        part = ids[start : start + A_PAGE]
        view.state.case_rows.fetch(part)
        cases = [case for name in part if (case := view.state.case(name)) is not None]
        names |= names_of(view, cases)
        rows += [_row(view, case) for case in cases]
    return BoardTable(rows=rows, names=names)


def _page(view: View, seen: Sight, opened: Sequence[OpenCase], wanted: BoardWanted) -> tuple[int, int, Sequence[str]]:
    """Return how many cases there are, the page that is shown, and its cases: open ones first, then those over."""
    over, behind = 0, False
    if wanted.standing != "open" and wanted.term == "any":
        over, _ = over_on_board(view.connection, seen, wanted.words, wanted.department, PagePart(0, 0))
        behind = True
    count = len(opened) + over
    page = min(wanted.page, _pages(count))
    start = (page - 1) * A_PAGE
    ids = [each.id for each in opened[start : start + A_PAGE]]
    if behind and len(ids) < A_PAGE:
        left, offset = A_PAGE - len(ids), max(start - len(opened), 0)
        ids += over_on_board(view.connection, seen, wanted.words, wanted.department, PagePart(left, offset))[1]
    return count, page, ids


def _pages(count: int) -> int:
    return max((count + A_PAGE - 1) // A_PAGE, 1)


def _row(view: View, case: Case) -> BoardRow:
    employee = case.person or view.state.employee(case.employee)
    department = None if employee is None else employee.attributes.get("department")
    tasks = case.handover_tasks
    blockers = blockers_of(view, case)
    begins = min((task.start for task in tasks if not task.finished and task.start > view.today), default=None)
    return BoardRow(
        case=case,
        name=case.employee if employee is None else employee.name,
        department=department if isinstance(department, str) else None,
        days_left=None if case.last_day is None else (case.last_day - view.today).days,
        done=sum(1 for task in tasks if task.finished),
        total=len(tasks),
        blockers=blockers[:MOST_SHOWN],
        more=len(blockers) - len(blockers[:MOST_SHOWN]),
        begins=None if blockers else begins,
        marks=_marks(view, case, blockers),
    )


def _marks(view: View, case: Case, blockers: Sequence[Blocker]) -> Sequence[BoardMark]:
    """Return how a case stands: at most two words, the weightiest first."""
    if case.state != "open":
        return (BoardMark(kind="withdrawn" if case.state == "withdrawn" else "closed"),)
    unfinished = [task for task in case.tasks.values() if not task.finished]
    late = sum(1 for task in unfinished if task.due < view.today)
    returned = sum(1 for task in unfinished if task.returned)
    found = [BoardMark(kind="late", count=late)] * bool(late) + [BoardMark(kind="returned", count=returned)] * bool(
        returned
    )
    due = next((task.due for task in unfinished if task.rule == CERTIFICATE and task.due != NOT_YET), None)
    if due is not None and view.today <= due <= view.today + SOON:
        found.append(BoardMark(kind="certificate", day=due))
    if case.last_day is None:
        found.append(BoardMark(kind="absent"))
    if any(each.waits == "sign" for each in blockers):
        found.append(BoardMark(kind="to-sign"))
    elif lacks_successor(case):
        found.append(BoardMark(kind="no-successor"))
    if not found:
        found.append(BoardMark(kind="on-time" if blockers else "not-begun"))
    return found[:2]


def _signing(view: View, opened: Sequence[OpenCase]) -> SheetsWaiting:
    parties = view.policy.manifest.sheet_parties
    bodies = bodies_of(view.connection, view.company.id, [each.id for each in opened if not each.handover])
    sheets = [sheet for body in bodies if (sheet := _sheet(body)) is not None]
    unsigned = [sheet for sheet in sheets if not all(sheet.stands_for(party) for party in parties)]
    longest = max(((view.today - sheet.since).days for sheet in unsigned), default=0)
    return SheetsWaiting(cases=len(unsigned), longest=longest)


def _sheet(body: str) -> Sheet | None:
    """Return the sheet of a case as it is written."""
    told = orjson.loads(body)["sheet"]
    return None if told is None else noun_from_json(Sheet, told)
