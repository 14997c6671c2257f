"""read_moment, read_period: time expressions and periods as written; suggested_time: what was probably meant."""

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
from handover_policy.policy.yaml_source.node import Node, text_of
from handover_policy.policy.yaml_source.slip_words import UNITS_IN_CHINESE

LONGEST = 100
JOINING = (TO, OR, AT)
HOUR = 5
_PARTS = re.compile(r"[A-Za-z_.]+|[0-9]{1,2}[:\uff1a][0-9]{2}|[0-9]+|[-+]|[\u4e00-\u9fff]+")


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
        near = suggested_time(written, parse_expression)
        found.error("bad-time", node.location, subject=written, reason=wrong.reason, suggestion=near)
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
        near = suggested_time(written, parse_period)
        found.error("bad-period", node.location, subject=written, reason=wrong.reason, suggestion=near)
        return None


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
    if ":" in part or "\uff1a" in part:
        return part.replace("\uff1a", ":").zfill(HOUR)
    if part in UNITS_IN_CHINESE:
        return UNITS_IN_CHINESE[part]
    if not part[0].isascii() or not (part[0].isalpha() or part[0] == "_"):
        return part
    if room_of(part) is not None:
        return part
    known = (*ANCHORS, *UNITS, *(f"{unit}s" for unit in UNITS), *TARGET_DAYS, *JOINING)
    return part if part in known else nearest(part, known) or part
