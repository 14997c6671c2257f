"""Slip: a full-width character of a Chinese keyboard where YAML needs the plain one; found and mended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.findings.lines import LINE_END
from handover_policy.policy.yaml_source.slip_lines import SlipLines
from handover_policy.policy.yaml_source.slip_places import slip_places
from handover_policy.policy.yaml_source.slip_spacing import SUSPECT as UNSPACED
from handover_policy.policy.yaml_source.slip_spacing import spacing_places
from handover_policy.policy.yaml_source.slip_words import (
    CLOSING,
    COMMAS,
    DASHES,
    NO_BREAK,
    OPENING,
    QUOTES,
    SPACE,
    WIDE,
    WIDE_SPACE,
    plain_character,
)
from handover_policy.policy.yaml_source.text import readable

_SUSPECT = re.compile(rf"[{WIDE}{COMMAS}{''.join((*OPENING, *CLOSING, *QUOTES))}]")
OF_SPACING: Mapping[str, str] = MappingProxyType(
    {":": "colon-without-blank", "-": "dash-without-blank", " ": "comma-missing"}
)
"""The finding of each plain character that lacks another beside it."""
MOST_READINGS = 5
BRACKETS = frozenset((*OPENING, *CLOSING, "（", "）"))


@dataclass(frozen=True, slots=True, order=True)
class Slip:
    """One full-width character, or one that lacks another beside it; line and column count from 1.

    `begins` is true of the character that an item of a list begins with.
    """

    line: int
    column: int
    found: str
    replacement: str
    begins: bool = False

    @property
    def code(self) -> str:
        """Return the code of the finding that names this kind of slip."""
        if self.found == "：":
            return "full-width-colon"
        if self.found in COMMAS:
            return "full-width-comma"
        if self.found in QUOTES:
            return "full-width-quote"
        if self.found in BRACKETS:
            return "full-width-bracket"
        if self.found == WIDE_SPACE:
            return "full-width-space"
        plain = OF_SPACING.get(self.found) or ("no-break-space" if self.found in NO_BREAK else "")
        if plain or (self.begins and self.found in DASHES):
            return plain or "wide-dash"
        return "full-width-digit" if "０" <= self.found <= "９" else "full-width-letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A text with every slip replaced; `inserted` tells, by line, at which columns it has a character more."""

    text: str
    slips: tuple[Slip, ...] = ()
    inserted: Mapping[int, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))


def repaired(text: str) -> Repaired:
    """Return a text with its typing slips made plain; prose and quoted text are left alone."""
    if _SUSPECT.search(text) is None and UNSPACED.search(text) is None:
        return Repaired(text=text)
    lines = SlipLines()
    slips: list[Slip] = []
    inserted: dict[int, tuple[int, ...]] = {}
    parts: list[str] = []
    ends = [*(match.span() for match in LINE_END.finditer(text)), (len(text), len(text))]
    begin = 0
    for number, (end, next_begin) in enumerate(ends, start=1):
        written = text[begin:end]
        on_line = _slips(number, written, _places(lines, written))
        done = 0
        for slip in on_line:
            parts += (written[done : slip.column - 1], slip.replacement)
            done = slip.column
        if any(len(slip.replacement) > 1 for slip in on_line):
            inserted[number] = _inserted(on_line)
        slips += on_line
        parts += (written[done:], text[end:next_begin])
        begin = next_begin
    return Repaired(text="".join(parts), slips=tuple(slips), inserted=MappingProxyType(inserted))


def repair_file(content: bytes) -> bytes:
    """Return a file as UTF-8 without byte order mark and without slips; unreadable bytes are returned as they are.

    A sign made plain may show what others were meant to be, such as a comment that begins: the text is read again.
    """
    text = readable(content)
    return content if text is None else _repaired_through(text, MOST_READINGS).encode("utf-8")


def _repaired_through(text: str, readings: int) -> str:
    again = repaired(text).text
    return again if again == text or readings == 1 else _repaired_through(again, readings - 1)


def _places(lines: SlipLines, written: str) -> list[int]:
    line = lines.take(written)
    places = slip_places(line) if _SUSPECT.search(written, 0, len(line.code)) else set()
    if line.code and UNSPACED.search(written):
        places.update(spacing_places(line))
    return sorted(places)


def _slips(number: int, written: str, places: list[int]) -> list[Slip]:
    indent = len(written) - len(written.lstrip(" " + SPACE))
    return [
        Slip(number, place + 1, written[place], _replacement(written, place, indent), _begins(written, place))
        for place in places
    ]


def _inserted(slips: list[Slip]) -> tuple[int, ...]:
    columns: list[int] = []
    for slip in slips:
        columns += [slip.column + len(columns) + place for place in range(1, len(slip.replacement))]
    return tuple(columns)


def _replacement(written: str, place: int, indent: int) -> str:
    found = written[place]
    if found in SPACE:
        return "  " if found == WIDE_SPACE and place < indent else " "
    if found == " ":
        return ", "
    followed = written[place + 1 : place + 2]
    if found in DASHES and _begins(written, place):
        return "-" if followed in {" ", *SPACE} else "- "
    spaced = (found in "：:-" or found in COMMAS) and followed not in {" ", *SPACE, ""}
    return (found if found in OF_SPACING else plain_character(found)) + (" " if spaced else "")


def _begins(written: str, place: int) -> bool:
    """Return whether nothing but blanks and dashes stands before a place."""
    return not written[:place].strip(" -" + SPACE)
