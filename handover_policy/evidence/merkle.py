"""Merkle trees as RFC 9162 (and 6962) has them, made of hashes of complete subtrees that never change once they are.

A tree grows at its right edge. The subtree (level, number) covers the leaves from `number * 2**level` on, `2**level`
of them. Every hash that a root or a proof needs is that of a range of leaves, and a range is made of few such subtrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LEAF, NODE = b"\x00", b"\x01"
"""Begin what leaves and inner nodes are hashed of, so that none is taken for the other (RFC 9162, section 2.1.1)."""
HASH_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


class Subtree(NamedTuple):
    """Where a complete subtree stands: its level, 0 for a leaf, and its number from the left within that level."""

    level: int
    number: int


class Leaves(NamedTuple):
    """A range of leaves: the number of its first, and that after its last."""

    first: int
    end: int


Hashes = Mapping[Subtree, bytes]


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(LEAF + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(NODE + left + right).digest()


def subtrees_of(leaves: Leaves) -> Iterator[Subtree]:
    """Yield the complete subtrees that a range of a proof or a root consists of, from the left: each the largest."""
    first, end = leaves
    while first < end:
        level = (end - first).bit_length() - 1
        yield Subtree(level, first >> level)
        first += 1 << level


def range_hash(leaves: Leaves, hashes: Hashes) -> bytes:
    """Return the hash of a range of leaves; KeyError where a subtree is not there."""
    return joined([hashes[each] for each in subtrees_of(leaves)])


def joined(peaks: Sequence[bytes]) -> bytes:
    """Return the hash over complete subtrees that stand beside each other, the larger ones left."""
    if not peaks:
        return EMPTY
    right = peaks[-1]
    for left in reversed(peaks[:-1]):
        right = node_hash(left, right)
    return right


def inclusion_ranges(index: int, size: int) -> tuple[Leaves, ...]:
    """Return the ranges whose hashes prove that a leaf is in a tree, the nearest first (RFC 9162, section 2.1.3.1).

    Raises:
        IndexError: the tree has no such leaf.

    """
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} has no leaf {index}")
    first, end = 0, size
    found: list[Leaves] = []
    while end - first > 1:
        middle = first + _left(end - first)
        if index < middle:
            found.append(Leaves(middle, end))
            end = middle
        else:
            found.append(Leaves(first, middle))
            first = middle
    return tuple(reversed(found))


def consistency_ranges(old: int, size: int) -> tuple[Leaves, ...]:
    """Return the ranges whose hashes prove that a tree goes on from what it was (RFC 9162, section 2.1.4.1).

    Raises:
        IndexError: the tree was never of that size; nothing goes on from none.

    """
    if not 0 < old <= size:
        raise IndexError(f"a tree of {size} never went on from {old}")
    first, end = 0, size
    found: list[Leaves] = []
    while old != end:
        middle = first + _left(end - first)
        if old <= middle:
            found.append(Leaves(middle, end))
            end = middle
        else:
            found.append(Leaves(first, middle))
            first = middle
    if first:
        found.append(Leaves(first, end))
    return tuple(reversed(found))


def needed(ranges: Iterable[Leaves]) -> frozenset[Subtree]:
    """Return the subtrees whose hashes the ranges are made of: what is to be read before anything is proven."""
    return frozenset(each for leaves in ranges for each in subtrees_of(leaves))


def proof_of(ranges: Iterable[Leaves], hashes: Hashes) -> tuple[bytes, ...]:
    """Return the hashes of ranges, in their order: a proof; KeyError where a subtree is not there."""
    return tuple(range_hash(each, hashes) for each in ranges)


@dataclass(slots=True)
class Edge:
    """The right edge of a tree that grows: its size, and the hashes of the complete subtrees that it consists of."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> Iterator[tuple[Subtree, bytes]]:
        """Take in the hash of a leaf; yield the subtrees above it that are complete with it, none of level 0."""
        index, level, whole = self.size, 0, leaf
        self.size += 1
        while index >> level & 1:
            whole = node_hash(self.peaks.pop(), whole)
            level += 1
            yield Subtree(level, index >> level), whole
        self.peaks.append(whole)

    @property
    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return joined(self.peaks)


def _left(size: int) -> int:
    """Return how many leaves the left part of a tree of two and more has: the largest power of two below its size."""
    return 1 << ((size - 1).bit_length() - 1)
