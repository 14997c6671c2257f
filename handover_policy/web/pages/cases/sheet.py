"""/cases/{employee}/{n}/sheet: the confirmation sheet: read, signed, objected to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct
from handover_policy.app.portal.codes import CodeAsked
from handover_policy.app.portal.own.notice import NOTICE, NOTICE_KEY
from handover_policy.app.portal.sheet.page import SheetPage, sheet_page
from handover_policy.app.portal.sheet.signing import OwnPart
from handover_policy.app.signing.shown import checked
from handover_policy.web.pages.addresses import case_path
from handover_policy.web.pages.answers import SEE_OTHER, PageProblem, as_page, see_other
from handover_policy.web.pages.cases.acts import refused_text, told_by
from handover_policy.web.pages.cases.asking import with_code
from handover_policy.web.pages.cases.assured import assured
from handover_policy.web.pages.cases.codes import asked_code, fault_of_code, wants_code
from handover_policy.web.pages.cases.form import fresh_act
from handover_policy.web.pages.cases.page import case_in
from handover_policy.web.pages.cases.speaking import SentenceSpeaker
from handover_policy.web.pages.opening import note_opened
from handover_policy.web.pages.visit import ACT, Visit, visiting
from handover_policy.web.paths import case_id

UNFIT, CHANGED = 422, 409
RELIABLE, CLICK = "reliable", "click"
"""How a sheet is signed: with a code that was told to the person alone, or signed in only."""
LONGEST_TEXT = 10_000
NOTES = frozenset({"signed", "objected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """What was filled in under a sheet; `faults` name fields and what is wrong with each."""

    opinion: str = ""
    objection: str = ""
    read: bool = False
    faults: tuple[str, ...] = ()
    refusal: str = ""
    stale: bool = False


BLANK = SheetForm()


@as_page
async def get_sheet(request: Request) -> Response:
    """Answer the sheet of a departure, and ask for a code where the settings want one and it is the reader's turn."""
    visit = await visiting(request)
    page = await _read(visit, case_id(request))
    code = await asked_code(visit, "sheet") if page.part is not None and page.made is not None else None
    note = request.query_params.get("done", "")
    return _answer(visit, page, code=code, note=note if note in NOTES else "")


@as_page
async def post_sheet(request: Request) -> Response:
    """Sign a sheet, object to it, or make a new code."""
    visit = await visiting(request)
    name = case_id(request)
    form = await visit.form()
    shown = str(form.get("sha256", ""))
    page = await _read(visit, name, shown)
    step = str(form.get("step", "sign"))
    if step == "code":
        code = await asked_code(visit, "sheet", anew=True)
        return _answer(visit, page, form=_typed(form), code=code)
    if step == "object":
        return await _object(visit, page, form)
    return await _sign(visit, page, form)


async def _sign(visit: Visit, page: SheetPage, form: FormData) -> Response:
    typed, shown = _typed(form), str(form.get("sha256", ""))
    part = next((each for each in page.own if each.party == form.get("party")), page.part)
    if page.made is None or part is None:
        raise PageProblem("not-yours" if part is None else "not-found")
    if shown != page.made.sha256:
        return await _stale(visit, page, typed)
    unseen = page.notice is not None and form.get("notice") != page.notice.version
    faults = (*(() if typed.read else ("read",)), *(("notice",) if unseen else ()))
    if faults:
        code = await asked_code(visit, "sheet")
        return _answer(visit, page, status=UNFIT, form=replace(typed, faults=faults), code=code)
    done = f"{case_path(page.case.id)}/sheet?done=signed"
    if part.signed:
        return see_other(done)
    fault = await fault_of_code(visit, "sheet", str(form.get("code", "")))
    if fault:
        return _answer(visit, page, status=UNFIT, form=typed, code=await asked_code(visit, "sheet", fault=fault))
    data: dict[str, object] = {
        "case": page.case.id,
        "party": part.party,
        "by": visit.visitor.id,
        "method": RELIABLE if wants_code(visit, "sheet") else CLICK,
        "sha256": shown,
    }
    data |= {"opinion": typed.opinion} if typed.opinion else {}
    data |= {"on_behalf_of": part.principal} if part.principal is not None else {}
    beside = assured(visit, consent_of(visit, part), code=wants_code(visit, "sheet"))
    act = replace(_act(visit, page, form, "sheet.signed", data), beside=beside)
    if page.notice is None:
        return await _told(visit, page, act, typed, done)
    act = replace(act, beside={**beside, NOTICE_KEY: page.notice.version})
    answer = await _told(visit, page, act, typed, done)
    if answer.status_code == SEE_OTHER:
        await note_opened(visit, visit.visitor.id, NOTICE)
    return answer


