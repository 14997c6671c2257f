"""RowProof: that a row, or the part of it that somebody may see, stands in a log at its place; told and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from handover_policy.evidence.canonical import JsonValue
from handover_policy.evidence.checkpoints import Checkpoint
from handover_policy.evidence.leaves import HiddenPart, ShownPart, leaf_of_hashes
from handover_policy.evidence.merkle import HASH_BYTES
from handover_policy.evidence.verifying import root_by_inclusion

RowPart: TypeAlias = ShownPart | HiddenPart
MOST_HASHES = 64
"""No tree is deeper."""


class ProofUnreadable(ValueError):
    """A text that is no proof of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProof:
    """Where a leaf stands in a tree of a size, and the hashes that lead from it to the root.

    Args:
        index: of the leaf, from 0.
        size: of the tree.
        leaf: the hash of the leaf.
        path: the hashes beside it, the nearest first.
        parts: what the leaf is made of; empty where nothing of it is shown.

    """

    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    parts: tuple[RowPart, ...] = ()

    @property
    def root(self) -> bytes | None:
        """The root that the tree has if the proof holds; None where it cannot hold in any tree."""
        if self.parts and leaf_of_hashes(each.hash for each in self.parts) != self.leaf:
            return None
        return root_by_inclusion(self.leaf, self.index, self.size, self.path)

    def stands_in(self, checkpoint: Checkpoint) -> bool:
        """Return whether the row stands in the log as a checkpoint saw it.

        The size is looked at too: by the root alone the same hashes lead to it from other places in trees of other
        sizes.
        """
        return self.size == checkpoint.size and self.root == checkpoint.root

    @property
    def shown(self) -> Mapping[str, bytes]:
        """What is shown of the row, by the names of its parts."""
        return {each.name: each.content for each in self.parts if isinstance(each, ShownPart)}

    def json(self) -> dict[str, JsonValue]:
        """Return the proof as JSON."""
        told: dict[str, JsonValue] = {
            "index": self.index,
            "size": self.size,
            "leaf": self.leaf.hex(),
            "path": [each.hex() for each in self.path],
        }
        return told | ({"parts": [_part_told(each) for each in self.parts]} if self.parts else {})


def read_row_proof(told: object) -> RowProof:
    """Return a proof from JSON, in the one form in which it is told; ProofUnreadable where it is none.

    Whatever else stands in it nothing vouches for: beside the hash of a part that is hidden, say, what it is to hold.
    """
    try:
        found = _read(told)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ProofUnreadable("it is no proof of a row") from None
    if found.json() != told:
        raise ProofUnreadable("it says more than a proof does, or in other words")
    return found


def _read(told: Any) -> RowProof:  # noqa: ANN401 - any JSON value
    index, size, path = told["index"], told["size"], told["path"]
    if type(index) is not int or type(size) is not int or not isinstance(path, list) or len(path) > MOST_HASHES:
        raise ProofUnreadable("a number or a path is none")
    return RowProof(
        index=index,
        size=size,
        leaf=_hash(told["leaf"]),
        path=tuple(map(_hash, path)),
        parts=_parts(told.get("parts", [])),
    )


def _parts(told: Sequence[Mapping[str, str]]) -> tuple[RowPart, ...]:
    return tuple(
        HiddenPart(_hash(each["hash"]))
        if "hash" in each
        else ShownPart(each["name"], _hash(each["salt"]), each["content"].encode())
        for each in told
    )


def _part_told(part: RowPart) -> dict[str, JsonValue]:
    if isinstance(part, HiddenPart):
        return {"hash": part.hash.hex()}
    return {"name": part.name, "salt": part.salt.hex(), "content": part.content.decode()}


def _hash(told: str) -> bytes:
    found = bytes.fromhex(told)
    if len(found) != HASH_BYTES:
        raise ProofUnreadable("a hash is none")
    return found
