"""phrase, spoken_in: what the command line says, in the language that --lang asks for, else in both of the authors'."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from handover_policy.texts.texts import Texts

ARGUMENTS = "handover_policy.cli.arguments"
"""The key under which a call keeps its arguments, as they were typed."""
OPTION = "--lang"


class Phrase(str):
    """The name of a sentence that fills a blank of another, said in the same language."""

    __slots__ = ()


def phrase(key: str, /, **values: object) -> str:
    """Return a sentence of texts/<language>/cli.yaml; where no language is asked for, in both with ` / ` between.

    Args:
        key: its name within the area.
        values: what fills its blanks; several words in a tuple are listed, of pairs the second in brackets; a `Phrase`
            is the sentence of that name; `near` also fills `{hint}` with a suggestion, or with nothing where empty.

    """
    from handover_policy.texts.bilingual import BETWEEN, WRITTEN_IN

    asked = asked_language()
    spoken = WRITTEN_IN if asked is None else (asked,)
    return BETWEEN.join(dict.fromkeys(spoken_in(language, key, **values) for language in spoken))


def spoken_in(language: str, key: str, /, **values: object) -> str:
    """Return a sentence of texts/<language>/cli.yaml in one language; values as in `phrase`."""
    from handover_policy.texts.texts import texts

    words = texts(language)
    told = {name: _filling(each, words) for name, each in values.items()}
    if "near" in told:
        told["hint"] = words.say("cli.near", near=told["near"]) if told["near"] else ""
    return words.say(f"cli.{key}", **told)


def _filling(value: object, words: Texts) -> object:
    if isinstance(value, Phrase):
        return words.say(f"cli.{value}")
    return _listed(value, words) if isinstance(value, tuple) else value


def _listed(several: tuple[str | tuple[str, str], ...], words: Texts) -> str:
    told = (
        each if isinstance(each, str) else each[0] + words.say("reports.bracketed", what=each[1]) for each in several
    )
    return words.say("reports.listed").join(told)


def asked_language() -> str | None:
    """Return the language that --lang asks for in the call under way; None where it asks for none there is."""
    context = click.get_current_context(silent=True)
    arguments = sys.argv[1:] if context is None else context.meta.get(ARGUMENTS, ())
    return language_in(arguments)


def language_in(arguments: Sequence[str]) -> str | None:
    """Return the language that the arguments of a call ask for, as `--lang en` or `--lang=en`; None for none."""
    from handover_policy.texts.texts import languages

    for number, argument in enumerate(arguments):
        name, same, value = argument.partition("=")
        if argument == "--":
            break
        if name == OPTION:
            asked = value if same else "".join(arguments[number + 1 : number + 2])
            tongue = asked.replace("_", "-").partition("-")[0]
            return next((each for each in languages() if each in {asked, tongue}), None)
    return None
