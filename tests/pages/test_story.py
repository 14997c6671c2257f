"""The salesman's story in a browser, by everybody's own pages: from the first signature to the certificate.

Each has a browser context of their own, 390 px wide; the demo's clock is moved by hr. `make test` plays it once without
JavaScript; `make long` with it, in English, by the keyboard alone, and with text twice as large.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.pages.hands import Keyboard
from tests.pages.looking import TWICE_AS_LARGE, holds_all
from tests.pages.telling import PARTS, Story, same_decisions, story
from tests.pages.visiting import CHINESE, ENGLISH

CASE = "E1001/1"
MOST_DAYS = 60


@pytest.mark.parametrize(
    ("language", "scripts"),
    [
        pytest.param(CHINESE, False, id="chinese-without-script"),
        pytest.param(CHINESE, True, id="chinese", marks=pytest.mark.long),
        pytest.param(ENGLISH, True, id="english", marks=pytest.mark.long),
    ],
)
def test_the_salesman_hands_over_on_everybodys_own_pages(language: str, *, scripts: bool, tmp_path: Path) -> None:
    look = holds_all if scripts else None
    with story(tmp_path, language, scripts=scripts, look=look) as told:
        hand_over(told)
        same_decisions(told.demo, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_salesman_hands_over_by_the_keyboard_alone(language: str, tmp_path: Path) -> None:
    with story(tmp_path, language, scripts=True, hands=Keyboard()) as told:
        hand_over(told)
        same_decisions(told.demo, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_salesman_hands_over_with_text_twice_as_large(language: str, tmp_path: Path) -> None:
    with story(tmp_path, language, scripts=True, look=holds_all, browser=TWICE_AS_LARGE) as told:
        hand_over(told)
        same_decisions(told.demo, tmp_path)


def hand_over(told: Story) -> None:
    """Play the story."""
    page = told.there("newcomer", "/agreements")
    for box in page.get_by_label(told.say("clause")).all():
        told.hands.tick(page, box)
    told.press(page, told.say("sign"))

    for day in range(MOST_DAYS):
        told.all_act(CASE, PARTS)
        if signed(told):
            break
        told.move("day" if day else "event")
    assert signed(told)

    while told.today <= date.fromisoformat(told.case(CASE)["last_day"]):
        told.move("day")
        told.all_act(CASE, ["U-HR"])
    told.certificate("leaver")


def signed(told: Story) -> bool:
    """Return whether all three have signed the sheet."""
    sheet = told.case(CASE)["sheet"]
    return sheet is not None and len(sheet["signatures"]) == len({"leaver", "successor", "manager"})
