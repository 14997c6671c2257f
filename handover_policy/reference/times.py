"""time_lines, times_page: how a time is written, form by form, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.reference.pages import row
from handover_policy.texts.texts import texts

NAME = "times"
FORMS, ABSENT = "forms.", "absent."


def forms(language: str) -> tuple[tuple[str, str], ...]:
    """Return every form of a time with what it means."""
    told = texts(language).area(NAME)
    return tuple((name.removeprefix(FORMS), meaning) for name, meaning in told.items() if name.startswith(FORMS))


def time_lines(language: str) -> Iterator[str]:
    """Yield how a time is written for a terminal, a form a line."""
    words, told = texts(language), forms(language)
    widest = max(len(written) for written, _ in told)
    yield words.say("times.page.intro")
    yield from (f"  {written:{widest}}  {meaning}" for written, meaning in told)
    yield from _notes(language)


def times_page(language: str) -> str:
    """Return how a time is written as a part of the reference page."""
    words = texts(language)
    lines = [f"## {NAME} · {words.say('times.page.title')}", "", words.say("times.page.intro"), ""]
    lines += [row([words.say("times.page.form"), words.say("times.page.meaning")]), "|---|---|"]
    lines += [row((f"`{written}`", meaning)) for written, meaning in forms(language)]
    return "\n".join([*lines, "", *(f"- {note}" for note in _notes(language)), ""])


def _notes(language: str) -> Iterator[str]:
    words = texts(language)
    yield from (meaning for name, meaning in words.area(NAME).items() if name.startswith(ABSENT))
    yield words.say("times.periods")
