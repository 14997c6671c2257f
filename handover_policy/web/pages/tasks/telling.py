"""told_act: an act of a page told to the company's writer, and what became of it in the reader's words."""

from __future__ import annotations

import asyncio

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct, event_of, foreseen, tell_act
from handover_policy.app.serving.told import Conflicting, Overloaded, Unwritten, WrittenElsewhere
from handover_policy.model.decision import Refusal
from handover_policy.model.events import Event
from handover_policy.model.written.refusal_json import refusal_from
from handover_policy.web.pages.refusals import page_reasons, page_refusal
from handover_policy.web.pages.visit import Visit

REFUSED = "refused"


class Busy(Exception):
    """An act could not be told now; nothing of it was stored."""


async def told_act(visit: Visit, act: PageAct) -> str | None:
    """Return why an act was refused, in the reader's words; None once it is done, also by the same click before.

    Raises:
        Busy: it could not be told now.

    """
    company = visit.company
    try:
        told = event_of(company, act, visit.now)
        (answered,) = await asyncio.wrap_future(tell_act(company, act, visit.now))
    except ActUnfit as unfit:
        return page_reasons(unfit.reasons, visit.words)
    except Conflicting:
        return None
    except (Overloaded, Unwritten, WrittenElsewhere):
        raise Busy from None
    if answered.outcome != REFUSED:
        return None
    refusal = await visit.read(_refusal, told.event)
    if refusal is None:  # it would be taken by now: somebody was quicker, and has undone it since
        refusal = refusal_from(orjson.loads(answered.decision)["refusal"])
    return page_refusal(refusal, visit.words, visit.now.date(), act.type)


def _refusal(view: View, event: Event) -> Refusal | None:
    return foreseen(view, event).decision.refusal
