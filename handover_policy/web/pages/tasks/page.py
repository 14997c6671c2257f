"""/tasks/{employee}/{n}/{rest}: a task, and what is done about it: submitted, confirmed, sent back, objected to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.sight import TaskNotTheirs
from handover_policy.app.portal.task import TaskShown, task_of, without
from handover_policy.archive.gate import FileRefused
from handover_policy.web.pages.addresses import task_path
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.cases.asking import with_code
from handover_policy.web.pages.tasks.acts import (
    CONFIRM,
    OBJECT,
    RETURN,
    SUBMIT,
    act_of,
    lacking,
    links_in,
)
from handover_policy.web.pages.tasks.filled import FilledForm, filled
from handover_policy.web.pages.tasks.keeping import NotKept, kept_files
from handover_policy.web.pages.tasks.said import said
from handover_policy.web.pages.tasks.showing import Trouble, task_page
from handover_policy.web.pages.tasks.telling import Busy, told_act
from handover_policy.web.pages.visit import ACT, Visit, visiting
from handover_policy.web.paths import case_id, segment

MORE = "more"
ALLOWED = {"submit": {SUBMIT}, "confirm": {CONFIRM, RETURN}, "": set[str]()}
UNFIT, BUSY = 422, 503
LINK_FILE = "link.txt"


@dataclass(frozen=True, slots=True)
class _Named:
    """The task that a path names."""

    case: str
    task: str


@as_page
async def get_whole_id(request: Request) -> Response:
    """Lead whoever has a whole id, as messages and systems write it, to the page of the task."""
    await visiting(request)
    return see_other(task_path(segment(request, "whole")))


@as_page
async def get_task(request: Request) -> Response:
    """Answer the page of a task."""
    visit = await visiting(request)
    return await task_page(visit, await _shown(visit, _named(request)))


@as_page
async def post_task(request: Request) -> Response:
    """Do what somebody asks for on the page of a task; files are stored before anything is told of them."""
    visit = await visiting(request)
    named = _named(request)
    shown = await _shown(visit, named)
    form = await filled(visit)
    try:
        return await _answered(visit, named, shown, form)
    finally:
        await form.close()


async def _answered(visit: Visit, named: _Named, shown: TaskShown, form: FilledForm) -> Response:
    do = form.text("do")
    if not form.text(ACT):  # without it a second act would pass for the first
        raise PageProblem("form-old")
    unkept: Sequence[NotKept] = ()
    if form.files and shown.mine is not None:
        unkept = await kept_files(visit, form.files, shown.task.id)
        shown = await _shown(visit, named)
    shown = _chosen(shown, form)
    if unkept:
        return await task_page(visit, shown, form, Trouble(do=do, unkept=unkept), status=UNFIT)
    if do == MORE:
        return await task_page(visit, shown, form, Trouble(do=do))
    if not _allowed(shown, do):
        return await _too_late(visit, named, form, do)
    lacks = lacking(shown, do, form)
    if lacks is not None:
        return await task_page(visit, shown, form, Trouble(do=do, lacks=lacks), status=UNFIT)
    act = act_of(visit, shown, do, form)
    await with_code(visit, form.fields, act, files_kept=True)
    await _keep_links(visit, act)
    try:
        refusal = await told_act(visit, act)
    except Busy:
        return await task_page(visit, shown, form, Trouble(do=do, busy=True), status=BUSY)
    if refusal is not None:
        shown = _chosen(await _shown(visit, named), form)
        return await task_page(visit, shown, form, Trouble(do=do, refusal=refusal), status=UNFIT)
    return see_other(task_path(named.task))


def _allowed(shown: TaskShown, do: str) -> bool:
    return do in ALLOWED[shown.doing] or (do == OBJECT and shown.objecting in {"sheet", "reopen"})


async def _too_late(visit: Visit, named: _Named, form: FilledForm, do: str) -> Response:
    """Answer somebody whose act is no longer theirs: done by the same click before, or by another meanwhile."""
    if do not in {SUBMIT, CONFIRM, RETURN, OBJECT}:
        raise PageProblem("form-old")
    shown = await _shown(visit, named)
    if not (shown.part or (do == OBJECT and shown.party)):
        raise PageProblem("not-yours")
    act = act_of(visit, shown, do, form)
    try:
        refusal = await told_act(visit, act)
    except Busy:
        raise PageProblem("busy") from None
    if refusal is None:
        return see_other(task_path(named.task))
    return await task_page(visit, shown, form, Trouble(do=do, refusal=refusal), status=UNFIT)


def _chosen(shown: TaskShown, form: FilledForm) -> TaskShown:
    """Return a task without the files at hand that somebody has left out; those just brought are always in."""
    offered, taken = set(form.texts("offered")), set(form.texts("take"))
    return without(shown, frozenset(offered - taken))


async def _keep_links(visit: Visit, act: PageAct) -> None:
    """Store the addresses that an act tells as evidence: what comes from a page is in the archive."""
    archive = visit.doors.service.archive
    for address in links_in(act):
        with suppress(FileRefused):  # a company that takes no texts
            await to_thread.run_sync(archive.keep, visit.company.id, BytesIO(address.encode()), LINK_FILE)


def _named(request: Request) -> _Named:
    case = case_id(request)
    return _Named(case, f"{case}:{segment(request, 'rest')}")


async def _shown(visit: Visit, named: _Named) -> TaskShown:
    """Return the task, as it is shown to whoever asks; raises PageProblem where it is not theirs, or there is none."""
    try:
        shown = await visit.read(task_of, visit.visitor, named.case, named.task, visit.words)
    except TaskNotTheirs as other:
        if other.person is None:
            raise PageProblem("not-yours") from None
        title = said(visit.words, "not-theirs.title", name=other.person)
        raise PageProblem("not-theirs", title=title, says=said(visit.words, "not-theirs.says")) from None
    if shown is None:
        raise PageProblem("not-found")
    return shown
