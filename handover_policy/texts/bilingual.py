"""both, in_language: what is written in the two languages of the authors side by side, as pages and schemas are."""

from __future__ import annotations

from handover_policy.texts.texts import FIRST, SECOND, texts

WRITTEN_IN = (FIRST, SECOND)
BETWEEN = " / "
BESIDE = " · "


def both(key: str, /, **values: object) -> str:
    """Return a text in both languages, Chinese first, as the pages of docs/ have it."""
    return BESIDE.join(texts(language).say(key, **values) for language in WRITTEN_IN)


def in_language(text: str, language: str) -> str:
    """Return what a schema's title or description, `Chinese / English`, says in a language.

    The last part that is there stands in for a language in which it is not written.
    """
    parts = text.split(BETWEEN, 1)
    said = dict(zip(WRITTEN_IN, parts, strict=False))
    return said.get(texts(language).language, parts[-1])
