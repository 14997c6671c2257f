"""Reads a row of the notice table: how long the notice is, on which days it may end, whether it is owed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Target
from handover_policy.model.words.counting import LENGTHS
from handover_policy.policy.policy_set import NoticeDays
from handover_policy.policy.rows.row import Row
from handover_policy.policy.yaml_source.node import ScalarNode, SequenceNode

MOST: Mapping[str, int] = MappingProxyType({"days": 3650, "weeks": 520, "months": 120})
"""The longest notice in each unit."""
MOST_IN_A_MONTH = 31


def read_notice_row(row: Row) -> NoticeDays:
    """Return one row; its length is written once, in days, weeks or months."""
    key = _length_key(row)
    length = row.number(key, most=MOST[key], whole=True)
    ends_on, binding = _ends_on(row), row.flag("binding", otherwise=True)
    if _is_nothing(length):
        for needless in ("ends_on", *(() if binding else ("binding",))):
            if row.has(needless):
                row.around.found.error("notice-of-nothing", row.place_of(needless), subject=needless, length=key)
    return NoticeDays(
        id=row.id,
        title=row.spoken("title", row.id),
        when=row.condition(),
        days=0 if length is None else length,
        unit=LENGTHS[key].unit,
        ends_on=ends_on,
        binding=binding,
        law=row.law(),
        location=row.location,
    )


def _length_key(row: Row) -> str:
    """Return the key that tells how long the notice is; a finding where it is told twice, or not at all."""
    written = [key for key in LENGTHS if row.has(key)]
    allowed = ", ".join(LENGTHS)
    if not written and row.lacks(*LENGTHS):
        row.around.found.error("notice-without-length", row.location, subject=row.id, allowed=allowed)
    for other in written[1:]:
        row.around.found.error("notice-of-two-lengths", row.place_of(other), subject=other, first=written[0])
    return written[0] if written else next(iter(LENGTHS))


def _is_nothing(length: object) -> bool:
    if isinstance(length, Dated):
        return all(value == 0 for _, value in length.values)
    return length == 0


def _ends_on(row: Row) -> tuple[Target, ...]:
    """Return the days on which a notice may end; what is no such day has a finding of its shape."""
    node = row.node.get("ends_on")
    items = node.items if isinstance(node, SequenceNode) else () if node is None else (node,)
    found = []
    for item in items:
        value = item.value if isinstance(item, ScalarNode) else None
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_IN_A_MONTH:
            found.append(Target(kind="day", number=value))
        elif isinstance(value, str):
            found.append(Target(kind=value))
    return tuple(found)
