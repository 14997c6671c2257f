"""say, say_json, hand_over and their like: the only functions that write to standard output and standard error.

Names, titles and messages come from people and from merge requests. On a terminal some characters are orders: they
colour, link, clear the screen, turn the direction of a line or end it. `say` writes them as codes, so that what is
read is what is there. A test holds that no other module writes (tests/architecture/test_one_way_out.py).
"""

from __future__ import annotations

import sys
from typing import BinaryIO

import click

from handover_policy.findings.reporting.cells import escaped


def say(*lines: str, err: bool = False) -> None:
    """Write lines for people, each as one line: a line end, a control or a mark of direction within it as its code.

    `err` writes to standard error. A text of several lines of our own is given line by line; texts in which others
    may have put line ends are not to be split. What stays as it is, is told in findings/reporting/cells.py.
    """
    for line in lines:
        click.echo(escaped(line), err=err)


def say_progress(text: str) -> None:
    """Write how far a command has come on the last line of a terminal's standard error, over what stood there."""
    click.echo(f"\r{escaped(text)}", nl=False, err=True)


def say_json(*lines: str) -> None:
    """Write lines of JSON to standard output, as `json_text` makes them: they hide nothing, and stay JSON."""
    for line in lines:
        click.echo(line)


def opened_output() -> BinaryIO:
    """Return standard output for many lines of `shown_json`, written without a call for each; the caller flushes it."""
    return sys.stdout.buffer


def hand_over(content: bytes) -> None:
    """Write a machine's form, such as a page or a PDF, to standard output, byte for byte.

    Where standard output is a terminal, somebody reads it there: then it is said line by line.
    """
    if sys.stdout.isatty():
        say(*content.decode("utf-8", "backslashreplace").splitlines())
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
