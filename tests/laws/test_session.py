"""A session decides line by line as `handover run` does, also where it is saved and restored on the way."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from handover_policy import Decision, Policy, Session, load
from handover_policy.render.line import decision_line
from tests.edges.cli.command import handover
from tests.laws.settings import SETTINGS
from tests.laws.trials import tell

SEQUENCES = 3


@cache
def policy(setting: str) -> Policy:
    return load(*SETTINGS[setting])


def lines_of(decisions: list[Decision]) -> list[bytes]:
    return [decision_line(decision) for decision in decisions]


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_session_equals_run_line_by_line(setting: str, tmp_path: Path) -> None:
    for seed in range(SEQUENCES):
        events = [line.told for line in tell(setting, seed)]
        file = tmp_path / f"{seed}.jsonl"
        file.write_bytes(b"\n".join([*events, b"nonsense", b""]))
        folders = [part for place in SETTINGS[setting] for part in ("--policy", str(place))]
        wanted = handover("run", str(file), *folders, "--engine", "compiled").out.splitlines()
        session = Session(policy(setting), engine="compiled")
        assert lines_of(session.decide_all([*events, b"nonsense"])) == wanted


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_session_that_was_saved_goes_on_to_the_same_bytes(setting: str) -> None:
    for seed in range(SEQUENCES):
        events = [line.told for line in tell(setting, seed)]
        whole, first = (Session(policy(setting), engine="compiled") for _ in range(2))
        wanted = lines_of(whole.decide_all(events))
        half = len(events) // 2
        found = lines_of(first.decide_all(events[:half]))
        second = Session.restore(policy(setting), first.save(), engine="compiled")
        assert found + lines_of(second.decide_all(events[half:])) == wanted
        assert second.save() == whole.save()
