"""Container: files as a ZIP of exactly one form: equal files give equal bytes on every machine, nothing is packed.

Nothing is compressed, for compressors differ from machine to machine; no time, owner or comment is told. So whoever
reads a container writes what stands around the files again, and compares.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LOCAL_SIGN, CENTRAL_SIGN, END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
VERSION, STORED, MIDNIGHT, FIRST_DAY = 20, 0, 0, 0x21
"""What every ZIP reader knows; not compressed; the first moment of 1980, before which a ZIP knows none."""
MADE_BY = 3 << 8 | VERSION
READ_ONLY = 0o100444 << 16
"""A plain file that everybody may read."""
MOST_FILES, MOST_BYTES = 5_000, 2**32 - 2**20
"""What a container holds at most: beyond four gigabytes a ZIP is of another form."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,2}", re.ASCII)


class ContainerTooLarge(ValueError):
    """Files that are too many, or too large together, for one container."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a container: its name, the CRC-32 of what it holds, and its size in bytes."""

    name: str
    crc: int
    size: int

    @property
    def before(self) -> bytes:
        """What stands before the file."""
        name = self.name.encode()
        told = (VERSION, 0, STORED, MIDNIGHT, FIRST_DAY, self.crc, self.size, self.size, len(name), 0)
        return LOCAL.pack(LOCAL_SIGN, *told) + name

    @property
    def room(self) -> int:
        """How many bytes it takes with what stands before it."""
        return LOCAL.size + len(self.name.encode()) + self.size

    def listed(self, at: int) -> bytes:
        """Return how the list at the end of the container names it; `at` is where it begins."""
        name = self.name.encode()
        told = (MADE_BY, VERSION, 0, STORED, MIDNIGHT, FIRST_DAY, self.crc, self.size, self.size, len(name))
        return CENTRAL.pack(CENTRAL_SIGN, *told, 0, 0, 0, 0, READ_ONLY, at) + name


def beginnings(members: Iterable[Member]) -> Iterator[tuple[Member, int]]:
    """Yield files with the places at which they begin."""
    at = 0
    for each in members:
        yield each, at
        at += each.room


def ending(members: Sequence[Member]) -> bytes:
    """Return what stands behind the files: the list of them, and its own place.

    Raises:
        ContainerTooLarge: there are too many, or they are too large.

    """
    at = sum(each.room for each in members)
    if len(members) > MOST_FILES or at > MOST_BYTES:
        raise ContainerTooLarge(f"{len(members)} files, {at} bytes")
    listed = b"".join(each.listed(place) for each, place in beginnings(members))
    count = len(members)
    return listed + END.pack(END_SIGN, 0, 0, count, count, len(listed), at, 0)
