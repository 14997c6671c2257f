"""/people: employees, told one by one or by a table."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct, event_of
from handover_policy.app.portal.staff.listing import StaffList, staff_list
from handover_policy.app.portal.staff.reading import COLUMNS, FIELDS, MANAGER, NUMBER, Wrong, read_person
from handover_policy.app.portal.staff.table import MOST_BYTES, StaffTable, WrongCell, read_table
from handover_policy.app.portal.staff.telling import act_for, whom_meant
from handover_policy.app.serving.told import Conflicting, Overloaded, Unwritten, WrittenElsewhere
from handover_policy.texts.texts import Texts, languages, texts
from handover_policy.web.pages.addresses import person_path
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.overview.telling import tell, unfit_said
from handover_policy.web.pages.visit import ACT, Visit, visiting

UNFIT, DONE = 422, 200
AT_ONCE, MOST_SHOWN = 200, 50


@as_page
async def get_people(request: Request) -> Response:
    """Answer the employees."""
    visit = await _allowed(request)
    return await _page(visit)


@as_page
async def post_people(request: Request) -> Response:
    """Tell of a new employee."""
    visit = await _allowed(request, acts=True)
    told = await visit.form()
    typed = typed_of(told)

    def read(view: View) -> tuple[PageAct | None, Sequence[Wrong]]:
        person, wrong = read_person(
            {**dict.fromkeys(COLUMNS, ""), **typed}, view.policy, meant_in(view, typed), view.today
        )
        if not wrong and view.state.employee(person.id) is not None and not view.state.has_left(person.id, view.today):
            wrong = (Wrong(NUMBER, "known", person.id),)
        return (None if wrong else act_for(view, visit.visitor, str(told.get(ACT, ""))[:100], person)), wrong

    act, wrong = await visit.read(read)
    if act is None:
        return await _page(visit, typed=typed, faults=wrong or (Wrong(NUMBER, "known", typed.get(NUMBER, "")),))
    try:
        refusal = await tell(visit, act)
    except ActUnfit as unfit:
        refusal = unfit_said(unfit, visit.words)
    if refusal:
        return await _page(visit, typed=typed, refusal=refusal)
    return see_other(f"{person_path(act.subject)}?done=hired")


@as_page
async def post_people_table(request: Request) -> Response:
    """Take in a table of employees: checked whole before anything of it is told."""
    visit = await _allowed(request, acts=True)
    told = await visit.form()
    file = told.get("table")
    content = await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) else b""
    await told.close()
    if not content or len(content) > MOST_BYTES:
        code = "too-large" if content else "no-file"
        return await _page(visit, table=StaffTable(wrong=(WrongCell(1, Wrong("", code)),)))
    name = hashlib.sha256(content).hexdigest()[:16] + str(told.get(ACT, ""))[:100]
    table = await visit.read(read_table, visit.visitor, content, heads(), name)
    if not table.wrong:
        table = _unfit(visit, table)
    if table.wrong:
        return await _page(visit, table=table)
    refused = await _told(visit, table.acts)
    if refused:
        return await _page(visit, refusal=" ".join(refused[:5]))
    hired = sum(1 for act in table.acts if act.type == "employee.hired")
    counts = {"new": hired, "changed": len(table.acts) - hired, "same": table.same}
    return see_other("/people?" + urlencode({"done": "table", **counts}))


def heads() -> Mapping[str, str]:
    """Return by head of a column, in any language, the field it stands for."""
    found = {name: name for name in FIELDS}
    for language in languages():
        words = texts(language)
        for name in FIELDS:
            several = (words.say(f"pages_people.fields.{name}"), *words.say(f"pages_people.heads.{name}").split("|"))
            found.update({each.strip().lower(): name for each in several if each.strip()})
    return found


def typed_of(told: FormData) -> dict[str, str]:
    """Return the fields of an employee that a form has."""
    return {name: str(told[name]).strip() for name in FIELDS if name in told}


def meant_in(view: View, typed: Mapping[str, str]) -> Any:  # noqa: ANN401 - a callable, as read_person takes it
    """Return what gives whom a form means as manager: by id or by name."""
    asked = " ".join(typed.get(MANAGER, "").split())
    found = whom_meant(view, [asked] if asked else [])
    return lambda told: found.get(told, [])


def wrong_said(wrong: Wrong, words: Texts) -> str:
    """Return what is wrong with a field."""
    field = words.say(f"pages_people.fields.{wrong.called or wrong.field}") if wrong.field else ""
    return words.say(f"pages_people.wrong.{wrong.code}", field=field, what=wrong.what)


async def _allowed(request: Request, *, acts: bool = False) -> Visit:
    visit = await visiting(request)
    if not (visit.visitor.hr or (visit.visitor.reads_all and not acts)):
        raise PageProblem("not-yours")
    return visit


def _unfit(visit: Visit, table: StaffTable) -> StaffTable:
    """Return a table with what the schemas of events have against its rows, where they have anything."""
    wrong = []
    for act in table.acts:
        try:
            event_of(visit.company, act, visit.now)
        except ActUnfit as unfit:
            row = int(act.name.rpartition(":")[2])
            wrong.append(WrongCell(row, Wrong("", "unfit", unfit_said(unfit, visit.words))))
    return StaffTable(wrong=wrong) if wrong else table


async def _told(visit: Visit, acts: Sequence[PageAct]) -> list[str]:
    """Tell acts in their order, and return what the rules refuse."""
    refused: list[str] = []
    for start in range(0, len(acts), AT_ONCE):
        events = [event_of(visit.company, act, visit.now) for act in acts[start : start + AT_ONCE]]
        try:
            answers = await asyncio.wrap_future(visit.company.lane.tell(events))
        except Conflicting:
            continue  # the same click before has told them
        except (Overloaded, Unwritten, WrittenElsewhere):
            raise PageProblem("busy") from None
        refused += [f"{each.id}" for each in answers if each.outcome == "refused"]
    return refused


async def _page(
    visit: Visit,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Sequence[Wrong] = (),
    table: StaffTable | None = None,
    refusal: str = "",
) -> Response:
    asked = visit.request.query_params
    number = asked.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1  # noqa: PLR2004
    found: StaffList = await visit.read(staff_list, asked.get("q", "").strip()[:100], page)
    vocabulary = visit.company.run.books.zone_owner.manifest.vocabulary
    wrong = () if table is None else table.wrong
    return visit.page(
        "people.html",
        status=UNFIT if faults or wrong or refusal else DONE,
        found=found,
        typed=typed,
        faults={each.field: wrong_said(each, visit.words) for each in reversed(faults)},
        cells=[(each.row, each.wrong.field, wrong_said(each.wrong, visit.words)) for each in wrong[:MOST_SHOWN]],
        wrong=len(wrong),
        columns=COLUMNS,
        refusal=refusal,
        done=asked.get("done", ""),
        counts={name: asked.get(name, "0")[:6] for name in ("new", "changed", "same")},
        roles=vocabulary.get("employee.role", {}),
        stages=vocabulary.get("employee.stage", {}),
        path="/people",
        page_link=lambda to: "/people?" + urlencode({"q": found.text, "page": to}),
        here="people",
    )
