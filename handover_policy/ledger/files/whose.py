"""Whose, whose_at: whose the files at a place are, and to which departure they belong; a place's name tells it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

UPLOAD, CASE, SIGNED, PACKAGE = "upload", "case", "signed", "package"
"""Kinds of places before the colon: an upload duty of a person, an act of a case, its signed sheet, its package; else
the place is the id of a task."""
AGREEMENT = "agreement"
"""The kind of a place for what a person signed on joining."""


class Whose(NamedTuple):
    """The person whose files are at a place, and the id of the case that they belong to; None where to none."""

    person: str
    case: str | None


def whose_at(place: str) -> Whose:
    """Return whose the files at a place are."""
    kind, _, rest = place.partition(":")
    if kind == UPLOAD:
        return Whose(rest.rpartition(":")[0], None)
    if kind == AGREEMENT:
        return Whose(rest, None)
    case = rest if kind in {CASE, SIGNED, PACKAGE} else kind
    return Whose(unquote(case.rpartition("/")[0]), case)
