"""Hostile policy sets, drawn from a fixed seed; fuzz.py beside this file draws them for as long as it is told."""

from tests.hostile.fuzzing.hunting import hunt, told


def test_every_command_holds_the_laws_on_any_policy_set(tmp_path):
    assert told(hunt("sets", 20261129, 14), tmp_path) == []
