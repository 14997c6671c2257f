"""Nouns are altered field by field, never by a name that is no field."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handover_policy.model.altered import altered
from handover_policy.model.case import Case

DAY = date(2026, 3, 2)
CASE = Case(
    id="E1/1",
    employee="E1",
    policy="1.0.0",
    opened_by="resignation.submitted",
    cause="resignation",
    arrival=DAY,
    now=datetime(2026, 3, 2, tzinfo=UTC),
    plan_day=DAY,
)


def test_an_altered_case_differs_in_what_was_altered_only() -> None:
    changed = altered(CASE, state="closed")
    assert changed.state == "closed"
    assert CASE.state == "open"
    assert altered(changed, state="open") == CASE


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="stat"):
        altered(CASE, stat="closed")
