"""Fitting: texts cut to what a provider takes, on the edge of a character, with what is left out said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

JOINER = "\u200d"
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
LONGEST_LINK = 3000
_OPEN_LINK = re.compile(r"\[[^\[\]\n]*(?:\](?:\([^)\n]*)?)?\Z")
_LINK = re.compile(rf"\[([^\[\]\n]*)\]\(([^)\s]{{0,{LONGEST_LINK}}})\)")
"""A label without brackets, and an address of some length: whoever writes a thousand brackets holds nobody up."""
_MARKS = re.compile(r"\*\*|^#{1,6} +|^> ?", re.MULTILINE)


def fitted(text: str, fits: Callable[[str], bool], left_out: Callable[[int], str]) -> str | None:
    """Return a text as it is where it fits, else its beginning and what `left_out` says of so many characters.

    None where not even that fits.
    """
    if fits(text):
        return text

    def beginning(length: int) -> str:
        return text[:length].rstrip() + "\n\n" + left_out(len(text) - length)

    if not fits(beginning(0)):
        return None
    least, most = 0, len(text)
    while most - least > 1:
        half = (least + most) // 2
        least, most = (half, most) if fits(beginning(half)) else (least, half)
    return beginning(_edge(text, least))


def _edge(text: str, length: int) -> int:
    """Return where to cut at or before a length: behind a line where that loses little, never within a character."""
    line = text.rfind("\n", 0, length + 1)
    if line > length // 2:
        return line
    while 0 < length < len(text) and _continues(text, length):
        length -= 1
    opened = _OPEN_LINK.search(text, max(0, text.rfind("\n", 0, length), length - LONGEST_LINK), length)
    return opened.start() if opened else length


def _continues(text: str, at: int) -> bool:
    following = text[at]
    joined = following == JOINER or text[at - 1] == JOINER
    return joined or bool(unicodedata.combining(following)) or _VARIATIONS.match(following) is not None


def cut_to_bytes(text: str, most: int) -> str:
    """Return one line of at most so many bytes of UTF-8, its end replaced by `…` where it was longer."""
    line = " ".join(text.split())
    if len(line.encode()) <= most:
        return line
    length = len(line.encode()[: most - len("…".encode())].decode("utf-8", "ignore"))
    while 0 < length < len(line) and _continues(line, length):
        length -= 1
    return line[:length].rstrip() + "…"


def cut_to_units(text: str, most: int) -> str:
    """Return one line of at most so many units of UTF-16, as Java and JavaScript count, its end replaced by `…`."""
    line = " ".join(text.split())
    if _units(line) <= most:
        return line
    length = min(len(line), most - 1)
    while _units(line[:length]) > most - 1:
        length -= 1
    while 0 < length < len(line) and _continues(line, length):
        length -= 1
    return line[:length].rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def without_marks(markdown: str) -> str:
    """Return Markdown as plain text: links with their address behind, no stars, no signs of headings."""
    return _MARKS.sub("", _LINK.sub(_spelled, markdown))


def _spelled(found: re.Match[str]) -> str:
    label, address = found.groups()
    return address if label in {"", address} else f"{label} {address}"
