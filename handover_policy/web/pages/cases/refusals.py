"""refusal_text: why the rules refuse an act, in the reader's words: acts by their names, not by types of events."""

from __future__ import annotations

import re

from handover_policy.decide.wording import refusal_sentence
from handover_policy.model.decision import Refusal
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.texts.texts import Texts

TYPES = re.compile("|".join(re.escape(each) for each in sorted(EVENT_TYPES, key=len, reverse=True)))


def refusal_text(refusal: Refusal, words: Texts) -> str:
    """Return a refusal as a page says it."""
    told = refusal_sentence(refusal, words)
    return TYPES.sub(lambda found: words.say("pages_case.act-named", act=words.say(f"words.events.{found[0]}")), told)
