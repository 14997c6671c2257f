"""Hostile events, drawn from a fixed seed; fuzz.py beside this file draws them for as long as it is told."""

import pytest

from tests.hostile.fuzzing.hunting import hunt, told
from tests.volume import volume


@pytest.mark.volume
def test_every_command_holds_the_laws_on_any_file_of_events(tmp_path):
    assert told(hunt("events", 20261129, volume(12, 40)), tmp_path) == []
