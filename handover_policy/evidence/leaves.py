"""leaf_of_parts: the leaf of a row, made of the salted hashes of its parts: each is shown without the others.

A row that was shorn has lost some of its parts for good: in the place of its salt stand the hashes of these, and for
each part that is left a salt of its own. Its leaf is what it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from handover_policy.evidence.merkle import leaf_hash

NAMES_HELD = 1024
"""Names of parts whose bytes are at hand: most rows have the same."""
Parts: TypeAlias = Sequence[tuple[str, bytes]]
"""Parts of a row by name, each as the bytes that are hashed."""
SHORN = b"shorn\n"
"""Begins what stands in the place of the salt of a row some of whose parts were erased."""
GONE, LEFT = 0, 1
HASH_BYTES, LENGTH_BYTES = 32, 2


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


def parts_told(parts: Parts, salt: bytes) -> tuple[ShownPart | HiddenPart, ...]:
    """Return the parts of a row in their order; those that were erased are hidden.

    Raises:
        ValueError: a row that was shorn lacks a part that was left, or says something that was erased.

    """
    if not is_shorn(salt):
        return tuple([ShownPart(name, part_salt(name, salt), content) for name, content in parts])
    held, told = dict(parts), list[ShownPart | HiddenPart]()
    for name, kept in _records(salt):
        if name is None:
            told.append(HiddenPart(kept))
        elif name in held:
            told.append(ShownPart(name, kept, held.pop(name)))
        else:
            raise ValueError(f"{name} is missing")
    if any(held.values()):
        raise ValueError("it says what was erased")
    return tuple(told)


def is_shorn(salt: bytes) -> bool:
    """Return whether what stands in the place of a row's salt tells that parts of it were erased."""
    return salt.startswith(SHORN)


def shorn(parts: Parts, salt: bytes, gone: Collection[str]) -> bytes:
    """Return what stands in the place of a row's salt once parts of it are erased: nobody can guess at these."""
    written = bytearray(SHORN)
    for part in parts_told(parts, salt):
        if isinstance(part, HiddenPart) or part.name in gone:
            written += bytes([GONE]) + part.hash
        else:
            written += bytes([LEFT]) + part.salt + _label(part.name)
    return bytes(written)


def _records(salt: bytes) -> Iterator[tuple[str | None, bytes]]:
    """Yield for each part its name and its salt; of an erased one no name, and its hash."""
    place = len(SHORN)
    while place < len(salt):
        kind, place = salt[place], place + 1
        kept, place = salt[place : place + HASH_BYTES], place + HASH_BYTES
        if kind == GONE:
            yield None, kept
            continue
        length = int.from_bytes(salt[place : place + LENGTH_BYTES], "big")
        place += LENGTH_BYTES
        yield salt[place : place + length].decode(), kept
        place += length


def leaf_of_hashes(hashes: Iterable[bytes]) -> bytes:
    """Return the leaf over the hashes of all parts, in their order."""
    return leaf_hash(b"".join(hashes))


def leaf_of_parts(parts: Parts, salt: bytes) -> bytes:
    """Return the leaf of a row by its parts and its salt."""
    if is_shorn(salt):
        return leaf_of_hashes(each.hash for each in parts_told(parts, salt))
    return leaf_of_hashes(part_hash(name, content, salt) for name, content in parts)


@lru_cache(maxsize=NAMES_HELD)
def _label(name: str) -> bytes:
    label = name.encode()
    return len(label).to_bytes(2, "big") + label
