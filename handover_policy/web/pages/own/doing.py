"""told_act: an act told to the company's writer, and why the rules refused it, in the reader's words."""

from __future__ import annotations

import asyncio

import orjson

from handover_policy.app.portal.acting import ActUnfit, PageAct, tell_act
from handover_policy.app.serving.told import Conflicting, Overloaded, Unwritten, WrittenElsewhere
from handover_policy.model.written.refusal_json import refusal_from
from handover_policy.web.pages.answers import PageProblem
from handover_policy.web.pages.cases.asking import with_code
from handover_policy.web.pages.refusals import page_reasons, page_refusal
from handover_policy.web.pages.visit import Visit

REFUSED = "refused"


async def told_act(visit: Visit, act: PageAct) -> str:
    """Return why an act was refused; empty where it was done, by this click or by an earlier one.

    Raises:
        PageProblem: it could not be written down (`busy`).
        AskedBack: a code is asked for first.

    """
    await with_code(visit, await visit.request.form(), act)
    try:
        answers = await asyncio.wrap_future(tell_act(visit.company, act, visit.now))
    except Conflicting:
        return ""
    except ActUnfit as unfit:
        return page_reasons(unfit.reasons, visit.words)
    except (Overloaded, Unwritten, WrittenElsewhere):
        raise PageProblem("busy") from None
    if answers[0].outcome != REFUSED:
        return ""
    refusal = refusal_from(orjson.loads(answers[0].decision)["refusal"])
    return page_refusal(refusal, visit.words, visit.now.date(), act.type)
