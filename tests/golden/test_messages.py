"""Every message that ships, in every channel, word for word; HANDOVER_WRITE_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
import yaml

from handover_policy.render.message import Message, render_notice
from tests.unit.render.departures import (
    CERTIFICATE,
    CHANNELS,
    CUSTOMERS,
    OWED,
    shipped_templates,
    variables_for,
    with_leaver_done,
)

GOLDEN = Path(__file__).parent / "messages"
TEMPLATES = shipped_templates()


def message(notification: str, language: str = "zh-CN", **about: object) -> Message:
    return render_notice(
        TEMPLATES,
        notification=notification,
        language=language,
        channels=CHANNELS,
        variables=variables_for(**about),  # type: ignore[arg-type]
    )


SITUATIONS: dict[str, dict[str, object]] = {
    "handover-started": {"notification": "handover-started", "case": OWED},
    "handover-started.hr": {"notification": "handover-started", "to": "U-HR", "party_of": "hr"},
    "task-upcoming": {"notification": "task-upcoming", "about": CUSTOMERS},
    "task-overdue": {"notification": "task-overdue", "about": CUSTOMERS, "day": date(2026, 3, 26)},
    "task-overdue.successor": {
        "notification": "task-overdue",
        "about": with_leaver_done(CUSTOMERS),
        "to": "E1002",
        "party_of": "successor",
        "day": date(2026, 3, 28),
    },
    "task-overdue.obligation": {
        "notification": "task-overdue",
        "about": CERTIFICATE,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 4, 2),
    },
    "task-escalated": {
        "notification": "task-escalated",
        "about": CUSTOMERS,
        "to": "E2001",
        "party_of": "manager",
        "day": date(2026, 3, 28),
    },
    "successor-assigned": {"notification": "successor-assigned", "to": "E1002", "party_of": "successor"},
    "withdrawn": {"notification": "withdrawn"},
    "withdrawn.successor": {"notification": "withdrawn", "to": "E1002", "party_of": "successor"},
}
LANGUAGES = {"zh-CN": "", "en": ".en"}
MESSAGES = {
    f"{name}{ending}": message(language=language, **situation)  # type: ignore[arg-type]
    for name, situation in SITUATIONS.items()
    for language, ending in LANGUAGES.items()
}
BODIES = {(name, channel): body for name, one in MESSAGES.items() for channel, body in one.bodies.items()}


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_shipped_message_renders_in_every_channel_without_a_problem(name: str) -> None:
    assert MESSAGES[name].problems == ()
    assert set(MESSAGES[name].bodies) == set(CHANNELS)


def test_every_shipped_message_has_golden_files() -> None:
    assert {name.partition(".")[0] for name in MESSAGES} == TEMPLATES.ids


@pytest.mark.parametrize(("name", "channel"), sorted(BODIES))
def test_a_shipped_message_reads_as_agreed(name: str, channel: str) -> None:
    place = GOLDEN / f"{name}.{channel}.txt"
    text = f"{MESSAGES[name].subject}\n\n{BODIES[name, channel]}\n"
    if os.environ.get("HANDOVER_WRITE_GOLDEN") == "1":
        place.write_text(text, "utf-8")
    assert place.read_text("utf-8") == text


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {f"{name}.{channel}.txt" for name, channel in BODIES}


def test_the_default_set_sends_every_message_that_ships() -> None:
    rules = Path(__file__).parents[2] / "rules" / "default" / "notices.yaml"
    rows = yaml.safe_load(rules.read_text("utf-8"))["notices"]
    assert {row["notification"] for row in rows} == TEMPLATES.ids
