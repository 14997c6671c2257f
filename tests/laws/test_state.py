"""The state saved and restored goes on byte for byte, wherever a sequence is cut."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.decide.state.saved import state_from_json, state_json
from tests.laws.sequences import Teller
from tests.laws.settings import SETTINGS, Trial
from tests.laws.trials import FORWARD


@settings(max_examples=60, deadline=None)
@given(setting=st.sampled_from(sorted(SETTINGS)), seed=st.integers(0, 2**40), cuts=st.sets(st.integers(0, 60)))
def test_a_state_saved_and_restored_anywhere_goes_on_byte_for_byte(setting: str, seed: int, cuts: set[int]) -> None:
    teller, whole, cut = Teller(seed, forward=setting in FORWARD), Trial(setting), Trial(setting)
    for place in range(teller.length):
        if place in cuts:
            content = state_json(cut.register, cut.books)
            cut.register = state_from_json(content, cut.books)
            assert state_json(cut.register, cut.books) == content
        told = teller.next_event()
        line = whole.line(told)
        assert cut.line(told) == line
        teller.see(json.loads(line.decision))
    assert state_json(whole.register, whole.books) == state_json(cut.register, cut.books)
