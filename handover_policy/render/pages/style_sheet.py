"""style_faults: what in a style sheet would load something from elsewhere, run something, or end its element."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\f]?|(.))")
_LINE_END = re.compile("\r\n|[\n\r\f]")
_OPEN_ESCAPE = re.compile(r"\\[0-9a-fA-F]{1,6}\Z")
_EMBEDDED = r"data:image/(?:png|jpe?g|gif|webp)[;,]|data:font/|#"
_FORBIDDEN = (
    ("@import", re.compile(r"@import")),
    ("@namespace", re.compile(r"@namespace")),
    ("@document", re.compile(r"@(?:-moz-)?document")),
    ("url(", re.compile(rf"url\(\s*+[\"']?+(?!{_EMBEDDED})")),
    ("src(", re.compile(r"(?<![\w-])src\(")),
    ("image(", re.compile(r"(?<![\w-])image\(")),
    ("image-set(", re.compile(r"image-set\(")),
    ("cross-fade(", re.compile(r"cross-fade\(")),
    ("expression(", re.compile(r"expression\s*\(")),
    ("javascript:", re.compile(r"(?:java|vb|live)script\s*:")),
    ("-moz-binding", re.compile(r"-moz-binding")),
    ("behavior:", re.compile(r"(?<![\w-])behavior\s*:")),
    ("progid:", re.compile(r"progid\s*:")),
    ("</", re.compile("</")),
    ("<!--", re.compile("<!--")),
)


def style_faults(text: str) -> Iterator[tuple[str, int]]:
    """Yield what CSS may not hold, with its line counted from 0; escapes, capitals and comments hide nothing.

    Images and fonts may be embedded (`url(data:image/png;base64,…)`). Comments are read like everything else, for a
    string may look like the beginning of one.
    """
    for number, line in _lines(text):
        plain = _ESCAPE.sub(_decoded, line).lower()
        for name, pattern in _FORBIDDEN:
            if pattern.search(plain):
                yield name, number


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; one that ends within an escape goes on, for the line end belongs to that."""
    begun: list[str] = []
    first = 0
    for number, line in enumerate(_LINE_END.split(text)):
        first = first if begun else number
        begun.append(line)
        if not _OPEN_ESCAPE.search(line):
            yield first, " ".join(begun)
            begun = []
    if begun:
        yield first, " ".join(begun)


def _decoded(escape: re.Match[str]) -> str:
    digits = escape.group(1)
    if digits is None:
        return escape.group(2)
    number = int(digits, 16)
    return chr(number) if 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"  # noqa: PLR2004 - Unicode
