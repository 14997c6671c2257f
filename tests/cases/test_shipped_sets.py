"""Every policy set that ships: nothing to find, its own cases hold, and the examples play without a refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.policy_tests import deciding_json_anew
from handover_policy.app.run import Run
from handover_policy.model.written.effect_json import decision_json
from handover_policy.sources.event_files import EventText
from handover_policy.sources.policy_folders import case_files
from handover_policy.sources.shipped import policy_place, shipped_sets
from handover_policy.testing.policy_test import read_cases, run_case

pytestmark = pytest.mark.usefixtures("what_ships_is_read_once")

EXAMPLES = Path(__file__).parents[2] / "examples"
INDUSTRIES = ("default", "internet", "logistics", "manufacturing", "retail")
COUNTRIES = ("california", "germany", "international", "japan", "singapore", "united_kingdom")
COMPANIES = ("internet", "logistics", "manufacturing", "retail", "signature", "technology")


def replayed(example: str, policy: str) -> list[dict[str, object]]:
    run = Run(open_policies([policy_place(f"builtin:{policy}")]))
    lines = (EXAMPLES / example).read_bytes().splitlines()
    decisions = [
        run.decide(EventText(line=number, content=line)).decision for number, line in enumerate(lines, start=1)
    ]
    assert [decision.refusal for decision in decisions if decision.refusal] == []
    return [
        effect
        for decision in decisions
        for effect in json.loads(json.dumps(decision_json(decision), default=dict))["effects"]
    ]


def told(effects: list[dict[str, object]], **wanted: object) -> list[dict[str, object]]:
    return [effect for effect in effects if all(effect.get(name) == value for name, value in wanted.items())]


def test_the_sets_that_ship_are_known_by_name() -> None:
    assert shipped_sets() == (
        "default",
        *sorted((*INDUSTRIES[1:], *COUNTRIES)),
        *(f"seed_cases/{name}" for name in COMPANIES),
    )
    assert policy_place("builtin:nothing") == Path("builtin:nothing")


@pytest.mark.parametrize("name", shipped_sets())
def test_a_shipped_set_has_no_findings_and_its_cases_hold(name: str) -> None:
    place = policy_place(f"builtin:{name}")
    opened = open_policies([place])
    assert opened.findings == ()
    cases, wrong = read_cases(case_files(place), opened.schemas)
    assert (bool(cases), wrong) == (True, ())
    start = deciding_json_anew(opened)
    zone = opened.policies[0].manifest.timezone
    results = [run_case(case, start(), zone) for case in cases]
    assert [result for result in results if result.failures or result.refused] == []


def test_the_internet_company_claims_a_tenth_of_the_wages_and_keeps_certificate_and_pay() -> None:
    effects = replayed("seed/internet.jsonl", "seed_cases/internet")
    assert told(effects, effect="claim", clause="clause.penalty", amount=800)
    assert not told(effects, effect="gate", gate="gate.final_pay", state="open")
    notice = told(effects, effect="notice", notice="notice.start")[0]
    assert "否则将影响离职证明开具与工资结算" in json.dumps(notice, ensure_ascii=False)


def test_the_manufacturer_asks_for_seven_days_and_photos_which_the_team_leader_confirms() -> None:
    effects = replayed("seed/manufacturing.jsonl", "seed_cases/manufacturing")
    assert told(effects, effect="case", notice_days=7, last_day="2026-03-09")
    done = {effect["task"] for effect in told(effects, effect="task", state="done")}
    assert done == {"frontline.equipment", "frontline.records", "frontline.tools"}


def test_the_technology_company_misses_the_daily_upload() -> None:
    effects = replayed("seed/technology.jsonl", "seed_cases/technology")
    assert told(effects, effect="duty", duty="upload.code", state="missed")


def test_the_shop_assistant_hands_over_to_store_manager_and_administration() -> None:
    effects = replayed("seed/retail.jsonl", "seed_cases/retail")
    done = {effect["task"] for effect in told(effects, effect="task", state="done")}
    assert done == {"shop.wechat", "shop.stock", "shop.uniform"}


def test_the_driver_is_threatened_with_the_certificate_and_does_not_get_it() -> None:
    effects = replayed("seed/logistics.jsonl", "seed_cases/logistics")
    overdue = told(effects, effect="notice", notice="reminder.overdue", to="E1")
    assert all("否则将影响离职证明开具" in str(notice["bodies"]) for notice in overdue)
    assert not told(effects, effect="gate", gate="gate.certificate", state="open")
    assert told(effects, effect="notice", notice="reminder.escalate", to="M1")


def test_without_a_signature_there_is_no_certificate_and_the_loss_is_claimed() -> None:
    effects = replayed("seed/signature.jsonl", "seed_cases/signature")
    assert not told(effects, effect="gate", gate="gate.certificate", state="open")
    assert told(effects, effect="claim", clause="clause.loss", amount=50000)
