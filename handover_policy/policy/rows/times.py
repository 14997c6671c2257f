"""read_moment, read_period: time expressions and periods as written; suggested_time, certain_time: what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.findings.suggestion import nearest
from handover_policy.model.dates.expression import Period, TimeExpression, UnreadableTime
from handover_policy.model.dates.targets import OR
from handover_policy.model.dates.timeline import AT, TO, parse_expression, parse_period
from handover_policy.model.words.anchors import ANCHORS, TARGET_DAYS, room_of
from handover_policy.model.words.counting import UNITS
from handover_policy.policy.meant.spoken import ways_of_saying
from handover_policy.policy.meant.values import written_as
from handover_policy.policy.yaml_source.node import Node, text_of
from handover_policy.policy.yaml_source.slip_words import UNITS_IN_CHINESE

LONGEST = 100
JOINING = (TO, OR, AT)
HOUR = 5
WORDS = (*ANCHORS, *UNITS, *(f"{unit}s" for unit in UNITS), *TARGET_DAYS, *JOINING)
"""Every word of time expressions but the dates of employees and records."""
SIGNS = {"before": "-", "after": "+"}
_PARTS = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)*|[0-9]{1,2}[:\uff1a][0-9]{2}|[0-9]+|[-+]|[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedTime:
    """What a time expression may say at its place: anchors, attributes and fields that are dates, a time of day.

    `records` and `dates` are None where it is not known which there are.
    """

    key: str
    anchors: Collection[str]
    records: Collection[str] | None
    dates: Collection[str] | None
    hour: bool


def read_moment(node: Node, allowed: AllowedTime, found: Collected) -> TimeExpression | None:
    """Return the time expression of a node; None, with a finding, where it cannot be read."""
    written = text_of(node)
    if written is None:
        return None
    try:
        expression = parse_expression(written)
    except UnreadableTime as wrong:
        _note_unreadable("bad-time", node, wrong, parse_expression, found)
        return None
    _check_anchor(expression.anchor, node.location, allowed, found)
    if expression.hour is not None and not allowed.hour:
        found.error("hour-unfit", node.location, subject=written, key=allowed.key)
    return expression


def _check_anchor(anchor: str, at: Location, allowed: AllowedTime, found: Collected) -> None:
    room, _, name = anchor.partition(".")
    if room_of(anchor) is None:
        if anchor not in allowed.anchors:
            listed = ", ".join(allowed.anchors)
            found.error("anchor-unfit", at, subject=anchor, key=allowed.key, allowed=listed)
        return
    known = allowed.dates if room == "employee" else allowed.records
    if known is not None and not known and room == "record":
        found.error("record-unfit", at, subject=anchor)
    elif known is not None and name not in known:
        there = [f"{room}.{each}" for each in known]
        found.error("date-unknown", at, subject=anchor, known=there, allowed=", ".join(there))


def read_period(node: Node, found: Collected) -> Period | None:
    """Return the period of a node; None, with a finding, where it cannot be read."""
    written = text_of(node)
    if written is None:
        return None
    try:
        return parse_period(written)
    except UnreadableTime as wrong:
        _note_unreadable("bad-period", node, wrong, parse_period, found)
        return None


def _note_unreadable(
    code: str, node: Node, wrong: UnreadableTime, read: Callable[[str], object], found: Collected
) -> None:
    written = text_of(node) or ""
    near, certain = suggested_time(written, read), certain_time(written, read)
    found.error(code, node.location, subject=written, reason=wrong.reason, suggestion=near, **written_as(certain))


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
    parts = [UNITS_IN_CHINESE.get(part, _as_hour(part)) for part in _PARTS.findall(_with_words(written))]
    exact = all(part in WORDS or not part[0].isalpha() or room_of(part) is not None for part in parts)
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
        return _as_hour(part)
    if room_of(part) is not None:
        return part
    return part if part in WORDS else nearest(part, WORDS) or part


def _as_hour(part: str) -> str:
    """Return a time of day as `09:00` of `9:00`; any other part as it is."""
    return part.replace("\uff1a", ":").zfill(HOUR) if ":" in part or "\uff1a" in part else part
