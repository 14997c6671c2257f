"""/board/cases.csv: all cases that the board is asked for, as a table for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import StringIO

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.overview.blocking import Blocker
from handover_policy.app.portal.overview.board import BoardMark, BoardRow, BoardTable, board_table
from handover_policy.app.portal.overview.choosing import wanted_by
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.answers import HEADERS, as_page
from handover_policy.web.pages.overview.board import overseeing
from handover_policy.web.pages.sayings import said
from handover_policy.web.pages.visit import visiting

MARK = "\ufeff"
"""What tells a spreadsheet that the file is UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula; the last four are the wide signs that spreadsheets in China take for the others."""
COLUMNS = ("number", "employee", "department", "standing", "last-day", "done", "total", "late", "waits", "marks")


@as_page
async def get_table(request: Request) -> Response:
    """Answer the cases of the board as asked for, all of them, as CSV."""
    visit = overseeing(await visiting(request))
    table = await visit.read(board_table, visit.visitor, wanted_by(request.query_params))
    content = await to_thread.run_sync(_written, table, visit.words, visit.now.date())
    name = f"departures-{visit.now.date().isoformat()}.csv"
    headers = {**HEADERS, "content-disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, "text/csv; charset=utf-8")


def _written(table: BoardTable, words: Texts, today: date) -> bytes:
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow([words.say(f"pages_board.table.{name}") for name in COLUMNS])
    for row in table.rows:
        writer.writerow([safe(each) for each in _cells(row, table.names, words, today)])
    return (MARK + written.getvalue()).encode()


def safe(told: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{told}" if isinstance(told, str) and told.lstrip(" ").startswith(FORMULA) else told


def _cells(row: BoardRow, names: Mapping[str, str], words: Texts, today: date) -> Sequence[object]:
    case = row.case
    late = sum(1 for task in case.tasks.values() if not task.finished and task.due < today)
    return (
        case.employee,
        row.name,
        row.department or "",
        words.say(f"words.case_states.{case.state}"),
        "" if case.last_day is None else case.last_day.isoformat(),
        row.done,
        row.total,
        late if case.state == "open" else 0,
        words.say("reports.semicolon").join(_waits(row, names, words)),
        words.joined(_mark(each, words, today) for each in row.marks),
    )


def _waits(row: BoardRow, names: Mapping[str, str], words: Texts) -> Iterator[str]:
    """Yield for whom a case waits; the number of those who are not told."""
    for each in row.blockers:
        who = names.get(each.person or "") or each.person or each.party
        yield f"{who} {_what(each, words)}".strip()
    if row.more:
        yield said(words, "pages_board.waits.more", count=row.more)


def _what(blocker: Blocker, words: Texts) -> str:
    if blocker.task is None:
        return said(words, "pages_board.waits.sign", day=blocker.since.isoformat())
    if blocker.late:
        return said(words, "pages_board.waits.late", task=blocker.task.title, count=blocker.late)
    if blocker.due is not None:
        return said(words, "pages_board.waits.due", task=blocker.task.title, day=blocker.due.isoformat())
    return blocker.task.title


def _mark(mark: BoardMark, words: Texts, today: date) -> str:
    if mark.kind == "certificate" and mark.day is not None:
        left = (mark.day - today).days
        key = "certificate" if left else "certificate-today"
        return said(words, f"pages_board.marks.{key}", count=left)
    return said(words, f"pages_board.marks.{mark.kind}", count=mark.count)
