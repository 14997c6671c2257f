"""What no shipped message says on any day, to anybody: days that are over, oneself as the one to ask, a waived duty."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.golden.test_messages import LANGUAGES, SITUATIONS, message

DAYS = tuple(date(2026, 3, 23) + timedelta(days=days) for days in range(20))
"""From before the first due day of the departure until after its last day."""


def texts(name: str, language: str, **changed: object) -> list[str]:
    """Return a message of a situation, with something changed, on every channel."""
    written = message(language=language, **{**SITUATIONS[name], **changed})  # type: ignore[arg-type]
    return [*written.bodies.values(), *written.texts.values()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SITUATIONS)
def test_no_message_counts_days_that_are_none(name: str, language: str) -> None:
    for day in DAYS:
        for text in texts(name, language, day=day):
            assert "还有 0 天" not in text
            assert "days left: 0" not in text


@pytest.mark.parametrize("party", ["leaver", "manager", "successor", "hr"])
@pytest.mark.parametrize("name", sorted(set(SITUATIONS) - {"absence", "absence.resigned"}))
def test_nobody_is_told_to_ask_themselves(name: str, party: str) -> None:
    """What hr is to serve on somebody absent names hr, and is not for hr."""
    for text in texts(name, "zh-CN", to="U-HR", party_of=party):
        assert "联系U-HR" not in text
        assert "告诉U-HR" not in text
    for text in texts(name, "en", to="U-HR", party_of=party):
        assert "contact U-HR" not in text
        assert "tell U-HR" not in text


@pytest.mark.parametrize("name", ["task-overdue.obligation", "task-escalated.obligation", "obligation-due.past"])
def test_no_message_offers_to_waive_or_move_a_statutory_date(name: str) -> None:
    for text in texts(name, "zh-CN"):
        assert "豁免" not in text
        assert "新的安排" not in text
    for text in texts(name, "en"):
        assert "waive" not in text
        assert "new date" not in text
