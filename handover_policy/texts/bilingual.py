"""both, slashed, titled, described: what stands in both languages of the authors, on pages and in schemas.

The titles of schemas are English and ASCII, for programs are made from them. A description is written `title：Chinese /
English`: what it is called in Chinese stands before the colon, and alone where there is no more to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.texts.texts import FIRST, SECOND, texts

WRITTEN_IN = (FIRST, SECOND)
BETWEEN = " / "
BESIDE = " · "
COLON = "\N{FULLWIDTH COLON}"


def both(key: str, /, **values: object) -> str:
    """Return a text in both languages, Chinese first, as the pages of docs/ have it."""
    return BESIDE.join(texts(language).say(key, **values) for language in WRITTEN_IN)


def slashed(key: str, /, **values: object) -> str:
    """Return a text in both languages on one line, where the reader's language is not known."""
    return BETWEEN.join(texts(language).say(key, **values) for language in WRITTEN_IN)


def titled(rule: Mapping[str, object], language: str) -> str:
    """Return what a schema calls something, in a language."""
    called = _said(rule).get(FIRST, "").partition(COLON)[0]
    return called if called and texts(language).language == FIRST else str(rule.get("title", ""))


def described(rule: Mapping[str, object], language: str) -> str:
    """Return what a schema says of something; the last language there is stands in for one in which it is not said."""
    said = _said(rule)
    if "title" in rule:
        said[FIRST] = said[FIRST].partition(COLON)[2] or said[FIRST]
    return said.get(texts(language).language, list(said.values())[-1])


def _said(rule: Mapping[str, object]) -> dict[str, str]:
    return dict(zip(WRITTEN_IN, str(rule.get("description", "")).split(BETWEEN, 1), strict=False))
