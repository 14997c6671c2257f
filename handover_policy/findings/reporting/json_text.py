"""json_text, shown_json: values as JSON in which nothing turns a line, ends it or hides, and which means the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

HIDDEN = re.compile(
    "[\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff]"
)
"""Controls, marks of direction, line ends, characters without a look, lone surrogates; what stands below U+0020 JSON
escapes by itself. Joiners and selectors stay, for emoji and the names of people are written with them."""
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
"""Those of them that Python takes for printable."""


def json_text(value: object, *, default: Callable[[Any], object] | None = None) -> str:
    """Return a value as JSON on one line; `default` turns what JSON does not know into what it does."""
    return HIDDEN.sub(_code, json.dumps(value, ensure_ascii=False, default=default))


def shown_json(line: bytes) -> bytes:
    """Return a line of JSON that another writer made, in UTF-8, with the same escapes; most need none."""
    text = line.decode()
    if text.isprintable() and not any(each in text for each in FILLERS):
        return line
    return HIDDEN.sub(_code, text).encode()


def _code(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
