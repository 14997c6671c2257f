"""Wording: how one language writes days, persons, consequences and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from handover_policy.render.authoring.author_file import AuthorFile
from handover_policy.render.authoring.reading import Place
from handover_policy.render.escaping import plain
from handover_policy.render.timed import TimedDay
from handover_policy.render.views import ConsequenceView, PersonView
from handover_policy.texts.texts import texts

_GAP = re.compile(r"\{(\w+)\}")
KINDS = ("gate", "damages", "penalty", "bonus", "early_release", "certificate", "final_pay")
PATTERNS = ("day", "month_day", "person", "more", "between")
COLON = "colon"
MONTHS = 12
LONGEST_PATTERN = 500
MOST_KEPT = 1024
"""How many days, and how many persons, are kept as they are written."""
PROBLEMS = ("unknown", "not_offered", "missing", "failed", "too_long", "shortened")


def filled(pattern: str, **words: object) -> str:
    """Return a pattern with `{name}` replaced; what the words themselves contain is left alone."""
    parts = list(_parts(pattern))
    for place in range(1, len(parts), 2):
        name = parts[place]
        parts[place] = plain(words[name]) if name in words else f"{{{name}}}"
    return "".join(parts)


@lru_cache(maxsize=256)
def _parts(pattern: str) -> tuple[str, ...]:
    """Return the literal parts of a pattern with the names between them, each at an odd place."""
    return tuple(_GAP.split(pattern))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The patterns of one language, and its sentences for consequences and problems."""

    patterns: Mapping[str, str]
    sentences: Mapping[str, str]
    problems: Mapping[str, str]
    months: tuple[str, ...] = ()

    def day(self, value: date) -> str:
        """Return a day with its year."""
        return _with_hour(filled(self.patterns["day"], year=value.year, month=self._month(value), day=value.day), value)

    def month_day(self, value: date) -> str:
        """Return a day without its year."""
        return _with_hour(filled(self.patterns["month_day"], month=self._month(value), day=value.day), value)

    def _month(self, value: date) -> str:
        """Return the month's name where the language gives names, its number otherwise."""
        return self.months[value.month - 1] if self.months else str(value.month)

    def person(self, value: PersonView) -> str:
        """Return a name with the party's title, or the title alone where nobody is known by name."""
        if value.name == value.title:
            return plain(value.title)
        return filled(self.patterns["person"], name=value.name, title=value.title)

    @property
    def colon(self) -> str:
        """Return what stands between a label and its value."""
        return self.patterns[COLON]

    def more(self, total: int) -> str:
        """Return the words that stand where a list was cut off; `total` counts the whole list."""
        return filled(self.patterns["more"], total=total)

    def said(self, values: Iterable[ConsequenceView]) -> str:
        """Return the sentences of several consequences, one after the other."""
        known = (value for value in values if value.kind in self.sentences)
        return self.patterns["between"].join(filled(self.sentences[value.kind], title=value.title) for value in known)

    def problem(self, name: str, **words: object) -> str:
        """Return the sentence of a problem."""
        return filled(self.problems[name], **words)

    @property
    def filters(self) -> Mapping[str, Callable[..., object]]:
        """Return the filters that templates of this language have besides the general ones."""
        return {
            "day": _kept(date, self.day),
            "month_day": _kept(date, self.month_day),
            "person": _kept(PersonView, self.person),
            "said": self.said,
        }


def _kept(kind: type, made: Callable[[Any], object]) -> Callable[[object], object]:
    """Return a filter that writes a value of a type once; what is of another type is written, or fails, each time."""
    keeping = lru_cache(maxsize=MOST_KEPT)(made)
    return lambda value: keeping(value) if type(value) is kind else made(value)


def _pattern(file: AuthorFile, place: Place) -> str:
    """Return a pattern; one that would repeat its words thousands of times is a finding."""
    text = file.text(place)
    if len(text) <= LONGEST_PATTERN:
        return text
    file.fault("template-shape", place, str(place[-1]), f"≤ {LONGEST_PATTERN}")
    return ""


def read_wording(file: AuthorFile, language: str) -> Wording:
    """Return the wording that the locale file of a language lays down; what is missing stands in its findings."""
    keys = ("kind", *PATTERNS, COLON, "months", "consequence_words", "sentences", "problems")
    file.mapping((), keys=keys, required=(*PATTERNS, "sentences", "problems"))
    file.mapping(("sentences",), keys=KINDS, required=KINDS)
    file.mapping(("problems",), keys=PROBLEMS, required=PROBLEMS)
    file.texts(("consequence_words",))  # read by lint
    months = file.texts(("months",))
    if months and len(months) != MONTHS:
        file.fault("template-shape", ("months",), "months", str(MONTHS))
        months = ()
    patterns = {name: _pattern(file, (name,)) for name in PATTERNS}
    patterns[COLON] = _pattern(file, (COLON,)) or texts(language).say("reports.colon")
    return Wording(
        months=months,
        patterns=MappingProxyType(patterns),
        sentences=MappingProxyType({name: _pattern(file, ("sentences", name)) for name in KINDS}),
        problems=MappingProxyType({name: _pattern(file, ("problems", name)) for name in PROBLEMS}),
    )


def _with_hour(told: str, day: date) -> str:
    """Return a day in words, with its hour where it has one."""
    return f"{told} {day.hour:%H:%M}" if isinstance(day, TimedDay) else told
