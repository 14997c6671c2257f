"""Cleaned: what others tell us, as it may be kept: one short line, which every database takes, without our secrets."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from urllib.parse import quote, quote_plus

MOST_REASON = 300
READ_AHEAD = 20
"""How many times as much is looked at before a line is cut: blanks and marks that fall away are no part of it."""


def one_line(told: str, most: int = MOST_REASON) -> str:
    """Return a text in one line of so many characters, without what is not printed: NUL, half characters."""
    begins = told[: most * READ_AHEAD]
    line = " ".join("".join(each if each.isprintable() else " " for each in begins).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def writable(told: str) -> str:
    """Return a text that UTF-8 can hold: half a character, as a file may bring it, is a question mark."""
    try:
        told.encode()
    except UnicodeEncodeError:
        return told.encode("utf-8", "replace").decode()
    return told


def forms(secrets: Iterable[str]) -> Sequence[str]:
    """Return how secrets may stand in what is told back: bare, in an address, in JSON, HTML or a program's words."""
    found: list[str] = []
    for each in secrets:
        quoted = json.dumps(each)[1:-1], json.dumps(each, ensure_ascii=False)[1:-1]
        found += [each, quote(each, safe=""), quote(each), quote_plus(each), html.escape(each), repr(each)[1:-1]]
        found += [*quoted, *(form.replace("/", "\\/") for form in quoted)]
        found += [form.lower() for form in found if "%" in form]
    return sorted({each for each in found if each}, key=len, reverse=True)


def without(told: str, hidden: Iterable[str]) -> str:
    """Return a text in which some others do not stand."""
    for each in hidden:
        told = told.replace(each, "…")
    return told
