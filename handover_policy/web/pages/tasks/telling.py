"""told_act: an act of a page told to the company's writer, and what became of it in the reader's words."""

from __future__ import annotations

import asyncio

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct, event_of, foreseen, tell_act
from handover_policy.app.serving.told import Conflicting, Overloaded, Unwritten, WrittenElsewhere
from handover_policy.decide.wording import reason_sentence, refusal_sentence
from handover_policy.model.decision import Reason, Refusal
from handover_policy.model.events import Event
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.visit import Visit

REFUSED = "refused"
AREA = "pages_task.refused"


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
        return unfit_in_words(unfit.reasons, visit.words)
    except Conflicting:
        return None
    except (Overloaded, Unwritten, WrittenElsewhere):
        raise Busy from None
    if answered.outcome != REFUSED:
        return None
    refusal = await visit.read(_refusal, told.event)
    if refusal is None:  # it would be taken by now: somebody was quicker, and has undone it since
        return str(orjson.loads(answered.decision)["refusal"]["message"])
    return refusal_in_plain_words(refusal, visit.words)


def _refusal(view: View, event: Event) -> Refusal | None:
    return foreseen(view, event).decision.refusal


def refusal_in_plain_words(refusal: Refusal, words: Texts) -> str:
    """Return why an act was refused as people are told: no names of events, no names of fields."""
    reason = refusal.params.get("reason")
    for key in ([f"{AREA}.{refusal.code}.{reason}"] if reason is not None else []) + [f"{AREA}.{refusal.code}"]:
        if words.has(key):
            told = {name: _listed(value, words) for name, value in refusal.params.items() if isinstance(value, tuple)}
            return words.say(key, **{**refusal.params, **told})
    return refusal_sentence(refusal, words)


def unfit_in_words(reasons: tuple[Reason, ...], words: Texts) -> str:
    """Return what is wrong with what was filled in."""
    return " ".join(reason_sentence(each, words) for each in reasons)


def _listed(value: tuple[object, ...], words: Texts) -> str:
    told = [reason_sentence(each, words) if isinstance(each, Reason) else str(each) for each in value]
    return words.joined(told)
