"""suggested_time: the time expression or period that somebody probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from handover_policy.findings.suggestion import nearest
from handover_policy.model.dates.expression import UnreadableTime
from handover_policy.model.words.anchors import ANCHORS
from handover_policy.model.words.counting import UNITS

LONGEST = 100
UNITS_IN_CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "个工作日": "workdays",
        "工作日": "workdays",
        "天": "days",
        "日": "days",
        "周": "weeks",
        "星期": "weeks",
        "个月": "months",
        "月": "months",
        "年": "years",
    }
)
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
