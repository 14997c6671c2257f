"""/board/sink: what the channels of a demo wrote instead of sending, for whoever wants to see what would go out."""

from __future__ import annotations

from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.deliveries.carried import ChannelsCarried, channels_carried
from handover_policy.app.portal.deliveries.sink import sunk, sunk_message
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.visit import Visit, visiting
from handover_policy.web.paths import segment

A_PAGE = 50


@as_page
async def get_sink(request: Request) -> Response:
    """Answer the messages that lie in the folders of a demo's channels, the newest first."""
    visit, carried = await _in_a_demo(request)
    channel, before = request.query_params.get("channel", ""), request.query_params.get("before", "")
    found = await to_thread.run_sync(sunk, carried.sinks, channel, before, A_PAGE)
    onward = ""
    if len(found.shown) == A_PAGE:
        told = {"channel": channel, "before": found.shown[-1].file}
        onward = urlencode({name: value for name, value in told.items() if value})
    return visit.page("sink.html", sunk=found, carried=carried, channel=channel, next=onward, here="board")


@as_page
async def get_sunk(request: Request) -> Response:
    """Answer one message as it was written."""
    visit, carried = await _in_a_demo(request)
    channel, file = segment(request, "channel"), segment(request, "file")
    told = await to_thread.run_sync(sunk_message, carried.sinks, channel, file)
    if told is None:
        raise PageProblem("not-found")
    return visit.page("sunk.html", told=told, carried=carried, here="board")


async def _in_a_demo(request: Request) -> tuple[Visit, ChannelsCarried]:
    """Return the visit of hr, in a demo alone: elsewhere a message is whose it is for, and there is no such page."""
    visit = await visiting(request)
    if request.app.state.demo is None:
        raise PageProblem("not-found")
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    return visit, channels_carried(visit.company.settings)
