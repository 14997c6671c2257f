"""TextFault, fault_in, pasted_rows: what in a text that is no YAML is the fault of it, at the line where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handover_policy.findings.lines import LINE_END
from handover_policy.policy.yaml_source.slip_lines import HIDDEN, OPENS, Line, SlipLines, indent_of
from handover_policy.policy.yaml_source.slip_words import KEYS

_BEGINS = re.compile(r"[ ]*(?:- |[A-Za-z_][A-Za-z0-9_.]*:(?: |$))")
_NO_COLON = re.compile(r"[ ]*(?:-[ ]+)*(?P<key>[a-z_]+)[ ]+[^:\uff1a]+$")
_CELLS = re.compile(r"[^\t]*\S[^\t]*\t+[^\t]*\S[^\t]*\t+[^\t]*\S")
_KEY = re.compile(r":(?:[ \t]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFault:
    """A fault by the code of its finding; line and column count from 1, `sign` is what is left open."""

    code: str
    line: int
    column: int
    sign: str
    missing: str = ""


def fault_in(text: str) -> TextFault | None:
    """Return the first quote or bracket left open where a new entry begins, or key without a colon; None if none is."""
    lines = SlipLines()
    left: TextFault | None = None
    indent = 0
    for number, written in enumerate(LINE_END.split(text), start=1):
        if left is not None and written.strip() and _BEGINS.match(written) and indent_of(written) <= indent:
            return left
        had_quote, had_brackets = lines.quote, lines.brackets
        line = lines.take(written)
        if not line.code.strip():
            continue
        if lines.quote and not had_quote:
            left, indent = _quote(written, line, number, lines.quote), _reach(written)
        elif not lines.quote and lines.brackets > had_brackets:
            left, indent = _bracket(line, number), _reach(written)
        elif not lines.quote and not lines.brackets:
            left = None
            words = _NO_COLON.match(line.code) if not had_brackets else None
            if words is not None and words["key"] in KEYS:
                return TextFault(code="colon-missing", line=number, column=words.start("key") + 1, sign=words["key"])
    return left if lines.quote else None


def pasted_rows(text: str) -> Iterator[int]:
    """Yield the numbers of lines that are rows of a table, their cells set apart by tabs, and no entries."""
    lines = SlipLines()
    for number, written in enumerate(LINE_END.split(text), start=1):
        code = lines.take(written).code
        if "\t" in code and _CELLS.match(code) and not _KEY.search(code):
            yield number


def _reach(written: str) -> int:
    """Return the indentation up to which a line begins something new: that of a key behind the dashes."""
    return len(written) - len(written.lstrip(" -"))


def _quote(written: str, line: Line, number: int, sign: str) -> TextFault:
    kept = len(line.code.rstrip(HIDDEN))
    column = written.index(sign, kept) + 1
    return TextFault(code="quote-not-closed", line=number, column=column, sign=sign)


def _bracket(line: Line, number: int) -> TextFault:
    """Return the innermost bracket that a line leaves open."""
    open_at: list[int] = []
    for place, each in enumerate(line.code):
        if each in OPENS:
            open_at.append(place)
        elif each in OPENS.values() and open_at:
            open_at.pop()
    sign = line.code[open_at[-1]]
    return TextFault(code="bracket-not-closed", line=number, column=open_at[-1] + 1, sign=sign, missing=OPENS[sign])
