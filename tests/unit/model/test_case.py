"""Cases: changed field by field, never by a name that is no field."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handover_policy.model.case import Case, changed_case

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


def test_a_changed_case_differs_in_what_was_changed_only() -> None:
    changed = changed_case(CASE, {"state": "closed"})
    assert changed.state == "closed"
    assert CASE.state == "open"
    assert changed_case(changed, {"state": "open"}) == CASE


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="stat"):
        changed_case(CASE, {"stat": "closed"})
