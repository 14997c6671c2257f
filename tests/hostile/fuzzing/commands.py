"""Ended, called, remember_what_ships: commands called in this process, with what ships read once for all calls."""

from __future__ import annotations

import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

import click
from click.testing import CliRunner

from handover_policy.app import library
from handover_policy.cli.main import COMMANDS, handover
from handover_policy.cli.usage import show_usage
from handover_policy.lint.read_statutes import read_packs
from handover_policy.render.templates import compile_templates

SECONDS = 30
"""Of processor time, not of the clock on the wall: a busy machine breaks no law."""

INTERNAL = 70
PACKAGE = "handover_policy"


class TooLong(BaseException):
    """A command takes more processor time than any of these inputs may; no `except Exception` may swallow it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: its exit code, what it wrote, and where it raised what nobody caught."""

    arguments: tuple[str, ...]
    code: int
    out: bytes
    err: bytes
    seconds: float
    crash: str = ""


@cache
def remember_what_ships() -> None:
    """Read schemas, statutes and messages of the product once, however often commands are called in this process."""
    for module in COMMANDS.values():
        import_module(module)
    for module in ("library", "load", "run", "lint", "check", "compare", "plan"):
        import_module(f"{PACKAGE}.app.{module}")
    _replace("load_schemas", library.load_schemas, cache(library.load_schemas))
    _replace("read_packs", read_packs, _remembering(read_packs))
    _replace("compile_templates", compile_templates, _remembering(compile_templates))


def _replace(name: str, function: object, other: object) -> None:
    for module in [each for title, each in sys.modules.items() if title.startswith(PACKAGE)]:
        if getattr(module, name, None) is function:
            setattr(module, name, other)


def _remembering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that remembers the answer to its first arguments; they are compared, not hashed."""
    first: list[tuple[object, object, object]] = []

    def remembered(*arguments: object, **named: object) -> object:
        if not first:
            first.append((arguments, named, function(*arguments, **named)))
        known, also, answer = first[0]
        return answer if (known, also) == (arguments, named) else function(*arguments, **named)

    return remembered


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Entrance(click.Command):
    """The command as the shell calls it: a wrong call is told in our words, as `main` does, and not in click's."""

    def __init__(self) -> None:
        """Take the name that the help shows."""
        super().__init__("handover")

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **_: object) -> NoReturn:  # type: ignore[override] # as a test runner calls it
        """Run a command and leave with its exit code."""
        try:
            code = handover.main(args, prog_name, standalone_mode=False) or 0
        except click.exceptions.Exit as ended:
            code = ended.exit_code
        except click.ClickException as wrong:
            show_usage(wrong)
            code = wrong.exit_code
        sys.exit(code)


def called(
    *arguments: object, given: bytes = b"", settings: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Ended:
    """Call a command as the shell would; whatever it raises is kept as a crash, with the place in our code."""
    remember_what_ships()
    told = tuple(map(str, arguments))
    started = time.process_time()
    crash = ""
    try:
        with _at_most(seconds):
            result = CliRunner().invoke(Entrance(), told, input=given, env=settings)
    except TooLong:
        return Ended(
            arguments=told, code=INTERNAL, out=b"", err=b"", seconds=seconds, crash=f"takes over {seconds:.0f} s"
        )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        crash = _place_of(result.exception)
    return Ended(
        arguments=told,
        code=INTERNAL if crash else result.exit_code,
        out=result.stdout_bytes,
        err=result.stderr_bytes,
        seconds=time.process_time() - started,
        crash=crash,
    )


def _place_of(error: BaseException) -> str:
    """Return what was raised and where in our code, without the values: equal crashes have equal places."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if PACKAGE in each.filename]
    place = f"{frames[-1].filename.rsplit(PACKAGE, 1)[1]}:{frames[-1].name}" if frames else "elsewhere"
    return f"{type(error).__name__} in {place.lstrip('/')}: {str(error)[:200]}"
