"""Facts: what there is not has none, and no condition on it holds."""

from __future__ import annotations

from datetime import date

import pytest

from handover_policy.decide.facts import TOLD, Surroundings, gather
from tests.unit.decide.stage import leaving, ready

OF_EVERYBODY = ("employee.", "agreement.", "profile.")


@pytest.mark.parametrize("name", [name for name in TOLD if not name.startswith(OF_EVERYBODY)])
def test_of_somebody_at_work_whom_nothing_concerns_nothing_else_is_told(name: str) -> None:
    stage, day = ready(), date(2026, 3, 2)
    about = Surroundings(employee=stage.register.people()["E1"], book=stage.books.on(day), day=day)
    assert gather([name], about) == {name: None}


def test_whether_a_clause_was_breached_is_told_where_one_is_meant() -> None:
    stage = leaving()
    case = stage.case()
    about = Surroundings(
        employee=stage.register.people()["E1"], book=stage.books.on(case.arrival), day=case.arrival, case=case
    )
    told = [gather(["clause.breached"], about._replace(clause=clause)) for clause in ("", "clause.secret")]
    assert [each["clause.breached"] for each in told] == [None, False]
