"""WORDS: the words by which a sentence is read, in Chinese and in English, by the part that they play in it.

A word plays the first part whose pattern it fits, from the top: `不超过` is a measure, no denial; `不得不` is `must`.
Nothing here is law: which claims are unlawful, and how grave that is, stands in `rules/statutes/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handover_policy.review.lint.wording.chinese import CHINESE
from handover_policy.review.lint.wording.english import ENGLISH
from handover_policy.review.lint.wording.parts import Part


def _compiled(rows: Iterable[tuple[str, ...]], frame: str) -> re.Pattern[str]:
    """Return one pattern for all parts; the name of the group that fits is the part."""
    named = [f"(?P<{part}_{number}>{frame.format(_free(words))})" for number, (part, *words) in enumerate(rows)]
    return re.compile("|".join(named), re.IGNORECASE)


def _free(words: Iterable[str]) -> str:
    """Return words as one pattern whose groups have no numbers."""
    return re.sub(r"\((?!\?)", "(?:", "|".join(words))


IN_CHINESE = _compiled(CHINESE, "{}")
IN_ENGLISH = _compiled(ENGLISH, r"(?:\b(?:{})(?!\w))")
OF_HANDOVER = re.compile(
    "|".join(_free(words) for part, *words in (*CHINESE, *ENGLISH) if part in {Part.DONE, Part.APPROVAL}),
    re.IGNORECASE,
)
"""Finds the handover, or an approval, within the words of a condition: "等签字后再"."""
