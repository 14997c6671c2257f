"""Reads the notice table."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.model.dated import Dated
from handover_policy.model.dates.notice_period import Counting
from handover_policy.model.words.counting import FORMS
from handover_policy.policy.policy_set import NoticeTable
from handover_policy.policy.rows.notice_row import MOST, read_notice_row
from handover_policy.policy.rows.row import Row
from handover_policy.policy.yaml_source.node import SequenceNode, text_of


def read_notice_table(row: Row) -> NoticeTable:
    """Return the notice table of a `notice_days` document."""
    counting = row.child("counting")
    return NoticeTable(
        counting=Counting(
            start=counting.text("from", Counting().start),
            unit=counting.text("unit", Counting().unit),
            roll=counting.text("roll", Counting().roll),
        )
        if counting
        else Counting(),
        hit=row.text("hit", "unique"),
        fallback_days=_days(row, "fallback_days", 30),
        accepts=_accepts(row),
        rows=tuple(map(read_notice_row, row.children("rules"))),
        places=MappingProxyType(row.places_below("counting", "accepts")),
        location=row.location,
    )


def _days(row: Row, key: str, otherwise: int) -> int | float | Dated:
    days = row.number(key, most=MOST["days"], whole=True)
    return otherwise if days is None else days


def _accepts(row: Row) -> MappingProxyType[str, tuple[str, ...]]:
    accepted = {}
    for stage, _, forms in row.entries("accepts"):
        items = forms.items if isinstance(forms, SequenceNode) else ()
        accepted[stage] = tuple(form for item in items if (form := text_of(item)) and form in FORMS)
    return MappingProxyType(accepted)
