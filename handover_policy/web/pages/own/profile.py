"""/profile: the sections of the work profile as tables, filled in or brought from a spreadsheet; and uploads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import orjson
from anyio import to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import PageAct, act_id
from handover_policy.app.portal.own.filling import FilledSection, TypedRow, filled_section, imported_section
from handover_policy.app.portal.own.profile import (
    ProfilePage,
    SectionShown,
    UploadShown,
    cells_of,
    names_of_columns,
    profile_page,
)
from handover_policy.app.portal.own.tables import MOST_BYTES, TableUnfit, blank_table, read_table
from handover_policy.ledger.reading.own import rows_about
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.own.doing import told_act
from handover_policy.web.pages.own.keeping import brought_upload, restored_upload
from handover_policy.web.pages.own.saying import own_page
from handover_policy.web.pages.visit import ACT, Visit, visiting

UPDATED = "profile.updated"
UNFIT, CHANGED = 422, 409
PATH = "/profile"
CELL, NEW = "cell", "new"
NOTHING: Mapping[str, Any] = MappingProxyType({})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_NEW = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionForm:
    """A section as its form was filled in, and what is wrong with it; without `rows` as it is kept."""

    section: str = ""
    rows: Sequence[TypedRow] | None = None
    filled: FilledSection | None = None
    refusal: str = ""
    changed: bool = False


BLANK = SectionForm()


@as_page
async def get_profile(request: Request) -> Response:
    """Answer the work profile."""
    visit = await visiting(request)
    return _page(visit, await _shown(visit))


@as_page
async def post_section(request: Request) -> Response:
    """Save a section as it was filled in, or give its form another row."""
    visit = await visiting(request)
    form = await visit.form()
    shown = await _shown(visit)
    section = _section_of(shown, request.path_params["section"])
    rows = _typed(form, section)
    if form.get("do") == "add":
        rows = [*rows, TypedRow(place=None, cells={})]
        return _page(visit, shown, form=SectionForm(section=section.rule.id, rows=rows))
    act = f"{form.get(ACT, '')}\n{digest_of(rows)}"
    if form.get("seen") != section.seen and await visit.read(stands, act_id(_act(visit, act)), visit.visitor.id):
        return see_other(_saved(section.rule.id))  # the same click twice
    if form.get("seen") != section.seen:
        return _page(visit, shown, status=CHANGED, form=SectionForm(section=section.rule.id, rows=rows, changed=True))
    filled = filled_section(section, rows)
    told = SectionForm(section=section.rule.id, rows=rows, filled=filled)
    return await _told(visit, shown, told, act)


@as_page
async def post_table(request: Request) -> Response:
    """Take the rows of a table into a section; nothing is written while anything is wrong with it."""
    visit = await visiting(request)
    form = await visit.form()
    shown = await _shown(visit)
    section = _section_of(shown, request.path_params["section"])
    brought = form.get("table")
    if not isinstance(brought, UploadFile) or not brought.filename:
        refusal = visit.words.say("pages_rest.tables.none")
        return _page(visit, shown, status=UNFIT, form=SectionForm(section=section.rule.id, refusal=refusal))
    content = await brought.read(MOST_BYTES + 1)
    await form.close()
    try:
        table = await to_thread.run_sync(lambda: read_table(content, names_of_columns(section)))
    except TableUnfit as unfit:
        params = {
            name: visit.words.say("reports.listed").join(value) if isinstance(value, tuple) else value
            for name, value in unfit.params.items()
        }
        refusal = visit.words.say(f"pages_rest.tables.{unfit.code}", **params)
        return _page(visit, shown, status=UNFIT, form=SectionForm(section=section.rule.id, refusal=refusal))
    filled = imported_section(section, table)
    told = SectionForm(section=section.rule.id, filled=filled)
    act = f"{form.get(ACT, '')}\n{hashlib.sha256(content).hexdigest()}"
    return await _told(visit, shown, told, act, imported=True)


@as_page
async def get_template(request: Request) -> Response:
    """Answer a table to fill in: the columns of a section, with the records there are."""
    visit = await visiting(request)
    section = _section_of(await _shown(visit), request.path_params["section"])
    heads = [each.title for each in section.fields]
    rows = [list(cells_of(record, section.fields).values()) for record in section.records]
    content = await to_thread.run_sync(lambda: blank_table(section.rule.title, heads, rows))
    named = quote(f"{section.rule.title}.xlsx", safe="")
    headers = {
        "cache-control": "no-store",
        "content-disposition": f"attachment; filename=\"table.xlsx\"; filename*=UTF-8''{named}",
        "x-content-type-options": "nosniff",
    }
    return Response(content, 200, headers, XLSX)


@as_page
async def post_upload(request: Request) -> Response:
    """Take a file for an upload duty, or make an older version the newest one again."""
    visit = await visiting(request)
    form = await visit.form()
    shown = await _shown(visit)
    upload = _upload_of(shown, request.path_params["duty"])
    act = str(form.get(ACT, ""))
    wanted = str(form.get("restore", ""))
    if wanted:
        version = next((each for each in upload.versions if str(each.number) == wanted), None)
        if version is None:
            raise PageProblem("not-found")
        refusal = await restored_upload(visit, upload, version, act)
    else:
        brought = form.get("file")
        if isinstance(brought, UploadFile) and brought.filename:
            try:
                refusal = await brought_upload(visit, upload, brought, act)
            finally:
                await form.close()
        else:
            refusal = visit.words.say("pages_rest.files.none")
    if refusal:
        return _page(visit, shown, status=UNFIT, form=SectionForm(section=upload.rule.id, refusal=refusal))
    return see_other(f"{PATH}?uploaded=1#{quote(upload.rule.id)}")


async def _told(visit: Visit, shown: ProfilePage, form: SectionForm, act: str, *, imported: bool = False) -> Response:
    """Tell the records of a section; answer with the page and what is wrong where they are not taken."""
    filled = form.filled or FilledSection(records=())
    if filled.faults:
        return _page(visit, shown, status=UNFIT, form=form)
    told: Mapping[str, Any] = {"section": form.section, "records": [dict(each) for each in filled.records]}
    refusal = await told_act(visit, _act(visit, act, told))
    if refusal:
        again = SectionForm(section=form.section, rows=form.rows, refusal=refusal)
        return _page(visit, shown, status=UNFIT, form=again)
    unchanged = "" if filled.added or filled.changed or filled.gone else "&same=all"
    counts = f"&added={filled.added}&changed={filled.changed}&same={filled.same}" if imported else unchanged
    return see_other(_saved(form.section, counts))


def _saved(section: str, counts: str = "") -> str:
    return f"{PATH}?saved={quote(section)}{counts}#section-{quote(section)}"


def _act(visit: Visit, name: str, data: Mapping[str, Any] = NOTHING) -> PageAct:
    return PageAct(name=name, by=visit.visitor, type=UPDATED, subject=visit.visitor.id, data=data)


def digest_of(rows: Sequence[TypedRow]) -> str:
    """Return what tells one filled form from another: going back and typing something else is another act."""
    told = [[each.place, sorted(each.cells.items()), each.gone] for each in rows]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()


def stands(view: View, event: str, person: str) -> bool:
    """Return whether an event is the newest word on somebody's profile."""
    newest = rows_about(view.connection, view.company.id, person, (UPDATED,), 1)
    return any(row.body is not None and orjson.loads(row.body)["id"] == event for row in newest)


