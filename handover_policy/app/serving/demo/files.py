"""staged_file, keep_staged: the photos and files that people of a demo have brought, and their place in the archive."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

import orjson

from handover_policy.app.filing.archive import Archive

PHOTO = "photo"
WIDTH, HEIGHT, MARGIN, LINE, STROKE = 480, 320, 40, 32, 4
PNG = b"\x89PNG\r\n\x1a\n"


def staged_file(kind: str, title: str) -> tuple[str, bytes]:
    """Return the name and the content of what somebody brings as evidence of a kind; always the same for a title."""
    if kind == PHOTO:
        return f"{title}.png", _photo(title)
    return f"{title}.csv", f"{title}\n1\n2\n3\n".encode("utf-8-sig")


def keep_staged(archive: Archive, company: str, lines: Iterable[bytes]) -> None:
    """Keep every file that events of a story tell of, before they are told; raises what `Archive.keep` does."""
    for line in lines:
        event: dict[str, Any] = orjson.loads(line)
        data = event.get("data") or {}
        for each in data.get("evidence", ()):
            name, content = staged_file(each["kind"], each["path"].rpartition(".")[0])
            held = archive.keep(company, BytesIO(content), name)
            at = datetime.fromisoformat(event["time"])
            archive.bring(company, held, place=data["task"], name=name, person=data["by"], now=at)


def _photo(title: str) -> bytes:
    """Return a picture of a sheet of paper with lines on it, in a colour of its own."""
    colour = bytes(128 + part // 2 for part in hashlib.sha256(title.encode()).digest()[:3])
    paper, ink = b"\xff\xff\xff", b"\x99\x99\x99"
    rows = bytearray()
    for y in range(HEIGHT):
        on_paper = MARGIN <= y < HEIGHT - MARGIN
        middle = ink if on_paper and y % LINE < STROKE and y > 2 * MARGIN else paper if on_paper else colour
        rows += b"\0" + colour * MARGIN + paper * (on_paper * MARGIN) + colour * (not on_paper) * MARGIN
        rows += middle * (WIDTH - 4 * MARGIN) + (paper if on_paper else colour) * MARGIN + colour * MARGIN
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
