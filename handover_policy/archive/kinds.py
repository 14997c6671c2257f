"""FILE_KINDS: which files may be brought, one row each, and how their content tells what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

HEAD = 64 * 1024
"""Bytes at the beginning of a file by which its kind is told."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
QUICKTIME = b"qt  "
PDF_WITHIN = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of file.

    Args:
        name: of the kind, as settings name it; the ending of its files, too.
        media_type: as it is answered.
        says: whether the beginning of a file tells that it is one.
        endings: further endings of its files.
        picture: whether it is shown as a picture.
        packed: whether it holds other files, packed.
        is_text: whether it is told by its ending alone: a text begins with anything.

    """

    name: str
    media_type: str
    says: Callable[[bytes], bool]
    endings: tuple[str, ...] = ()
    picture: bool = False
    packed: bool = False
    is_text: bool = False


def _begins(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginnings)


def _brand(head: bytes) -> bytes | None:
    return head[8:12] if head[4:8] == b"ftyp" else None


def _is_text(head: bytes) -> bool:
    """Return whether a beginning is text: no NUL, no controls but tabs and ends of lines; or UTF-16 that says so."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)  # noqa: PLR2004 - controls


def _is_svg(head: bytes) -> bool:
    return _is_text(head) and b"<svg" in head.lower()


FILE_KINDS: Mapping[str, FileKind] = MappingProxyType(
    {
        each.name: each
        for each in (
            FileKind(
                name="jpg", media_type="image/jpeg", says=_begins(b"\xff\xd8\xff"), endings=("jpeg",), picture=True
            ),
            FileKind(name="png", media_type="image/png", says=_begins(b"\x89PNG\r\n\x1a\n"), picture=True),
            FileKind(
                name="heic",
                media_type="image/heic",
                says=lambda head: _brand(head) in HEIC_BRANDS,
                endings=("heif",),
                picture=True,
            ),
            FileKind(
                name="webp",
                media_type="image/webp",
                says=lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
                picture=True,
            ),
            FileKind(name="gif", media_type="image/gif", says=_begins(b"GIF87a", b"GIF89a"), picture=True),
            FileKind(name="svg", media_type="image/svg+xml", says=_is_svg, is_text=True),
            FileKind(name="pdf", media_type="application/pdf", says=lambda head: b"%PDF-" in head[:PDF_WITHIN]),
            FileKind(
                name="docx",
                media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                says=_begins(b"PK\x03\x04"),
                packed=True,
            ),
            FileKind(
                name="xlsx",
                media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                says=_begins(b"PK\x03\x04"),
                packed=True,
            ),
            FileKind(
                name="pptx",
                media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
                says=_begins(b"PK\x03\x04"),
                packed=True,
            ),
            FileKind(name="doc", media_type="application/msword", says=_begins(OLE)),
            FileKind(name="xls", media_type="application/vnd.ms-excel", says=_begins(OLE)),
            FileKind(name="ppt", media_type="application/vnd.ms-powerpoint", says=_begins(OLE)),
            FileKind(name="zip", media_type="application/zip", says=_begins(b"PK\x03\x04", b"PK\x05\x06"), packed=True),
            FileKind(
                name="mp4",
                media_type="video/mp4",
                says=lambda head: _brand(head) not in {None, QUICKTIME, *HEIC_BRANDS},
                endings=("m4v",),
            ),
            FileKind(name="mov", media_type="video/quicktime", says=lambda head: _brand(head) == QUICKTIME),
            FileKind(name="csv", media_type="text/csv", says=_is_text, is_text=True),
            FileKind(name="txt", media_type="text/plain", says=_is_text, endings=("md", "log"), is_text=True),
        )
    }
)
OFFICE: Mapping[str, str] = MappingProxyType({"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"})
"""The folder by which a packed document tells what it is."""
WANTED = ("jpg", "png", "heic", "pdf", "docx", "xlsx", "pptx", "zip", "txt", "csv", "mp4")
"""The kinds that are taken where settings name none."""
MOST_MEGABYTES = 200
"""The size of one file where settings name none."""


def kind_of_ending(name: str) -> FileKind | None:
    """Return the kind that the ending of a file's name stands for; None for none."""
    ending = name.rpartition(".")[2].lower()
    return next((each for each in FILE_KINDS.values() if ending == each.name or ending in each.endings), None)


def kind_of_media_type(media_type: str) -> FileKind | None:
    """Return the kind of a media type; None for none."""
    return next((each for each in FILE_KINDS.values() if each.media_type == media_type), None)
