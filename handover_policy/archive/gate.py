"""looked_at: a file before it is taken: whether it is what its name says, and does no harm."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from handover_policy.archive.kinds import FILE_KINDS, HEAD, OFFICE, FileKind, kind_of_ending

SCRIPT = re.compile(
    rb"<\s*(?:\w+:)?(?:script|foreignobject|iframe|embed|object)\b|\son\w+\s*=|javascript\s*:|<!entity|<!doctype[^>]*\[",
    re.IGNORECASE,
)
"""What makes a drawing do something, or makes it grow when it is read."""
MOST_DRAWN = 10 * 1024 * 1024
MOST_UNPACKED = 4 * 1024**3
MOST_RATIO, RATIO_FROM = 120, 100 * 1024 * 1024
"""How often larger than packed what is unpacked may be; looked at from so many bytes on."""
TAIL, LOCATOR, LARGE_END = 66 * 1024, 20, 56
"""Bytes at the end of a packed file in which its list is told of, and of the parts that tell of a long one."""
MOST_LISTED = 8 * 1024 * 1024
MOST_MEMBERS, MOST_DEPTH, MOST_INNER = 20_000, 3, 64 * 1024 * 1024


class FileRefused(ValueError):
    """A file that is not taken; `code` says why, `params` fill its sentence."""

    def __init__(self, code: str, **params: object) -> None:
        """Take the code and the params."""
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(slots=True)
class _Unpacked:
    """What packed files hold together, however deep they lie in each other."""

    size: int = 0
    members: int = 0


def looked_at(content: BinaryIO, name: str, wanted: Collection[str], *, any_text: bool = False) -> FileKind:
    """Return what kind of file it is, told by its content.

    Args:
        content: the file, anywhere; it is left at its beginning.
        name: under which it came; empty where it has none.
        wanted: the kinds that are taken, of FILE_KINDS.
        any_text: takes texts of every ending, empty ones too: what programs are written in, and with.

    Raises:
        FileRefused: it is empty, of no kind that is taken, not what its name says, or does harm.

    """
    content.seek(0)
    head = content.read(HEAD)
    if any_text and _is_plain(head, name):
        content.seek(0)
        return FILE_KINDS["txt"]
    if not head:
        raise FileRefused("empty")
    named = kind_of_ending(name) if "." in name else None
    if "." in name and (named is None or named.name not in wanted):
        raise FileRefused("not-wanted", ending=name.rpartition(".")[2][:20])
    kind = _kind(head, content, named, wanted)
    if kind.name == "svg":
        _look_at_drawing(content)
    if kind.packed:
        _look_into(content, _packed_size(content), _Unpacked(), 1)
    content.seek(0)
    return kind


def _is_plain(head: bytes, name: str) -> bool:
    """Return whether a file is text, and its ending stands for nothing else."""
    named = kind_of_ending(name) if "." in name else None
    return FILE_KINDS["txt"].says(head) and (named is None or named.is_text)


def _kind(head: bytes, content: BinaryIO, named: FileKind | None, wanted: Collection[str]) -> FileKind:
    """Return the kind that content and name tell together; a picture passes as what it is, whatever it is called."""
    told = next((each for each in FILE_KINDS.values() if not each.is_text and each.says(head)), None)
    if told is not None and told.packed:
        told = FILE_KINDS[_office(content)]
    if named is None:
        if told is None or told.name not in wanted:
            raise FileRefused("unknown")
        return told
    if named.is_text:
        fits = told is None and named.says(head)
    elif named.packed or not (told is not None and told.picture and named.picture):
        fits = named.says(head) and (not named.packed or _fits_package(named, told))
    else:
        named, fits = told, told.name in wanted
    if not fits:
        raise FileRefused("mismatch", ending=named.name, found=told.name if told is not None else "?")
    return named


def _fits_package(named: FileKind, told: FileKind | None) -> bool:
    """Return whether a packed file is what its name says; every package is a zip, too."""
    return named.name == "zip" or named is told


def _office(content: BinaryIO) -> str:
    """Return which packed document it is, `zip` where it is none."""
    _look_at_directory(content)
    try:
        with zipfile.ZipFile(content) as packed:
            names = packed.namelist()[:MOST_MEMBERS]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileRefused("broken") from None
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((kind for kind, folder in OFFICE.items() if any(each.startswith(folder) for each in names)), "zip")


def _packed_size(content: BinaryIO) -> int:
    return content.seek(0, 2)


def _look_into(content: BinaryIO, size: int, unpacked: _Unpacked, depth: int) -> None:
    """Look at what a packed file holds, and at packed files within; raises FileRefused where it would swell."""
    _look_at_directory(content)
    try:
        with zipfile.ZipFile(content) as packed:
            members = packed.infolist()
            unpacked.members += len(members)
            unpacked.size += sum(each.file_size for each in members)
            if (
                unpacked.members > MOST_MEMBERS
                or unpacked.size > MOST_UNPACKED
                or (unpacked.size > RATIO_FROM and unpacked.size > MOST_RATIO * size)
            ):
                raise FileRefused("bomb")
            for each in members:
                if each.filename.lower().endswith(".zip") and not each.flag_bits & 1:
                    _look_at_inner(packed, each, size, unpacked, depth)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error, EOFError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("broken") from None


def _look_at_directory(content: BinaryIO) -> None:
    """Refuse a packed file that lists so much that reading the list alone takes much memory."""
    size = content.seek(0, 2)
    content.seek(max(0, size - TAIL))
    tail = content.read(TAIL)
    end = tail.rfind(b"PK\x05\x06")
    listed = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    large = end - LOCATOR - LARGE_END
    if end >= LOCATOR + LARGE_END and tail[end - LOCATOR :].startswith(b"PK\x06\x07"):
        listed = max(listed, int.from_bytes(tail[large + 40 : large + 48], "little"))
    if listed > MOST_LISTED:
        raise FileRefused("bomb")


def _look_at_inner(
    packed: zipfile.ZipFile, member: zipfile.ZipInfo, size: int, unpacked: _Unpacked, depth: int
) -> None:
    if depth >= MOST_DEPTH:
        raise FileRefused("bomb")
    if member.file_size > MOST_INNER:
        return
    with packed.open(member) as opened:
        inner = BytesIO(opened.read(MOST_INNER))
    if zipfile.is_zipfile(inner):
        _look_into(inner, size, unpacked, depth + 1)


def _look_at_drawing(content: BinaryIO) -> None:
    """Refuse a drawing that does something."""
    content.seek(0)
    drawn = content.read(MOST_DRAWN + 1)
    if len(drawn) > MOST_DRAWN or b"\0" in drawn or drawn.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("broken")
    if SCRIPT.search(drawn):
        raise FileRefused("script")
