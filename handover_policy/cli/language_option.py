"""LANGUAGE, Language: the option type of a language: one of the folders of texts/, which are looked at when asked."""

from __future__ import annotations

from collections.abc import Iterable

import click


class Language(click.Choice):  # type: ignore[type-arg] # generic in its stubs only
    """Takes one of the languages there are; nothing is read before somebody asks for one or for help."""

    def __init__(self) -> None:
        """Start with none known."""
        super().__init__(())

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the languages there are."""
        from handover_policy.texts.texts import languages

        return languages()

    @choices.setter
    def choices(self, _value: Iterable[str]) -> None:
        """Keep nothing: the languages are looked up."""


LANGUAGE = Language()
