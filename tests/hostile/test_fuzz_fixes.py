"""Fixes of hostile policy sets, drawn from a fixed seed; fuzz.py beside this file goes on for as long as it is told."""

from tests.hostile.fuzzing.hunting import hunt, told


def test_fixes_lose_nothing_break_nothing_and_end_whatever_the_set(tmp_path):
    assert told(hunt("fixes", 20261129, 14), tmp_path) == []
