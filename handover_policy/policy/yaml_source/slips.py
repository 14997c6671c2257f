"""Slip: a full-width character of a Chinese keyboard where YAML needs the plain one; found and mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handover_policy.findings.lines import LINE_END
from handover_policy.policy.yaml_source.text import readable

HIDDEN = "\x00"  # stands for a character inside quotes or a comment, where every character is welcome
WIDE = "\uff01-\uff5e\u3000"
NAME = r"[A-Za-z_][A-Za-z0-9_.\-]*"
# Keys whose values a machine reads; prose may hold any character.
MACHINE_KEYS = (
    "id|kind|version|effective|from|until|jurisdiction|timezone|language|calendar|send_at|extends|is|else|days|"
    "fallback_days|unit|roll|hit|due|start|accepted_after|party|at|on|to|notification|every|times|controls|"
    "release_by|sign|measure|percent|of|cap_percent_of_month|floor|amount|key|update_every|expires|for|for_each|"
    "when|opens_when|counting|accepts|repeat|consequence|law|channels|evidence|fields|steps|parties|all|any|not|"
    "at_least|at_most|above|below|is_not|exists|proof_required|required|file|social_insurance|"
    r"[a-z_]+(?:\.[a-z_]+)+|[0-9]{4}-[0-9]{2}-[0-9]{2}"
)
_KEY_COLON = re.compile(rf"(?:^[\s\u3000]*(?:-[\s\u3000]+)*|(?P<flow>[{{,，]\s*)){NAME}(?P<slip>：)", re.ASCII)
_COMMA = re.compile(
    rf"(?:(?P<a>，)(?=\s*{NAME}\s*[:：])|(?<=[A-Za-z0-9_}}\]{HIDDEN}])(?P<b>，)(?=\s*[A-Za-z0-9_{{\[{HIDDEN}]))"
)
_QUOTED = re.compile(r"(?:[:：]\s*|^\s*-\s+|[\[,，{]\s*)(?P<open>“)[^“”\"]*(?P<close>”)(?=\s*(?:[,，}\]\x00]|$))")
_VALUE = re.compile(rf"(?<![A-Za-z0-9_.\-])(?:{MACHINE_KEYS})[:：]\s*(?P<value>[^,{{}}\[\]\x00]+)")
_WORD = re.compile(rf"[\x20-\x7e{WIDE}]+")
_WIDE = re.compile(rf"[{WIDE}]")
_INDENT = re.compile(r"^[ \u3000]*(?:-[ \u3000]+)*")
_AFTER_COLON = re.compile(r"(?<=[:：])[ \u3000]+")
_BLOCK = re.compile(r"(?:[:：]|-)\s*[|>][0-9+\-]*\s*$")
BRACKETS = frozenset("（）［］｛｝")


@dataclass(frozen=True, slots=True, order=True)
class Slip:
    """One full-width character; line and column count from 1."""

    line: int
    column: int
    found: str
    replacement: str

    @property
    def code(self) -> str:
        """Return the code of the finding that names this kind of slip."""
        if self.found in "：，":
            return {"：": "full-width-colon", "，": "full-width-comma"}[self.found]
        if self.found in "“”":
            return "full-width-quote"
        if self.found in BRACKETS:
            return "full-width-bracket"
        if self.found == "\u3000":
            return "full-width-space"
        return "full-width-digit" if "０" <= self.found <= "９" else "full-width-letter"


class _Lines:
    """Walks the lines of a file and hides what is quoted, commented or part of a block of text."""

    __slots__ = ("_block", "_depth", "_quote")

    def __init__(self) -> None:
        self._block: int | None = None
        self._quote = ""
        self._depth = 0

    def code(self, line: str) -> tuple[str, tuple[int, ...]]:
        """Return the line with hidden characters, and for every character how many brackets are open there."""
        indent = len(line) - len(line.lstrip(" \u3000"))
        if self._block is not None:
            if not line.strip() or indent > self._block:
                return "", ()
            self._block = None
        shown: list[str] = []
        depths: list[int] = []
        for place, each in enumerate(line):
            if not self._quote and each == "#" and (place == 0 or line[place - 1] in " \t\u3000"):
                break
            shown.append(self._seen(each, "".join(shown).rstrip()[-1:] if each in "'\"" else ""))
            depths.append(self._depth)
        code = "".join(shown)
        if not self._depth and not self._quote and _BLOCK.search(code):
            self._block = indent
        return code, tuple(depths)

    def _seen(self, each: str, before: str) -> str:
        if self._quote:
            if each == self._quote:
                self._quote = ""
            return HIDDEN
        if each in "'\"" and before in "：，:,[{-":
            self._quote = each
            return HIDDEN
        if each in "[{":
            self._depth += 1
        elif each in "]}":
            self._depth = max(0, self._depth - 1)
        return each


def find_slips(text: str) -> tuple[Slip, ...]:
    """Return the typing slips of a text that are safe to mend, in order; prose and quoted text are left alone."""
    if _WIDE.search(text) is None and "“" not in text:
        return ()
    lines = _Lines()
    slips: set[Slip] = set()
    for number, line in enumerate(LINE_END.split(text), start=1):
        code, depths = lines.code(line)
        for place in sorted(set(_places(code, depths))):
            slips.add(Slip(number, place + 1, code[place], _replacement(code, place)))
    return tuple(sorted(slips))


def mend(text: str) -> str:
    """Return the text with every slip replaced."""
    slips: dict[int, list[Slip]] = {}
    for slip in find_slips(text):
        slips.setdefault(slip.line, []).append(slip)
    if not slips:
        return text
    parts: list[str] = []
    ends = [*(match.span() for match in LINE_END.finditer(text)), (len(text), len(text))]
    begin = 0
    for number, (end, next_begin) in enumerate(ends, start=1):
        line = text[begin:end]
        for slip in reversed(slips.get(number, [])):
            line = line[: slip.column - 1] + slip.replacement + line[slip.column :]
        parts += (line, text[end:next_begin])
        begin = next_begin
    return "".join(parts)


def inserted_columns(text: str) -> Mapping[int, tuple[int, ...]]:
    """Return, by line, the columns of the mended line at which stands a character that the text itself has not."""
    inserted: dict[int, list[int]] = {}
    for slip in find_slips(text):
        on_line = inserted.setdefault(slip.line, [])
        on_line += [slip.column + len(on_line) + place for place in range(1, len(slip.replacement))]
    return {line: tuple(columns) for line, columns in inserted.items()}


def mend_file(content: bytes) -> bytes:
    """Return a file as UTF-8 without byte order mark and without slips; unreadable bytes are returned as they are."""
    text = readable(content)
    return content if text is None else mend(text).encode("utf-8")


def _places(code: str, depths: tuple[int, ...]) -> Iterator[int]:
    for match in _KEY_COLON.finditer(code):
        if match["flow"] is None or depths[match.start()]:
            yield match.start("slip")
    for match in _COMMA.finditer(code):
        if depths[match.start()]:
            yield match.start()
    for match in _QUOTED.finditer(code):
        yield from (match.start("open"), match.start("close"))
    for match in _VALUE.finditer(code):
        if _WORD.fullmatch(match["value"]):
            yield from (match.start("value") + wide.start() for wide in _WIDE.finditer(match["value"]))
    for blank in (*_INDENT.finditer(code), *_AFTER_COLON.finditer(code)):
        yield from (blank.start() + place for place, each in enumerate(blank[0]) if each == "\u3000")


def _replacement(code: str, place: int) -> str:
    found = code[place]
    if found == "\u3000":
        return "  " if not code[:place].strip(" \u3000") else " "
    if found in "“”":
        return '"'
    narrow = chr(ord(found) - 0xFEE0)
    followed = code[place + 1 : place + 2]
    return narrow + " " if found in "：，" and followed not in {" ", "\u3000", ""} else narrow
