"""Fixes of hostile policy sets, drawn from a fixed seed; fuzz.py beside this file goes on for as long as it is told."""

import pytest

from tests.hostile.fuzzing.hunting import hunt, told
from tests.volume import volume


@pytest.mark.volume
def test_fixes_lose_nothing_break_nothing_and_end_whatever_the_set(tmp_path):
    assert told(hunt("fixes", 20261129, volume(6, 14)), tmp_path) == []
