"""/: what somebody has to do now, what waits for others, and their messages."""

from __future__ import annotations

from collections.abc import Sequence

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.packaging.sight import PackageReady, packages_ready
from handover_policy.app.portal.inbox import Inbox, inbox_of
from handover_policy.app.portal.messages import PortalMessage, message_of
from handover_policy.app.portal.plain import reads_plain
from handover_policy.ledger.reading.messages import read_message
from handover_policy.web.pages.addresses import case_path, task_path
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.tasks.showing import plain_inbox
from handover_policy.web.pages.visit import visiting

MOST_DIGITS = 6


@as_page
async def get_inbox(request: Request) -> Response:
    """Answer the first page."""
    visit = await visiting(request)
    page, waiting = _number(request, "page") or 1, _number(request, "waiting")

    def asked(view: View) -> tuple[Inbox, Sequence[PackageReady], bool]:
        inbox = inbox_of(view, visit.visitor, page, waiting)
        return inbox, packages_ready(view, visit.visitor), reads_plain(view, visit.visitor)

    inbox, packages, plain = await visit.read(asked)
    if plain:
        return await plain_inbox(visit, inbox, packages)
    return visit.page("inbox.html", names=inbox.names, inbox=inbox, packages=packages, here="inbox")


@as_page
async def get_message(request: Request) -> Response:
    """Answer a message, and note that it was opened."""
    visit = await visiting(request)
    person, key = visit.visitor.id, request.path_params["key"]
    message = await visit.read(message_of, person, key)
    if message is None:
        raise PageProblem("not-found")
    engine, company, now = visit.doors.service.engine, visit.company.id, visit.now
    await to_thread.run_sync(lambda: read_message(engine, company, person, key, now))
    return visit.page("message.html", message=message, onward=onward_from(message), here="inbox")


def _number(request: Request, name: str) -> int:
    """Return a page that an address names; 0 where it names none."""
    told = request.query_params.get(name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < MOST_DIGITS else 0


def onward_from(message: PortalMessage) -> str:
    """Return where what a message speaks of is done; empty where nothing is."""
    if message.sheet and message.case:
        return f"{case_path(message.case)}/sheet"
    if message.package and message.case:
        return f"{case_path(message.case)}/package"
    return task_path(message.tasks[0]) if len(message.tasks) == 1 else "/" if message.tasks else ""