def consent_of(visit: Visit, part: OwnPart) -> Sequence[str]:
    """Return the sentences beside the button of a sheet: what signing means, for which parties, what was read."""
    words = visit.words
    covers = (words.say("pages_case.sheet.covers", party=part.title, parties=words.joined(part.covers)),)
    return (
        words.say("pages_case.sheet.means"),
        *(covers if part.covers else ()),
        words.say("pages_case.sheet.read"),
        words.say("pages_case.sheet.sign"),
    )


async def _object(visit: Visit, page: SheetPage, form: FormData) -> Response:
    typed = _typed(form)
    voice = next((each for each in page.own if each.party == form.get("party")), page.voice)
    if voice is None or page.made is None:
        raise PageProblem("not-yours" if voice is None else "not-found")
    if str(form.get("sha256", "")) != page.made.sha256:
        return await _stale(visit, page, typed)
    code = await asked_code(visit, "sheet") if page.part is not None else None
    if not typed.objection or len(typed.objection) > LONGEST_TEXT:
        return _answer(visit, page, status=UNFIT, form=replace(typed, faults=("objection",)), code=code)
    data: dict[str, object] = {
        "case": page.case.id,
        "party": voice.party,
        "by": visit.visitor.id,
        "reason": typed.objection,
    }
    data |= {"on_behalf_of": voice.principal} if voice.principal is not None else {}
    act = _act(visit, page, form, "sheet.objected", data)
    await with_code(visit, form, act)
    return await _told(visit, page, act, typed, f"{case_path(page.case.id)}/sheet?done=objected")


async def _told(visit: Visit, page: SheetPage, act: PageAct, typed: SheetForm, done: str) -> Response:
    """Tell an act, and go on with the page; a refusal stands on the page with what was typed."""
    try:
        answered = await told_by(visit, act)
    except ActUnfit:
        raise PageProblem("unfit", what=visit.words.say("pages_case.sheet.unfit")) from None
    if answered is None or answered.outcome != "refused":
        return see_other(done)
    shown = "" if page.made is None else page.made.sha256
    again = await _read(visit, page.case.id, shown)
    if again.made is not None and again.made.sha256 != shown:
        return await _stale(visit, again, typed)
    code = await asked_code(visit, "sheet") if again.part is not None else None
    refused = replace(typed, refusal=refused_text(visit, answered, act.type))
    return _answer(visit, again, status=UNFIT, form=refused, code=code)


async def _stale(visit: Visit, page: SheetPage, typed: SheetForm) -> Response:
    """Answer that the sheet has changed since it was looked at, and what changed; it is to be read again."""
    code = await asked_code(visit, "sheet") if page.part is not None else None
    return _answer(visit, page, status=CHANGED, form=replace(typed, read=False, stale=True), code=code)


def _answer(
    visit: Visit,
    page: SheetPage,
    *,
    status: int = 200,
    form: SheetForm = BLANK,
    code: CodeAsked | None = None,
    note: str = "",
) -> Response:
    return visit.page(
        "sheet.html",
        status=status,
        names=page.names,
        page=page,
        form=form,
        code=code,
        note=note,
        say=SentenceSpeaker(visit.words, visit.now),
        draw=fresh_act,
        of_company=urlencode({"company": visit.company.id}),
        here="case" if page.case.employee == visit.visitor.id else "inbox",
    )


async def _read(visit: Visit, name: str, since: str = "") -> SheetPage:
    """Return the sheet for its reader, its signed PDF looked at."""
    page, service = await visit.read(_page, visit, name, since=since), visit.doors.service
    told = await to_thread.run_sync(checked, page.signing, service.settings, visit.company, service.archive)
    return replace(page, signing=told)


def _page(view: View, visit: Visit, name: str, since: str = "") -> SheetPage:
    page = sheet_page(view, visit.visitor, case_in(view, visit.visitor, name), visit.words.language, since=since)
    if page is None:
        raise PageProblem("not-yours")
    return page


def _typed(form: FormData) -> SheetForm:
    return SheetForm(
        opinion=str(form.get("opinion", "")).strip()[:LONGEST_TEXT],
        objection=str(form.get("objection", "")).strip(),
        read=bool(form.get("read")),
    )


def _act(visit: Visit, page: SheetPage, form: FormData, kind: str, data: Mapping[str, object]) -> PageAct:
    name = str(form.get(ACT, ""))
    return PageAct(name=name, by=visit.visitor, type=kind, subject=page.case.employee, data=data)
