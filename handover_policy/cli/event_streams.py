"""opened_stream, percent_read: files of events as commands read them, and how far that has come."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import click

from handover_policy.cli.terminal import say

UNREADABLE = 3


def opened_stream(ctx: click.Context, stack: ExitStack, path: Path) -> BinaryIO:
    """Return a file of events, `-` for standard input; says so and ends the command where it cannot be opened."""
    if str(path) == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(path.open("rb"))
    except OSError as error:
        say(f"无法读取 {path}：{error.strerror} / cannot read the file of events", err=True)
        ctx.exit(UNREADABLE)


def percent_read(streams: list[BinaryIO]) -> int | None:
    """Return how far reading has come; None where a stream has no size, or all are empty."""
    try:
        whole = sum(os.fstat(stream.fileno()).st_size for stream in streams)
        read = sum(stream.tell() for stream in streams)
    except OSError:
        return None
    return read * 100 // whole if whole else None
