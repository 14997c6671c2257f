"""Bytes of a file in, text out: encodings, byte order marks and control characters, each with its finding."""

from __future__ import annotations

import re

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.findings.lines import LINE_END

LARGEST = 1_000_000  # bytes
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def decode(content: bytes, file: str, found: Collected) -> str | None:
    """Return the text of a file, with unprintable characters as spaces; None where nothing can be made of it.

    What is readable after a safe repair (GB18030, a byte order mark, a control character) is read on, with its finding.
    """
    if len(content) > LARGEST:
        found.error("file-too-large", Location(file), size=len(content), limit=LARGEST)
        return None
    if content.startswith(OTHER_MARKS):
        found.error("not-utf-8", Location(file), subject="UTF-16")
        return None
    if content.startswith(BYTE_ORDER_MARK):
        found.error("byte-order-mark", Location(file))
    text = _text(content, file, found)
    if text is None:
        return None
    if UNPRINTABLE.search(text) is None:
        return text
    for number, line in enumerate(LINE_END.split(text), start=1):
        for hidden in UNPRINTABLE.finditer(line):
            at = Location(file, number, hidden.start() + 1)
            found.error("control-character", at, subject=f"U+{ord(hidden[0]):04X}")
    return UNPRINTABLE.sub(" ", text)


def readable(content: bytes) -> str | None:
    """Return the text of UTF-8 or GB18030 bytes without a byte order mark; None for other bytes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _text(content: bytes, file: str, found: Collected) -> str | None:
    body = content.removeprefix(BYTE_ORDER_MARK)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = body[: problem.start].decode("utf-8")
        at = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        cut_off = problem.reason == "unexpected end of data"
    other = None if cut_off else readable(content)
    if other is None:
        found.error("cut-off" if cut_off else "not-utf-8", at, subject="?")
    else:
        found.error("gb18030-file", at)
    return other
