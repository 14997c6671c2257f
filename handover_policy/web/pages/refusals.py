"""page_refusal: why an act was not done, as people are told: no names of events, no names of fields, days as days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from handover_policy.decide.wording import reason_sentence, refusal_sentence
from handover_policy.model.decision import Reason, Refusal
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.days import day_text

AREA = "pages_refused"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
TOLD = frozenset(
    {
        "key-missing",
        "key-given-twice",
        "items-unasked",
        "items-no-column",
        "items-cell-unfit",
        "items-too-many",
        "items-no-row",
        "items-row-twice",
    }
)
"""Reasons that name what a person filled in; the others speak of the event that a page made of it."""
CALLED = {"state": "words.task_states", "cause": "words.causes"}


def page_refusal(refusal: Refusal, words: Texts, today: date, act: str = "") -> str:
    """Return why an act was refused as a page says it; the rules' own sentence where pages have none for it.

    Args:
        refusal: of the rules.
        words: of the reader.
        today: by which a day is written with its year or without.
        act: the type of the event, where one code means something else of it.

    """
    for key in _keys(refusal, act):
        if words.has(key):
            told = {name: _shown(name, value, words, today) for name, value in refusal.params.items()}
            return words.say(key, **told)
    return refusal_sentence(refusal, words)


def page_reasons(reasons: Iterable[Reason], words: Texts) -> str:
    """Return what is wrong with what was filled in: each thing once, without the field's name in the event."""
    return words.joined(dict.fromkeys(_reason(each, words) for each in reasons))


def _keys(refusal: Refusal, act: str) -> Iterator[str]:
    key = f"{AREA}.{refusal.code}"
    reason = refusal.params.get("reason")
    if reason is not None:
        yield f"{key}.{reason}.{act}"
        yield f"{key}.{reason}"
    yield key


def _shown(name: str, value: object, words: Texts, today: date) -> object:
    if isinstance(value, tuple):
        told = [_reason(each, words) if isinstance(each, Reason) else str(each) for each in value]
        return words.joined(dict.fromkeys(told))
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return day_text(words, date.fromisoformat(value), today)
    known = f"{CALLED.get(name, '')}.{value}"
    return words.say(known) if name in CALLED and words.has(known) else value


def _reason(reason: Reason, words: Texts) -> str:
    if reason.code not in TOLD:
        return words.say(f"{AREA}.unfit")
    return reason_sentence(replace(reason, at=None), words)
