"""said: a sentence of the product as HTML: what fills it is escaped, but for what is HTML already, as days are."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from handover_policy.texts.texts import Texts

OPENS, CLOSES = "\ue000", "\ue001"
"""Around the place of what is HTML already, while the sentence is filled; of no use in any text."""
DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def said(words: Texts, key: str, /, **params: object) -> Markup:
    """Return a sentence with its blanks filled."""
    ready = {name: value for name, value in params.items() if isinstance(value, Markup)}
    told = words.say(key, **{name: f"{OPENS}{name}{CLOSES}" if name in ready else params[name] for name in params})
    found = str(escape(told))
    for name, value in ready.items():
        found = found.replace(f"{OPENS}{name}{CLOSES}", value)
    return Markup(found)  # noqa: S704 - the sentence was escaped, and what stands in it is HTML of ours


def digests_short(letter: str) -> str:
    """Return a letter with digests as people compare them, by their beginning: the whole one stands on the sheet."""
    return DIGEST.sub(r"\1…", letter)
