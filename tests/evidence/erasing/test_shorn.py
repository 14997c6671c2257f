"""A row from which parts were taken has the leaf that it had, in whatever order they were taken, and says no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.evidence.leaves import HiddenPart, ShownPart, is_shorn, leaf_of_parts, parts_told, shorn

NAMES = st.text(max_size=12)
PARTS = st.lists(st.tuples(NAMES, st.binary(max_size=20)), unique_by=lambda part: part[0], min_size=1, max_size=6)
SALT = bytes(range(16))


@given(parts=PARTS, data=st.data())
def test_whatever_is_taken_the_leaf_stays_and_what_is_left_is_shown(
    parts: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    leaf, salt, left, shown = leaf_of_parts(parts, SALT), SALT, parts, parts_told(parts, SALT)
    for _ in range(2):
        gone = data.draw(st.sets(st.sampled_from([name for name, _ in parts])))
        salt = shorn(left, salt, gone)
        left = [(name, content) for name, content in left if name not in gone]
        assert is_shorn(salt)
        assert leaf_of_parts(left, salt) == leaf
        told = parts_told(left, salt)
        assert [each for each in told if isinstance(each, ShownPart)] == [
            each for each in shown if isinstance(each, ShownPart) and each.name in dict(left)
        ]
        assert [each.hash for each in told] == [each.hash for each in shown]
        assert not any(content in salt for name, content in parts if name in gone and len(content) > 4)


def test_what_was_taken_cannot_be_put_back_and_what_is_left_cannot_be_taken_away() -> None:
    parts = [("body", b"secret"), ("effects E2/1", b"[1]")]
    salt = shorn(parts, SALT, {"body"})
    assert isinstance(parts_told([("body", b""), parts[1]], salt)[0], HiddenPart)
    for wrong in (parts, [("body", b"other"), parts[1]], [], [("body", b"")]):
        with pytest.raises(ValueError, match=r"erased|missing"):
            leaf_of_parts(wrong, salt)
    assert leaf_of_parts([("effects E2/1", b"[2]")], salt) != leaf_of_parts(parts, SALT)
