"""Word, table, title: a row that has nothing but its name, rows by name, and what people call a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from handover_policy.texts.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the language: `name` is how policy files, events and decisions write it."""

    name: str


Row = TypeVar("Row", bound=Word)


def table(*rows: Row) -> Mapping[str, Row]:
    """Return rows by their names, in the order in which schemas and messages list them."""
    return MappingProxyType({row.name: row for row in rows})


def words(*names: str) -> Mapping[str, Word]:
    """Return a table of words that have nothing but their names."""
    return table(*(Word(name=name) for name in names))


def title(word: str, language: str) -> str:
    """Return what people call a word.

    Args:
        word: its table and name, as `events.task.waived`; titles stand in texts/<language>/words.yaml.
        language: `zh`, `en` or another that there are texts in.

    >>> title("channels.sms", "en")
    'text message'
    """
    return texts(language).say(f"words.{word}")
