"""The examples of the contract run as written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.model.written.effect_json import decision_json
from handover_policy.sources.event_files import told_events

HERE = Path(__file__).parent


def decisions(policy: str) -> Iterator[dict[str, Any]]:
    opened = open_policies([HERE / policy])
    assert opened.findings == ()
    with (HERE / "events.jsonl").open("rb") as events:
        for decided in Run(opened).decisions(told_events(events)):
            yield decision_json(decided.decision)


@pytest.mark.parametrize("policy", ["acme", "acme_extending"])
def test_the_policy_set_of_the_contract_has_no_finding(policy: str) -> None:
    assert [decision["outcome"] for decision in decisions(policy)] == ["applied"] * 8


def effects(kind: str) -> list[dict[str, Any]]:
    return [effect for decision in decisions("acme") for effect in decision["effects"] if effect["effect"] == kind]


def test_a_requested_last_day_before_the_end_of_the_notice_falls_short_of_it() -> None:
    case = effects("case")[0]
    assert (case["notice_end"], case["last_day"], case["shortfall_days"]) == ("2026-08-01", "2026-07-10", 22)


def test_each_record_of_the_profile_has_its_own_task_under_an_encoded_key() -> None:
    names = {task["id"] for task in effects("task") if task["task"] == "sales.customers"}
    assert names == {"E1001/1:sales.customers:甲%3A公司%2F一", "E1001/1:sales.customers:乙公司"}


def test_the_penalty_of_the_article_runs_when_the_policy_says_so_and_it_was_signed() -> None:
    claim = next(claim for claim in effects("claim") if claim["kind"] == "penalty")
    assert (claim["amount"], claim["signed"], claim["because"]["facts"]) == (
        1000,
        True,
        {"case.notice_shortfall_days": 22, "case.handover": "open"},
    )


def test_damages_are_the_proven_loss_and_the_cap_is_carried_along() -> None:
    claim = next(claim for claim in effects("claim") if claim["kind"] == "damages")
    assert (claim["amount"], claim["cap_percent_of_month"], claim["floor"]) == (5000, 20, "local_minimum_wage")


def test_days_missed_while_no_clock_event_came_collapse_into_the_newest() -> None:
    notice = next(notice for notice in effects("notice") if notice["notice"] == "reminder.escalate")
    assert (notice["planned"], notice["skipped"]) == ("2026-07-10", ["2026-07-06", "2026-07-08"])


def test_the_certificate_opens_on_the_last_day_whatever_the_handover() -> None:
    states = [gate["state"] for gate in effects("gate") if gate["gate"] == "gate.certificate"]
    assert states == ["held", "open"]


def test_who_left_is_replaced_by_the_step_without_the_leaver() -> None:
    task = effects("task")[-1]
    assert [(step["party"], step["person"]) for step in task["steps"]] == [("manager", "M1")]
