"""leaf_of_parts: the leaf of a row, made of the salted hashes of its parts: each is shown without the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from handover_policy.evidence.merkle import leaf_hash

NAMES_HELD = 1024
"""Names of parts whose bytes are at hand: most rows have the same."""
Parts: TypeAlias = Sequence[tuple[str, bytes]]
"""Parts of a row by name, each as the bytes that are hashed."""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a row that may be read: its name, its own salt, and what it holds."""

    name: str
    salt: bytes
    content: bytes

    @property
    def hash(self) -> bytes:
        """What the leaf is made of in its place."""
        return salted(self.name, self.salt, self.content)


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """A part of a row that is not shown: neither what it holds nor whom it is about, its name included."""

    hash: bytes


def part_hash(name: str, content: bytes, salt: bytes) -> bytes:
    """Return the salted hash of a part of a row, by the salt of the row."""
    return salted(name, part_salt(name, salt), content)


def part_salt(name: str, salt: bytes) -> bytes:
    """Return the salt of one part of a row: whoever is shown it, to check that part, cannot guess at the others."""
    return hashlib.sha256(_label(name) + salt).digest()


def salted(name: str, salt: bytes, content: bytes) -> bytes:
    """Return the hash of a part by its own salt."""
    return hashlib.sha256(_label(name) + salt + content).digest()


def leaf_of_hashes(hashes: Iterable[bytes]) -> bytes:
    """Return the leaf over the hashes of all parts, in their order."""
    return leaf_hash(b"".join(hashes))


def leaf_of_parts(parts: Parts, salt: bytes) -> bytes:
    """Return the leaf of a row by its parts and its salt."""
    return leaf_of_hashes(part_hash(name, content, salt) for name, content in parts)


@lru_cache(maxsize=NAMES_HELD)
def _label(name: str) -> bytes:
    label = name.encode()
    return len(label).to_bytes(2, "big") + label
