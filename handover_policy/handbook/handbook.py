"""Handbook: a policy set in plain words; its chapters, rules and tables, and the articles quoted beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of law: how it is cited, and what it says in the reader's language, empty where that is not known."""

    id: str
    cite: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """Rows under the names of their columns; the first cell names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRule:
    """A rule in plain words; `quoted` is text of the set itself, `warns` that employees pay for it."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    table: RuleTable | None = None
    laws: tuple[Article, ...] = ()
    warns: bool = False

    @property
    def texts(self) -> tuple[Article, ...]:
        """The articles whose text is known, which are quoted beside the rule."""
        return tuple(law for law in self.laws if law.text)

    @property
    def cited(self) -> tuple[Article, ...]:
        """The articles that are named only."""
        return tuple(law for law in self.laws if not law.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Rules that people look for together; `lead` says what they have in common."""

    id: str
    title: str
    lead: str = ""
    rules: tuple[PlainRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """A version of a policy set in plain words, in one language; `written_in` is the language of the set itself."""

    title: str
    company: str
    version: str
    since: date
    until: date | None
    issued: str
    adopted: str
    assurance: str
    chapters: tuple[Chapter, ...]
    language: str
    written_in: str
