"""The tree is that of RFC 9162: its known answers, its own definition, and every proof of every small tree."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.evidence.merkle import (
    EMPTY,
    Edge,
    Leaves,
    Subtree,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    needed,
    node_hash,
    proof_of,
    range_hash,
    subtrees_of,
)
from handover_policy.evidence.verifying import goes_on, root_by_inclusion

MOST = 130
OTHER = bytes(32)
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
"""Leaves of the tests of Certificate Transparency, and the roots that they have there."""
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAF_HASHES = tuple(leaf_hash(str(number).encode()) for number in range(MOST))


def root_as_defined(leaves: Sequence[bytes]) -> bytes:
    """Return the root as section 2.1.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return node_hash(root_as_defined(leaves[:left]), root_as_defined(leaves[left:]))


def path_as_defined(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the path as section 2.1.3.1 defines it."""
    if len(leaves) < 2:
        return []
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    if index < left:
        return [*path_as_defined(index, leaves[:left]), root_as_defined(leaves[left:])]
    return [*path_as_defined(index - left, leaves[left:]), root_as_defined(leaves[:left])]


def proof_as_defined(old: int, leaves: Sequence[bytes], known: bool = True) -> list[bytes]:  # noqa: FBT001, FBT002
    """Return the proof as section 2.1.4.1 defines it."""
    if old == len(leaves):
        return [] if known else [root_as_defined(leaves)]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    if old <= left:
        return [*proof_as_defined(old, leaves[:left], known), root_as_defined(leaves[left:])]
    return [*proof_as_defined(old - left, leaves[left:], known=False), root_as_defined(leaves[:left])]


def hashes_of(leaves: Sequence[bytes]) -> tuple[dict[Subtree, bytes], list[bytes]]:
    """Return every complete subtree of a tree, each noted once, and its root at each size."""
    edge, found, roots = Edge(), {Subtree(0, number): each for number, each in enumerate(leaves)}, [EMPTY]
    for each in leaves:
        for subtree, made in edge.add(each):
            assert subtree not in found
            found[subtree] = made
        roots.append(edge.root)
    return found, roots


HASHES, ALL_ROOTS = hashes_of(LEAF_HASHES)


def test_the_roots_are_those_of_the_reference_of_certificate_transparency() -> None:
    _, roots = hashes_of([leaf_hash(bytes.fromhex(each)) for each in INPUTS])
    assert [each.hex() for each in roots] == list(ROOTS)


def test_the_roots_are_those_of_the_definition() -> None:
    assert [root_as_defined(LEAF_HASHES[:size]) for size in range(MOST + 1)] == ALL_ROOTS
    assert [range_hash(Leaves(0, size), HASHES) for size in range(MOST + 1)] == ALL_ROOTS


def test_every_leaf_of_every_small_tree_is_proven_and_nothing_else_in_its_place() -> None:
    for size in range(1, MOST + 1):
        leaves = LEAF_HASHES[:size]
        for index in range(size):
            path = proof_of(inclusion_ranges(index, size), HASHES)
            if size < 40 or index in {0, size // 2, size - 1}:
                assert list(path) == path_as_defined(index, leaves)
            assert root_by_inclusion(leaves[index], index, size, path) == ALL_ROOTS[size]
            assert root_by_inclusion(OTHER, index, size, path) != ALL_ROOTS[size]
            assert root_by_inclusion(leaves[index], index ^ 1, size, path) != ALL_ROOTS[size]
            assert root_by_inclusion(leaves[index], index, size, (*path, OTHER)) is None
            assert not path or root_by_inclusion(leaves[index], index, size, path[:-1]) is None


def test_every_small_tree_goes_on_from_every_smaller_one_and_from_no_other() -> None:
    for size in range(1, MOST + 1):
        for old in range(1, size + 1):
            path = proof_of(consistency_ranges(old, size), HASHES)
            if size < 40 or old in {1, size // 2, size - 1}:
                assert list(path) == proof_as_defined(old, LEAF_HASHES[:size])
            before, after = ALL_ROOTS[old], ALL_ROOTS[size]
            assert goes_on(old, before, size, after, path)
            assert not goes_on(old, OTHER, size, after, path)
            assert not goes_on(old, before, size, OTHER, path)
            assert not goes_on(old, before, size, after, (*path, OTHER))
            assert not path or not goes_on(old, before, size, after, path[:-1])


def test_what_no_tree_has_is_no_proof() -> None:
    assert goes_on(0, EMPTY, 5, ALL_ROOTS[5], ())
    assert not goes_on(0, OTHER, 5, ALL_ROOTS[5], ())
    assert not goes_on(6, ALL_ROOTS[6], 5, ALL_ROOTS[5], (OTHER,))
    assert not goes_on(-1, EMPTY, 5, ALL_ROOTS[5], ())
    assert root_by_inclusion(LEAF_HASHES[0], 0, 0, ()) is None
    assert root_by_inclusion(LEAF_HASHES[0], -1, 4, ()) is None


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_a_leaf_that_is_not_there_has_no_path(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_ranges(index, size)


@pytest.mark.parametrize(("old", "size"), [(0, 3), (4, 3), (-1, 3)])
def test_a_tree_goes_on_from_no_size_that_it_never_had(old: int, size: int) -> None:
    with pytest.raises(IndexError):
        consistency_ranges(old, size)


@given(st.integers(1, 2**40), st.data())
def test_a_proof_of_a_tree_of_any_size_reads_few_subtrees_each_of_them_complete(size: int, data: st.DataObject) -> None:
    for ranges in (
        inclusion_ranges(data.draw(st.integers(0, size - 1)), size),
        consistency_ranges(data.draw(st.integers(1, size)), size),
        (Leaves(0, size),),
    ):
        read = needed(ranges)
        assert len(read) <= 2 * size.bit_length() + 1
        assert all((each.number + 1) << each.level <= size for each in read)


@given(st.integers(0, 2**30))
def test_the_subtrees_of_a_tree_lie_beside_each_other_and_cover_it(size: int) -> None:
    found = list(subtrees_of(Leaves(0, size)))
    ends = [0, *((each.number + 1) << each.level for each in found)]
    assert ends[-1] == size
    assert [each.number << each.level for each in found] == ends[:-1]
    assert all(one.level > other.level for one, other in pairwise(found))


@given(st.lists(st.binary(max_size=3), max_size=70), st.integers(0, 70))
def test_an_edge_taken_up_again_grows_as_if_nothing_had_happened(contents: list[bytes], cut: int) -> None:
    leaves = list(map(leaf_hash, contents))
    found, roots = hashes_of(leaves)
    cut = min(cut, len(leaves))
    edge = Edge(cut, [found[each] for each in subtrees_of(Leaves(0, cut))])
    made = dict(pair for each in leaves[cut:] for pair in edge.add(each))
    assert edge.root == roots[-1]
    assert made.items() <= found.items()
