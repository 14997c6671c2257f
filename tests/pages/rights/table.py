"""Table: the rights as they are written, each row with what becomes of it for each reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

WRITTEN = Path(__file__).parent / "rights.yaml"
STATUS: Mapping[str, int] = {
    "shown": 200,
    "done": 303,
    "out of date": 400,
    "sign in": 401,
    "refused": 403,
    "not there": 404,
    "overtaken": 409,
    "gone": 410,
    "asked back": 422,
    "refused by the rules": 422,
    "locked": 429,
}
"""What becomes of a page or an act, in words, and the status that says so."""
EVERYBODY = "everybody"
OTHER_COMPANY, OF_THEIRS = "other company", "hr"
"""Somebody of another company gets of a page that names nobody what hr gets: their own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A page or an act."""

    method: str
    told: Mapping[str, Any]

    @property
    def path(self) -> str:
        """The path of the route."""
        return str(self.told["page" if self.method == "GET" else "act"])

    @property
    def address(self) -> str:
        """The address that is asked for; names in braces are filled in."""
        return str(self.told["opened" if self.method == "GET" else "sent"])

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.told['what']}"

    def word(self, reader: str) -> str:
        """Return what becomes of it for a reader, in words."""
        for word in STATUS:
            named = self.told.get(word, ())
            if named == EVERYBODY or reader in named:
                return word
        if self.told.get("open"):
            return "shown"
        if reader in not_signed_in():
            return "sign in"
        if reader == OTHER_COMPANY:
            return self.word(OF_THEIRS) if self.told.get("names") == "nobody" else "not there"
        return "refused"

    def turn(self, reader: str) -> int:
        """Return when a reader is asked: who does it comes behind the others, who is too late for it last."""
        doing = "done" in self.told
        return 1 if self.word(reader) == "done" else 2 if doing and self.word(reader) == "refused by the rules" else 0

    def form(self, reader: str) -> dict[str, str]:
        """Return what a reader fills in: whose act it is leaves something out, so that nothing is changed."""
        form = dict(self.told["form"])
        if self.word(reader) in {"asked back", "shown"}:
            form = {name: value for name, value in form.items() if name not in self.told.get("without", ())}
            form |= self.told.get("instead", {})
        return form


@cache
def written() -> Mapping[str, Any]:
    told: Mapping[str, Any] = YAML(typ="safe").load(WRITTEN.read_text(encoding="utf-8"))
    return told


def readers() -> Mapping[str, Mapping[str, Any]]:
    """Return the readers by their names."""
    found: Mapping[str, Mapping[str, Any]] = written()["readers"]
    return found


def not_signed_in() -> Sequence[str]:
    """Return the readers who have no session that counts."""
    found: Sequence[str] = written()["not signed in"]
    return found


def rows() -> Iterator[Row]:
    """Yield every row, pages before acts."""
    for told in written()["pages"]:
        yield Row("GET", told)
    for told in written()["acts"]:
        yield Row("POST", told)
