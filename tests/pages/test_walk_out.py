"""The walk-out (急走) in a browser: somebody stays away without a word, and the handover goes on in their place.

Nothing declares a departure by itself: hr records a fact, hr decides. What is owed to whoever walked out is ready on
its day without them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.pages.looking import holds_all
from tests.pages.telling import PARTS, Story, same_decisions, story
from tests.pages.visiting import CHINESE, ENGLISH
from tests.service.served import SECONDS

WALKER, CASE, PAGE = "E1004", "E1004/1", "/people/E1004"
MOST_DAYS = 20
OF_THE_EMPLOYER = "absence."
"""How what the employer does on its own account is called while somebody is away: it is no handover."""
ENDED = re.compile(r"劳动(合同|关系)已(经)?(依法)?(解除|终止)|已离职|has (been )?ended|was ended|离职证明已")


@pytest.mark.parametrize(
    ("language", "scripts"),
    [
        pytest.param(CHINESE, False, id="chinese-without-script"),
        pytest.param(CHINESE, True, id="chinese", marks=pytest.mark.long),
        pytest.param(ENGLISH, True, id="english", marks=pytest.mark.long),
    ],
)
def test_whoever_walks_out_is_waited_for_by_nobody_and_loses_nothing(
    language: str, *, scripts: bool, tmp_path: Path
) -> None:
    with story(tmp_path, language, scripts=scripts, look=holds_all if scripts else None) as told:
        walk_out(told)
        same_decisions(told.demo, tmp_path)


def walk_out(told: Story) -> None:
    """Play the story."""
    is_away(told)
    is_handed_over_by_others(told)
    nothing_ended_by_itself(told)
    hr_decides(told)
    is_owed_on_its_day(told)
    comes_back_for_the_certificate(told)


def is_away(told: Story) -> None:
    """Let hr record the absence of somebody without a case, and the manager name who takes over."""
    page = told.there("hr", PAGE)
    fill(told, page, "absence", since=told.today.isoformat())
    assert told.demo.decisions()[-1].get("case") != CASE
    expect(page.locator("#absence .effect")).to_be_visible()
    told.press(page, told.words.say("pages_people.absence"), "#absence")
    expect(page.get_by_role("status")).to_be_visible()
    told.do_act("manager", CASE, "assign-successor", successor="E1002")


def is_handed_over_by_others(told: Story) -> None:
    """Let successor and manager do what is to be done; the manager never signs, and the leaver is never waited for."""
    for _ in range(MOST_DAYS):
        told.all_act(CASE, PARTS, silent="M200")
        if (told.case(CASE)["sheet"] or {}).get("deemed"):
            break
        told.move("day")
    sheet = told.case(CASE)["sheet"]
    assert ([each["party"] for each in sheet["signatures"]], list(sheet["deemed"])) == (["successor"], ["manager"])
    said = told.there("hr", f"/cases/{CASE}/sheet").locator("ol.steps")
    expect(said).to_contain_text(told.words.say("pages_case.sheet.excused"))
    expect(said).to_contain_text(told.words.say("pages_case.sheet.deemed"))
    handover = [task for task in told.case(CASE)["tasks"] if not task["task"].startswith(OF_THE_EMPLOYER)]
    by = {step["by"] for task in handover for step in task["steps"] if step.get("by")}
    assert {"M200"} <= by <= {"E1002", "M200", "U-ADM", "U-IT"}


def nothing_ended_by_itself(told: Story) -> None:
    """Hold that after weeks the employment goes on, and that nobody was told anything else."""
    case = told.case(CASE)
    assert (case["state"], case["cause"], case["last_day"]) == ("open", "abandonment", None)
    assert duties(case) == []
    assert gate(case, "leaving_certificate")["control"] == "held"
    assert certificate(told).status_code == httpx.codes.NOT_FOUND
    decisions = told.demo.decisions()
    notices = [each for each in effects(decisions, "notice") if each.get("case") == CASE]
    assert ("notice.absence", "U-HR") in {(each["notice"], each["to"]) for each in notices}
    assert WALKER not in {each["to"] for each in notices}
    assert [each for each in notices if ENDED.search(str(each))] == []
    kinds = {each["event"]["type"] for each in decisions if each["event"].get("subject") == WALKER}
    assert kinds.isdisjoint({"departure.declared", "employee.left", "resignation.submitted"})


def hr_decides(told: Story) -> None:
    """Let hr end the contract, after its consequence was shown, and record what severance is owed."""
    page = told.there("hr", PAGE)
    last = (told.today + timedelta(days=3)).isoformat()
    fill(told, page, "departure", cause="dismissal", last_day=last, reason="Article 39: away without leave")
    expect(page.locator("#departure .effect")).to_contain_text(told.words.say("pages_resign.statutory"))
    told.press(page, told.words.say("pages_people.departure"), "#departure")
    case = told.case(CASE)
    assert (case["cause"], case["last_day"]) == ("dismissal", (told.today + timedelta(days=3)).isoformat())
    assert {"obligation.certificate", "obligation.final_pay"} <= set(duties(case))
    told.do_act("hr", CASE, "record-severance", amount="48000")
    assert gate(told.case(CASE), "severance")["control"] == "open"


def is_owed_on_its_day(told: Story) -> None:
    """Let the last day come: the certificate is ready on it, whoever came and whoever did not."""
    last_day = date.fromisoformat(told.case(CASE)["last_day"])
    while told.today < last_day:
        told.move("day")
    assert gate(told.case(CASE), "leaving_certificate")["control"] == "open"
    assert certificate(told).status_code == httpx.codes.OK
    told.all_act(CASE, ["U-HR"], silent="M200")
    done = {each["task"] for each in told.case(CASE)["tasks"] if each["state"] == "done"}
    assert {"obligation.certificate", "obligation.final_pay", "obligation.severance"} <= done


def comes_back_for_the_certificate(told: Story) -> None:
    """Let whoever walked out open their certificate, by a link that hr hands them after the employment."""
    told.move("day")
    page = told.there("hr", PAGE)
    told.press(page, told.words.say("pages_board.need.give"))
    told.links["walker"] = page.locator("#link").input_value()
    told.certificate("walker")


def fill(told: Story, page: Page, form: str, **fields: str) -> None:
    """Fill in a form of somebody's page, and look at what would come of it."""
    told.hands.open(page, page.locator(f"#{form} > summary"))
    for name, text in fields.items():
        field = page.locator(f"#{form}-{name}")
        if name == "cause":
            field.select_option(text)
        else:
            told.hands.write(page, field, text)
    told.press(page, told.words.say("pages_people.ahead.look"), f"#{form}")


def duties(case: dict[str, Any]) -> list[str]:
    return [each["task"] for each in case["tasks"] if each["task"].startswith("obligation.")]


def certificate(told: Story) -> httpx.Response:
    """Return what the API answers whoever asks for the leaving certificate."""
    address = f"{told.demo.address}/v1/documents/{CASE}/leaving-certificate.pdf"
    headers = {"authorization": f"Bearer {told.demo.links['api-key']}"}
    return httpx.get(address, headers=headers, timeout=SECONDS)


def gate(case: dict[str, Any], controls: str) -> dict[str, Any]:
    return next(each for each in case["gates"] if each["controls"] == controls)


def effects(decisions: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for decision in decisions for each in decision["effects"] if each["effect"] == kind]
