"""POST /demo/clock, /demo/next: the clock of a demo let forward; without a demo there are no such paths."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import orjson
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handover_policy.app.serving.demo.folder import DemoFolder, NeverBack, TooFar
from handover_policy.app.serving.service import Service
from handover_policy.ledger.sessions import renew_sessions
from handover_policy.texts.bilingual import BETWEEN, WRITTEN_IN
from handover_policy.texts.texts import texts
from handover_policy.web.answers import json_answer
from handover_policy.web.leap import leap_since, newest_position
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.enter import own_path
from handover_policy.web.pages.visit import visiting
from handover_policy.web.problems import MEDIA_TYPE
from handover_policy.web.telling.bodies import whole_body

SECONDS = 60.0
DAY = timedelta(days=1)
MOST_BYTES = 1000
UNREADABLE, BACK = 400, 422


def add_demo_routes(app: Starlette, service: Service, folder: DemoFolder) -> None:
    """Give an API the path by which its demo's clock goes forward."""
    app.state.leaps = {}

    async def post_clock(request: Request) -> Response:
        """Answer the moment it is then, once every company was told it."""
        told = _moment(await whole_body(request, most=MOST_BYTES))
        if told is None:
            return _problem(UNREADABLE, "serving.clock.unreadable")
        try:
            folder.advance(told)
        except TooFar:
            return _problem(BACK, "serving.clock.far")
        except NeverBack:
            return _problem(BACK, "serving.clock.back", now=folder.now().isoformat(timespec="seconds"))
        await to_thread.run_sync(_tell, service)
        return json_answer({"now": folder.now().isoformat()})

    @as_page
    async def post_next(request: Request) -> Response:
        """Let the clock go to the next thing that waits for it, or forward by a day, and go on on the page at hand."""
        visit = await visiting(request)
        told = await visit.form()
        if not visit.visitor.hr:
            raise PageProblem("not-yours")
        company, before = visit.company, folder.now()
        position = await visit.doors.read(company, newest_position, company.id)
        at = visit.company.lane.schedule.at if told.get("step") == "event" else None
        with suppress(NeverBack, TooFar):
            folder.advance(next_moment(folder.now(), at))
        await to_thread.run_sync(_tell, service)
        await to_thread.run_sync(lambda: renew_sessions(service.engine, company.id, before, folder.now()))
        app.state.leaps[visit.signed.hash] = await visit.doors.read(
            company, leap_since, company.id, position, folder.now()
        )
        return see_other(own_path(str(told.get("next", "/"))))

    app.router.routes.append(Route("/demo/clock", post_clock, methods=["POST"]))
    app.router.routes.append(Route("/demo/next", post_next, methods=["POST"]))


def next_moment(now: datetime, waiting: float | None) -> datetime:
    """Return to which moment a demo's clock goes: to the one that is waited for, or a day on where there is none."""
    if waiting is None or waiting <= now.timestamp():
        return now + DAY
    return datetime.fromtimestamp(waiting, UTC)


def _moment(body: bytes) -> datetime | None:
    """Return the moment that a body names; None for one without a zone, and for anything else."""
    try:
        told = datetime.fromisoformat(orjson.loads(body)["to"])
    except (ValueError, TypeError, KeyError):
        return None
    return None if told.tzinfo is None else told


def _tell(service: Service) -> None:
    for company in service.companies.values():
        company.lane.do(company.lane.catch_up).result(SECONDS)


def _problem(status: int, key: str, **params: str) -> Response:
    said = BETWEEN.join(texts(language).say(key, **params) for language in WRITTEN_IN)
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": said}
    told["errors"] = [{"pointer": "/to", "detail": said}]
    answer = json_answer(told, status)
    answer.headers["content-type"] = MEDIA_TYPE
    return answer
