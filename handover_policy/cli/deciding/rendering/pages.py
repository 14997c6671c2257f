"""A document or a message as bytes in the form asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

import click

from handover_policy.cli.speech import Phrase, phrase, spoken_in
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.decide.decided import Decided
    from handover_policy.model.effects import NoticeEffect

REFUSED, UNREADABLE = 1, 3
MOST_SHOWN = 8
"""How many of the characters that no font has are named, of each script."""
SCRIPTS = frozenset({"Han", "Hangul", "Hiragana", "Katakana", "Latin", "Common"})
"""The scripts that have a name in texts."""


class Writable(Protocol):
    """What can be written as text, html or pdf."""

    def written(self, form: str) -> bytes:
        """Return it in a form; raises PdfUnavailable, CharactersUnshown."""


def document_bytes(prepared: Writable, form: str) -> bytes:
    """Return a document as html, text or pdf; says what to install, and exits with 3, where none can be written here.

    Exits with 1 where no font has some of its characters.
    """
    from handover_policy.render.documents.pdf import CharactersUnshown, PdfUnavailable

    try:
        return prepared.written(form)
    except PdfUnavailable as missing:
        say(phrase(f"render.install.{missing.missing}"), err=True)
        raise click.exceptions.Exit(UNREADABLE) from missing
    except CharactersUnshown as unshown:
        for script, characters in unshown.by_script.items():
            named = " ".join(f"U+{ord(sign):04X}" for sign in characters[:MOST_SHOWN])
            more = " …" if len(characters) > MOST_SHOWN else ""
            name = Phrase(f"render.scripts.{script}") if script in SCRIPTS else script
            number, shown = len(characters), f"{named}{more}"
            say(phrase("render.no-font", name=name, script=script, number=number, named=shown), err=True)
        say(phrase("render.no-pdf"), err=True)
        raise click.exceptions.Exit(REFUSED) from unshown


def message_text(decided: Decided, notice: NoticeEffect, names: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the lines of a message as a terminal shows them, a channel after the other."""
    from handover_policy.findings.reporting.cells import escaped

    to = notice.to
    who = spoken_in(language, "render.to", name=names.get(to, to), id=to)
    yield escaped(f"{who} · {str(decided.decision.event['time'])[:16]}")
    if notice.message is None:
        return
    yield escaped(notice.message.subject)
    for channel, body in notice.message.bodies.items():
        yield ""
        size = spoken_in(language, "render.size", characters=len(body), bytes=len(body.encode()))
        yield f"── {channel} · {size} " + "─" * 20
        yield from map(escaped, body.split("\n"))
    for problem in notice.message.problems:
        yield escaped(f"⚠ {problem}")
