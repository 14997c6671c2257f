"""suggested_time: the time expression or period that somebody probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable

from handover_policy.findings.suggestion import nearest
from handover_policy.model.dates.expression import UnreadableTime
from handover_policy.model.words.anchors import ANCHORS
from handover_policy.model.words.counting import UNITS
from handover_policy.policy.yaml_source.slip_words import UNITS_IN_CHINESE

LONGEST = 100
_PARTS = re.compile(r"[A-Za-z_.]+|[0-9]+|[-+]|[\u4e00-\u9fff]+")


def suggested_time(written: str, read: Callable[[str], object]) -> str:
    """Return `written` with spaces, anchor and units set right, if `read` then takes it; else an empty text."""
    if len(written) > LONGEST:
        return ""
    words = [_word(part) for part in _PARTS.findall(written)]
    text = " ".join(words)
    try:
        read(text)
    except UnreadableTime:
        return ""
    return text


def _word(part: str) -> str:
    if part in UNITS_IN_CHINESE:
        return UNITS_IN_CHINESE[part]
    if not part[0].isascii() or not (part[0].isalpha() or part[0] == "_"):
        return part
    known = (*ANCHORS, *UNITS, *(f"{unit}s" for unit in UNITS))
    return part if part in known else nearest(part, known) or part
