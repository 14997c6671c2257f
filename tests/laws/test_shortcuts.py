"""Nothing that is kept to save work changes a decision: each shortcut gives what the long way gives."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.sequences import Teller
from tests.laws.settings import SETTINGS, Trial
from tests.laws.shortcuts import ForgetfulRegister, forget, hold_kept
from tests.laws.trials import FORWARD

some = settings(max_examples=40, deadline=None)
setting_names = st.sampled_from(sorted(SETTINGS))
seeds = st.integers(0, 2**40)


@some
@given(setting=setting_names, seed=seeds)
def test_what_is_kept_is_what_would_be_worked_out_anew(setting: str, seed: int) -> None:
    teller, trial = Teller(seed, forward=setting in FORWARD), Trial(setting)
    for _ in range(teller.length):
        line = trial.line(teller.next_event())
        teller.see(json.loads(line.decision))
        hold_kept(trial, line.told)


@some
@given(setting=setting_names, seed=seeds)
def test_a_register_that_keeps_nothing_decides_the_same(setting: str, seed: int) -> None:
    teller, trial, other = Teller(seed, forward=setting in FORWARD), Trial(setting), Trial(setting)
    other.register = ForgetfulRegister(other.books.zone_owner.manifest.timezone)
    for _ in range(teller.length):
        line = trial.line(teller.next_event())
        for book in other.books.compiled:
            forget(book)
        assert other.line(line.told) == line
        teller.see(json.loads(line.decision))


def test_much_is_kept():
    teller, trial = Teller(7), Trial("default")
    held = 0
    for _ in range(teller.length):
        line = trial.line(teller.next_event())
        teller.see(json.loads(line.decision))
        held += hold_kept(trial, line.told)
    assert held > teller.length / 2
