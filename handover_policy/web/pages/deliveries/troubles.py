"""/board/deliveries: messages that did not arrive, or may not have, and what hr decides of each."""

from __future__ import annotations

import hashlib

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.deliveries.carried import channels_carried
from handover_policy.app.portal.deliveries.deciding import DecisionMade, DecisionWanted, decide
from handover_policy.app.portal.deliveries.standing import state_word
from handover_policy.app.portal.deliveries.troubles import troubles_of
from handover_policy.app.sending.afterwards.webhooks import enable_webhook
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.troubled import DECIDED
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.overview.board import overseeing
from handover_policy.web.pages.visit import ACT, Visit, visiting

PATH = "/board/deliveries"
MOST_SHOWN = 100
ENABLED = "enabled"
STATUS = {"overtaken": 409, "unfit": 422}


@as_page
async def get_troubles(request: Request) -> Response:
    """Answer the messages in trouble; after a decision with a note of what was decided."""
    visit = overseeing(await visiting(request))
    done = request.query_params.get("done", "")
    return await _page(visit, done=done if done in {*DECIDED, ENABLED} else "")


@as_page
async def post_decision(request: Request) -> Response:
    """Write what hr decides of a message; the second of two who decide is told what the first did."""
    visit = overseeing(await visiting(request))
    form = await visit.form()
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    decided = str(form.get("decided", ""))
    if decided not in DECIDED:
        return await _page(visit, fault="unfit", status=STATUS["unfit"])
    wanted = DecisionWanted(
        message=(str(form.get("notice", "")), str(form.get("channel", ""))),
        decided=decided,
        by=visit.visitor.id,
        seen=str(form.get("seen", "")),
        act=_act(visit, str(form.get(ACT, ""))),
    )
    made = await to_thread.run_sync(_written, visit, wanted)
    if made.outcome == "unknown":
        raise PageProblem("not-found")
    if made.outcome == "done":
        return see_other(f"{PATH}?done={decided}")
    return await _page(visit, fault=made.outcome, made=made, status=STATUS[made.outcome])


@as_page
async def post_receiver(request: Request) -> Response:
    """Let a receiver be told of decisions again that was switched off."""
    visit = overseeing(await visiting(request))
    form = await visit.form()
    if not visit.visitor.hr:
        raise PageProblem("not-yours")
    engine, company, by, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    channel = str(form.get("channel", ""))

    def enabled() -> bool:
        with writing(engine) as connection:
            return enable_webhook(connection, company, channel, by=by, now=now)

    if await to_thread.run_sync(enabled):
        return see_other(f"{PATH}?done={ENABLED}")
    return await _page(visit, fault="enabled", status=STATUS["overtaken"])


def _written(visit: Visit, wanted: DecisionWanted) -> DecisionMade:
    carried = channels_carried(visit.company.settings)
    with writing(visit.doors.service.engine) as connection:
        return decide(connection, visit.company.id, wanted, carried, visit.now)


def _act(visit: Visit, name: str) -> str:
    """Return the name of an act: nobody can take the one of somebody else."""
    return hashlib.sha256(f"{visit.visitor.id}\n{name}".encode()).hexdigest()[:32]


async def _page(
    visit: Visit, *, done: str = "", fault: str = "", made: DecisionMade | None = None, status: int = 200
) -> Response:
    troubles = await visit.read(troubles_of, visit.visitor, visit.words, MOST_SHOWN, MOST_SHOWN)
    names = dict(troubles.names)
    if made is not None and made.by:
        names[made.by] = await visit.read(lambda view: view.called(made.by) or made.by)
    word = "" if made is None else state_word(made.state, made.code, visit.words)
    return visit.page(
        "deliveries.html",
        status=status,
        names=names,
        troubles=troubles,
        done=done,
        fault=fault,
        made=made,
        word=word,
        here="board",
    )
