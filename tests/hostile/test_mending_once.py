"""Keyboard slips, however many: what `validate --fix` mends it mends at once, and it keeps every sign that is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.policy.yaml_source.slips import repair_file
from tests.hostile.fuzzing.fix_laws import plain_signs
from tests.hostile.fuzzing.rewriting import SLIPPING
from tests.hostile.fuzzing.true_sets import true_files
from tests.volume import volume

pytestmark = [pytest.mark.usefixtures("what_ships_is_read_once"), pytest.mark.volume]

TEXTS = tuple(text for base in ("acme", "internet", "default") for text in true_files(base).values())


@settings(max_examples=volume(80, 300), derandomize=True, database=None, deadline=None)
@given(st.data(), st.sampled_from(TEXTS))
def test_a_second_mending_finds_nothing(data, text):
    _, slipped = SLIPPING(data.draw, text, None)
    once = repair_file(slipped.encode())
    assert repair_file(once) == once
    assert plain_signs(once.decode()) == plain_signs(slipped)


def test_a_wide_sign_of_a_comment_hides_no_slip_below_it():
    text = "steps:   ＃ in order; one after the other\n  - {party：leaver, do: 提交， due：last_day}\n"
    repaired = "steps:   # in order; one after the other\n  - {party: leaver, do: 提交, due: last_day}\n"
    assert repair_file(text.encode()).decode() == repaired