async def _shown(visit: Visit) -> ProfilePage:
    first = {
        name.removeprefix("from-"): int(value)
        for name, value in visit.request.query_params.items()
        if name.startswith("from-") and value.isascii() and value.isdigit() and len(value) < 7  # noqa: PLR2004
    }
    if visit.visitor.private:
        raise PageProblem("not-yours")
    shown = await visit.read(profile_page, visit.visitor, visit.words.language, first)
    if shown is None:
        raise PageProblem("not-yours")
    return shown


def _section_of(shown: ProfilePage, name: str) -> SectionShown:
    found = next((each for each in shown.sections if each.rule.id == name), None)
    if found is None:
        raise PageProblem("not-found")
    return found


def _upload_of(shown: ProfilePage, name: str) -> UploadShown:
    found = next((each for each in shown.uploads if each.rule.id == name), None)
    if found is None:
        raise PageProblem("not-found")
    return found


def _typed(form: FormData, section: SectionShown) -> Sequence[TypedRow]:
    """Return the rows of a form: those of records by their place, then the new ones."""
    known = {each.name for each in section.fields}
    cells: dict[tuple[str, int], dict[str, str]] = {}
    for name, value in form.multi_items():
        kind, _, rest = name.partition(".")
        place, _, field = rest.partition(".")
        if kind in {CELL, NEW} and field in known and place.isascii() and place.isdigit() and isinstance(value, str):
            cells.setdefault((kind, int(place)), {})[field] = value.strip()
    gone = {str(each) for each in form.getlist("gone")}
    rows = [
        TypedRow(place=place if kind == CELL else None, cells=told, gone=kind == CELL and str(place) in gone)
        for (kind, place), told in cells.items()
    ]
    return sorted(rows, key=lambda each: (each.place is None, each.place or 0))


def _page(visit: Visit, shown: ProfilePage, *, status: int = 200, form: SectionForm = BLANK) -> Response:
    asked = visit.request.query_params
    return own_page(
        visit,
        "profile.html",
        status=status,
        shown=shown,
        form=form,
        saved=asked.get("saved", ""),
        counts={name: asked[name] for name in ("added", "changed", "same") if asked.get(name, "").isdigit()},
        uploaded=asked.get("uploaded") == "1",
        same=asked.get("same") == "all",
        rows_of=rows_of,
        here="profile",
    )


def rows_of(section: SectionShown, form: SectionForm) -> Sequence[TypedRow]:
    """Return the rows of a section as its form shows them: as typed, or as kept with one row to fill in."""
    if form.section == section.rule.id and form.rows is not None:
        return form.rows
    kept = [TypedRow(place=place, cells=cells) for place, cells in section.rows]
    return kept or [TypedRow(place=None, cells={})]
