"""What is typed for an attribute of the imagined employee, read by the type that the set declares."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.simulate import ValueUnknown, simulate_departure
from handover_policy.simulate.scenario import Scenario
from handover_policy.simulate.words import headline
from tests.unit.simulate.test_simulating import OWN

SET = f"{OWN}attributes: {{employee.on_call: {{type: boolean}}, employee.loan: {{type: number}}}}\n"


def test_a_yes_is_told_as_files_write_it_or_as_people_say_it(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(SET, encoding="utf-8")
    opened = open_policies([tmp_path])

    def told(**attributes: str) -> dict[str, object]:
        scenario = Scenario(role="", stage="", day=date(2026, 3, 2), attributes=attributes)
        return dict(simulate_departure(scenario, opened, role="sales").scenario.attributes)

    assert told(on_call="true", loan="0") == {"on_call": True, "loan": 0}
    assert told(on_call="否", loan="30元") == {"on_call": False, "loan": 30}
    for wrong in ({"on_call": "1"}, {"loan": "true"}):
        with pytest.raises(ValueUnknown, match=f"employee\\.{next(iter(wrong))}: "):
            told(**wrong)


def test_a_yes_is_shown_in_words_of_the_reader(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(SET, encoding="utf-8")
    policy = open_policies([tmp_path]).policies[0]
    scenario = Scenario(role="sales", stage="regular", day=date(2026, 3, 2), attributes={"on_call": True})
    assert "on_call = 是" in headline(scenario, policy, "zh")[1]
    assert "on_call = yes" in headline(scenario, policy, "en")[1]
