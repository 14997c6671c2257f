"""tell: an act of a page told to the company's writer, and what the rules have against it in the reader's words."""

from __future__ import annotations

import asyncio

import orjson

from handover_policy.app.portal.acting import ActUnfit, PageAct, tell_act
from handover_policy.app.serving.told import Conflicting, Overloaded, Unwritten, WrittenElsewhere
from handover_policy.model.decision import Reason, Refusal
from handover_policy.model.written.refusal_json import refusal_from
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.answers import PageProblem
from handover_policy.web.pages.cases.asking import with_code
from handover_policy.web.pages.refusals import page_reasons, page_refusal
from handover_policy.web.pages.visit import Visit


async def tell(visit: Visit, act: PageAct) -> str:
    """Return why the rules refuse an act; empty where it is done, now or by the same click before.

    Raises:
        PageProblem: it cannot be told now; nothing of it was stored.
        ActUnfit: what was filled in makes no event.
        AskedBack: a code is asked for first.

    """
    await with_code(visit, await visit.request.form(), act)
    try:
        (answered,) = await asyncio.wrap_future(tell_act(visit.company, act, visit.now))
    except Conflicting:  # of an act's own name: it was told before with what stood in the form then
        return ""
    except (Overloaded, Unwritten, WrittenElsewhere):
        raise PageProblem("busy") from None
    if answered.outcome != "refused":
        return ""
    refusal = refusal_from(orjson.loads(answered.decision)["refusal"])
    return page_refusal(refusal, visit.words, visit.now.date(), act.type)


def refusal_said(refusal: Refusal, visit: Visit) -> str:
    """Return what the rules have against an act that was evaluated, in the reader's language."""
    return page_refusal(refusal, visit.words, visit.now.date())


def unfit_said(unfit: ActUnfit, words: Texts) -> str:
    """Return what is wrong with what was filled in, in the reader's language."""
    return reasons_said(unfit.reasons, words)


def reasons_said(reasons: tuple[Reason, ...], words: Texts) -> str:
    """Return reasons as one sentence."""
    return page_reasons(reasons, words)
