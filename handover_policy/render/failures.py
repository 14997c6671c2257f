"""WrongValue, TooLong, failure_sentence: why a template could not be filled, in the language of whoever reads it."""

from __future__ import annotations

from handover_policy.texts.texts import SECOND, texts


class TemplateFailure(Exception):
    """A template did what it may not; `key` names the sentence in texts/<language>/documents.yaml, `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        """Take the name of the sentence and what fills it."""
        super().__init__(key)
        self._key = key
        self._values = values

    def __str__(self) -> str:
        """Return the sentence in English, for programmers."""
        return self.sentence(SECOND)

    def sentence(self, language: str) -> str:
        """Return why the template could not be filled."""
        return texts(language).say(f"documents.failures.{self._key}", **self._values)


class WrongValue(TemplateFailure, TypeError):
    """A value has no text, no length or no items of its own."""


class TooLong(TemplateFailure, ValueError):
    """A template wrote or made more than it may: text without end, numbers without end."""


def failure_sentence(error: Exception, language: str) -> str:
    """Return in one line why a template could not be filled; Jinja and Python say it in their own English."""
    told = error.sentence(language) if isinstance(error, TemplateFailure) else str(error)
    return " ".join(told.split())
