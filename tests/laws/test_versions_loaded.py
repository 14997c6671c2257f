"""A version of a policy loaded on the way decides as if it had been known from the start (store.md, law 8)."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.decide.owing import versions_changed
from handover_policy.decide.state.register import Register
from handover_policy.model.events import Event
from handover_policy.render.line import decision_line
from tests.laws.settings import SETTINGS
from tests.laws.trials import tell

BOTH = SETTINGS["versions"]


@cache
def run_of(count: int) -> Run:
    """Return a run over the first versions; it is never told anything itself."""
    return Run(open_policies(BOTH[:count]), engine="compiled").unwritten()


def began(run: Run, day: datetime) -> bool:
    """Return whether the newest version is in force by a moment."""
    owner = run.books.zone_owner.manifest
    return day.astimezone(owner.timezone).date() >= owner.effective_from


@pytest.mark.parametrize("seed", range(25))
def test_a_version_loaded_anywhere_before_it_begins_is_as_known_from_the_start(seed: int) -> None:
    read = [run_of(2).read_line(line.told, 1) for line in tell("versions", seed)]
    events = [each for each in read if isinstance(each, Event)]
    wanted = decided(run_of(2).unwritten(), events)
    before = next((at for at, each in enumerate(events) if began(run_of(2), each.time)), len(events))
    for cut in {0, before // 2, before}:
        first, second = run_of(1).unwritten(), run_of(2).unwritten()
        found = decided(first, events[:cut])
        second.register = first.register
        versions_changed(second.register, second.books)
        found += decided(second, events[cut:])
        assert found == wanted, cut


def decided(run: Run, events: list[Event]) -> list[bytes]:
    return [decision_line(run.decided(event).decision) for event in events]


def test_a_register_that_knows_nobody_takes_any_versions() -> None:
    register = Register(run_of(2).books.zone_owner.manifest.timezone)
    versions_changed(register, run_of(2).books)
    assert register.agenda.waiting().wakes == {}
