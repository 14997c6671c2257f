"""EventStreams: files of events as every command reads them; what is no file of events is said in one sentence."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click

from handover_policy.cli.speech import spoken_in
from handover_policy.cli.terminal import say
from handover_policy.findings.reporting.cells import escaped
from handover_policy.sources.event_files import told_events
from handover_policy.sources.event_shapes import NotEvents, Shape

if TYPE_CHECKING:
    from handover_policy.sources.event_files import EventText

UNREADABLE = 3
INPUT = "-"
PLAIN = re.compile(r"[A-Za-z0-9_.-]+")


class EventStreams:
    """The events of several files, one after the other; each file is looked into before anything is told."""

    def __init__(self, ctx: click.Context, stack: ExitStack, files: Sequence[Path], language: str) -> None:
        """Open the files, `-` for standard input; says so and ends the command where one is none of events."""
        self._ctx = ctx
        self._language = language
        self.streams: list[BinaryIO] = []
        self._told: list[tuple[str, Iterator[EventText]]] = []
        for path in files:
            name = _name_of(path, language)
            try:
                stream = sys.stdin.buffer if str(path) == INPUT else stack.enter_context(path.open("rb"))
                self.streams.append(stream)
                self._told.append((name, told_events(stream)))
            except NotEvents as wrong:
                self._leave(sentence(wrong.shape, path, language))
            except OSError as error:
                self._fail(name, error)

    def __iter__(self) -> Iterator[tuple[str, EventText]]:
        """Yield each event with the name of its file; says where the rest of a file cannot be read."""
        for name, events in self._told:
            try:
                for told in events:
                    yield name, told
                    if told.rest:
                        say(spoken_in(self._language, "events.rest", file=escaped(name), line=told.line), err=True)
            except OSError as error:
                self._fail(name, error)

    def events(self) -> Iterator[EventText]:
        """Yield each event."""
        return (told for _, told in self)

    def percent_read(self) -> int | None:
        """Return how far reading has come; None where a stream has no size, or all are empty."""
        try:
            whole = sum(os.fstat(stream.fileno()).st_size for stream in self.streams)
            read = sum(stream.tell() for stream in self.streams)
        except OSError:
            return None
        return read * 100 // whole if whole else None

    def _fail(self, name: str, error: OSError) -> NoReturn:
        self._leave(spoken_in(self._language, "events.failed", file=escaped(name), why=error))

    def _leave(self, text: str) -> NoReturn:
        say(text, err=True)
        self._ctx.exit(UNREADABLE)


def sentence(shape: Shape, path: Path, language: str) -> str:
    """Return what a file is instead of events a line, and what to do.

    The command that it offers quotes what comes from outside, so that nobody pastes a name that runs.
    """
    name = _name_of(path, language)
    shown = "FILE" if str(path) == INPUT else shlex.quote(escaped(str(path)))
    key = f'.["{shape.what}"][]' if PLAIN.fullmatch(shape.what) else ".[][]"
    told = {"file": escaped(name), "path": shown, "what": escaped(shape.what), "filter": key}
    return spoken_in(language, f"events.{shape.kind}", **told)


def _name_of(path: Path, language: str) -> str:
    return spoken_in(language, "events.standard-input") if str(path) == INPUT else str(path)
