"""Canonical JSON is that of RFC 8785, as another implementation has it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.evidence.canonical import LARGEST, NotCanonical, canonical

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=12,
)


@given(VALUES)
def test_the_form_is_that_of_another_implementation_and_tells_the_same(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)
    assert json.loads(canonical(value)) == value


def test_keys_stand_in_the_order_of_utf_16() -> None:
    value = {"\U00010000": 1, "\ue000": 2, "a": 3, "": 4}
    assert canonical(value) == '{"":4,"a":3,"\U00010000":1,"\ue000":2}'.encode() == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.5, LARGEST + 1, -LARGEST - 1, "\ud800", {"\ud800": 1}, b"x", [1, {"a": 0.0}]])
def test_what_has_no_form_of_its_own_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)
