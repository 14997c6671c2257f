"""Line ends as YAML counts them, so that a finding's line is the same for the reader and for those who show it."""

from __future__ import annotations

import re

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def line_of(text: str, number: int) -> str | None:
    """Return a line by its number, counted from 1; None where the text has no such line."""
    begin = 0
    for _ in range(number - 1):
        ended = LINE_END.search(text, begin)
        if ended is None:
            return None
        begin = ended.end()
    ended = LINE_END.search(text, begin)
    return text[begin:] if ended is None else text[begin : ended.start()]
