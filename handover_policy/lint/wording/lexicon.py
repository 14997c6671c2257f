"""in_chinese, in_english: the words by which a sentence is read, found by the part that they play in it.

A word plays the first part whose pattern it fits, from the top: `不超过` is a measure, no denial; `不得不` is `must`.
Nothing here is law: which claims are unlawful, and how grave that is, stands in `rules/statutes/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from handover_policy.lint.wording.chinese import CHINESE
from handover_policy.lint.wording.english import ENGLISH
from handover_policy.lint.wording.parts import Part


def _compiled(rows: Iterable[tuple[str, ...]], frame: str) -> re.Pattern[str]:
    """Return one pattern for all parts; the name of the group that fits is the part."""
    named = [f"(?P<{part}_{number}>{frame.format(_free(words))})" for number, (part, *words) in enumerate(rows)]
    return re.compile("|".join(named), re.IGNORECASE)


def _free(words: Iterable[str]) -> str:
    """Return words as one pattern whose groups have no numbers."""
    return re.sub(r"\((?!\?)", "(?:", "|".join(words))


@cache
def in_chinese() -> re.Pattern[str]:
    """Return what finds the Chinese words; compiled when first asked for, as most commands read no texts."""
    return _compiled(CHINESE, "{}")


@cache
def in_english() -> re.Pattern[str]:
    """Return what finds the English words."""
    return _compiled(ENGLISH, r"(?:\b(?:{})(?!\w))")


@cache
def of_handover() -> re.Pattern[str]:
    """Return what finds the handover, or an approval, within the words of a condition: "等签字后再"."""
    named = (_free(words) for part, *words in (*CHINESE, *ENGLISH) if part in {Part.DONE, Part.APPROVAL})
    return re.compile("|".join(named), re.IGNORECASE)
