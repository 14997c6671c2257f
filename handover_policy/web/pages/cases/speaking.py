"""SentenceSpeaker: the sentences of a view model in the reader's language, as HTML in which days do not break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from handover_policy.app.portal.case.sayings import Saying
from handover_policy.texts.texts import ONE, Texts
from handover_policy.web.pages.days import TOGETHER, day_html, moment_text

AREA = "pages_case"
STAMP = "%Y-%m-%d %H:%M"
"""How documents write a moment."""


@dataclass(frozen=True, slots=True)
class SentenceSpeaker:
    """Says what was found, in one language, at a moment."""

    words: Texts
    now: datetime

    def __call__(self, what: object) -> Markup:
        """Return a saying, a day, a moment, a text or a number, or several of them, as HTML."""
        if isinstance(what, Saying):
            return self.key(what.key, **what.params)
        if isinstance(what, datetime):
            return TOGETHER.format(moment_text(self.words, what, self.now))
        if isinstance(what, date):
            return day_html(self.words, what, self.now.date())
        if isinstance(what, tuple | list):
            told = [str(self(each)) for each in what]
            return Markup(self.words.joined(told)) if told else Markup()  # noqa: S704 - each part is escaped
        return escape("" if what is None else what)

    def key(self, key: str, /, **params: object) -> Markup:
        """Return the sentence of a key, its blanks filled."""
        sentences = self.words.area(AREA)
        name = f"{key}{ONE}" if params.get("count") == 1 and f"{key}{ONE}" in sentences else key
        shown: Mapping[str, Markup] = {each: self(value) for each, value in params.items()}
        return Markup(str(sentences[name])).format(**shown)  # noqa: S704 - a sentence of ours; what fills it is escaped

    def short(self, day: date) -> str:
        """Return a day as lists write it: month and day, the year where it is another one than today's."""
        return f"{day:%m-%d}" if day.year == self.now.year else f"{day:%Y-%m-%d}"

    def stamp(self, told: str) -> Markup:
        """Return a moment of the company's zone as documents write it."""
        return self(datetime.strptime(told, STAMP).replace(tzinfo=self.now.tzinfo)) if told else Markup()

    def plain(self, key: str, /, **params: object) -> str:
        """Return the sentence of a key as text, for names of controls."""
        return str(self.key(key, **params).striptags())

    def has(self, key: str) -> bool:
        """Return whether there is a sentence of this key."""
        return key in self.words.area(AREA)
