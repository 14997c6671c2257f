"""suggested_time, certain_time: the time expression or period that somebody meant, probably or beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Callable

from handover_policy.findings.suggestion import nearest
from handover_policy.model.dates.expression import UnreadableTime
from handover_policy.model.words.anchors import ANCHORS
from handover_policy.model.words.counting import UNITS
from handover_policy.policy.meant.spoken import ways_of_saying
from handover_policy.policy.yaml_source.slip_words import UNITS_IN_CHINESE

LONGEST = 100
_PARTS = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)*|[0-9]+|[-+]|[\u4e00-\u9fff]+")
SIGNS = {"before": "-", "after": "+"}


def suggested_time(written: str, read: Callable[[str], object]) -> str:
    """Return `written` with spaces, anchor and units set right, if `read` then takes it; else an empty text."""
    if len(written) > LONGEST:
        return ""
    text = " ".join(map(_word, _PARTS.findall(_with_words(written))))
    return text if _is_read(text, read) else ""


def certain_time(written: str, read: Callable[[str], object]) -> str:
    """Return what `suggested_time` does where no word had to be guessed: blanks, units and words of other languages."""
    if len(written) > LONGEST:
        return ""
    known = (*ANCHORS, *UNITS, *(f"{unit}s" for unit in UNITS))
    parts = [UNITS_IN_CHINESE.get(part, part) for part in _PARTS.findall(_with_words(written))]
    exact = all(part in known or not part[0].isalpha() or part.startswith(("employee.", "record.")) for part in parts)
    text = " ".join(parts)
    return text if exact and _is_read(text, read) else ""


def _is_read(text: str, read: Callable[[str], object]) -> bool:
    try:
        read(text)
    except UnreadableTime:
        return False
    return True


def _with_words(written: str) -> str:
    """Return an expression with what other languages call anchors, before and after in the words of expressions."""
    ways = ways_of_saying("times")
    said = [(way, f" {SIGNS.get(word, word)} ") for word, told in ways.items() for way in told if not way.isascii()]
    text = written
    for way, word in sorted(said, key=lambda each: -len(each[0])):
        text = text.replace(way, word)
    return text


def _word(part: str) -> str:
    if part in UNITS_IN_CHINESE:
        return UNITS_IN_CHINESE[part]
    if not part[0].isascii() or not (part[0].isalpha() or part[0] == "_"):
        return part
    known = (*ANCHORS, *UNITS, *(f"{unit}s" for unit in UNITS))
    return part if part in known else nearest(part, known) or part
