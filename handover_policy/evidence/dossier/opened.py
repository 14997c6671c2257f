"""OpenedContainer: a container as it was handed in, read without trusting it, with everything that is odd about it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from stat import S_ISLNK
from typing import BinaryIO

from handover_policy.evidence.dossier.container import (
    CENTRAL,
    CENTRAL_SIGN,
    END,
    END_SIGN,
    LOCAL,
    LOCAL_SIGN,
    MOST_FILES,
    NAME,
    STORED,
    Member,
    ending,
)

CHUNK = 1024 * 1024
LONGEST_NAME, LONGEST_COMMENT = 400, 65_535
MOST_TEXT = 256 * 1024 * 1024
"""Of a file that is read as a whole."""


class NoContainer(ValueError):
    """Something that is no dossier at all; `code` says why it is not even looked into."""

    def __init__(self, code: str) -> None:
        """Take why."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is wrong with a container: a code, and the file where it is at one."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """A file as some header tells of it: where its content begins, how large it is, and how it is kept."""

    name: str
    at: int
    size: int
    crc: int
    method: int
    mode: int = 0


@dataclass(slots=True)
class OpenedContainer:
    """The files of a container by name, and what is odd about it; contents are read when they are asked for."""

    file: BinaryIO
    size: int
    oddities: list[Oddity] = field(default_factory=list)
    _files: dict[str, _Told] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files, in their order."""
        return tuple(self._files)

    @property
    def sizes(self) -> Mapping[str, int]:
        """The sizes of the files."""
        return {name: each.size for name, each in self._files.items()}

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file in hex."""
        return self._digests[name]

    def text(self, name: str) -> bytes:
        """Return what a file holds; nothing of one that is far too large to be read as a whole, or is not there."""
        told = self._files.get(name)
        if told is None or told.size > MOST_TEXT:
            return b""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield what a file holds, some at a time."""
        told = self._files[name]
        self.file.seek(told.at)
        left = told.size
        while left and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def as_told(self, member: Member) -> Member:
        """Return a file with the checksum that is told of it."""
        return Member(member.name, self._files[member.name].crc, member.size)

    def begins(self, member: Member) -> int:
        """Return where what stands before a file begins."""
        return max(0, self._files[member.name].at - len(member.before))

    def take(self, told: list[_Told]) -> list[Member]:
        """Take in the files as they were found, and return them as they are: each is read once."""
        members: list[Member] = []
        for each in told:
            oddity = _oddity(each, self._files)
            if oddity is not None:
                self.oddities.append(Oddity(oddity, each.name))
                continue
            self._files[each.name] = each
            members.append(self._measured(each.name))
        return members

    def _measured(self, name: str) -> Member:
        digest, crc, size = hashlib.sha256(), 0, 0
        for chunk in self.chunks(name):
            digest.update(chunk)
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        self._digests[name] = digest.hexdigest()
        return Member(name, crc, size)


def opened(file: BinaryIO) -> OpenedContainer:
    """Return a container as it was handed in.

    Args:
        file: that can be read anywhere.

    Raises:
        NoContainer: it is none, or of a form that no dossier has, so that nothing of it is looked at.

    """
    size = file.seek(0, 2)
    found = OpenedContainer(file, size)
    listed = _listed(found)
    walked = _walked(found)
    if not listed and not walked:
        file.seek(0)
        raise NoContainer("cut-off" if file.read(len(LOCAL_SIGN)) == LOCAL_SIGN else "no-container")
    told = listed if len(listed) >= len(walked) else walked
    if sum(each.size for each in told) > found.size:
        raise NoContainer("bytes-shared")
    members = found.take(told)
    _compare(found, members)
    return found


def _oddity(told: _Told, known: Mapping[str, _Told]) -> str | None:
    """Return why a file is not looked at; None where it is."""
    if NAME.fullmatch(told.name) is None:
        return "name-unsafe"
    if told.name in known:
        return "name-twice"
    if S_ISLNK(told.mode >> 16):
        return "link"
    return "compressed" if told.method != STORED else None


def _listed(found: OpenedContainer) -> list[_Told]:
    """Return the files that the list at the end names; where there is none, or it is no list, none."""
    found.file.seek(max(0, found.size - END.size - LONGEST_COMMENT))
    tail = found.file.read()
    place = tail.rfind(END_SIGN)
    if place < 0 or len(tail) - place < END.size:
        return []
    end = END.unpack_from(tail, place)
    count, length, at = end[4], end[5], end[6]
    if count > MOST_FILES:
        raise NoContainer("too-many-files")
    begins = found.size - len(tail) + place - length
    if length > count * (CENTRAL.size + LONGEST_NAME) or begins < 0:
        return []
    found.file.seek(begins)
    return _rows(found.file.read(length), count, found.size, begins - at)


def _rows(listed: bytes, count: int, size: int, shift: int) -> list[_Told]:
    """Return the files that a list names; none where it is not whole. `shift`: by how much all lie further behind."""
    rows: list[_Told] = []
    place = 0
    for _ in range(count):
        if place + CENTRAL.size > len(listed):
            return []
        row = CENTRAL.unpack_from(listed, place)
        method, crc, told, begins, mode = row[4], row[7], row[8], row[16] + shift, row[15]
        named, extra = row[10], row[11] + row[12]
        place += CENTRAL.size
        name = listed[place : place + named]
        place += named + extra
        content = begins + LOCAL.size + named
        if row[0] != CENTRAL_SIGN or begins < 0 or content + told > size:
            return []
        rows.append(_Told(name.decode("utf-8", "replace"), content, told, crc, method, mode))
    return rows


def _walked(found: OpenedContainer) -> list[_Told]:
    """Return the files as they stand one behind the other, as far as they do."""
    rows: list[_Told] = []
    at = 0
    while at + LOCAL.size <= found.size and len(rows) <= MOST_FILES:
        found.file.seek(at)
        row = LOCAL.unpack(found.file.read(LOCAL.size))
        told, named, extra = row[7], row[9], row[10]
        content = at + LOCAL.size + named + extra
        if row[0] != LOCAL_SIGN or named > LONGEST_NAME or content + told > found.size:
            break
        rows.append(_Told(found.file.read(named).decode("utf-8", "replace"), content, told, row[6], row[3]))
        at = content + told
    return rows


def _compare(found: OpenedContainer, members: list[Member]) -> None:
    """Note where what stands around the files is not what it has to be."""
    for member in members:
        found.file.seek(found.begins(member))
        before = found.file.read(len(member.before))
        if before != found.as_told(member).before:
            found.oddities.append(Oddity("header", member.name))
        elif before != member.before:
            found.oddities.append(Oddity("crc", member.name))
    behind = ending([found.as_told(each) for each in members])
    at = sum(each.room for each in members)
    if at + len(behind) != found.size:
        found.oddities.append(Oddity("bytes-beside"))
    found.file.seek(at)
    if found.file.read(len(behind)) != behind:
        found.oddities.append(Oddity("list"))
