"""Standard input, output and error as the command finds them: closed, full, or of a locale without Chinese."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

UNREADABLE = 3
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
"""What only writing can run into: an unbuffered stream keeps nothing by which it could be told afterwards."""


def open_standard_streams() -> None:
    """Make all three streams usable; a closed one fails when it is used, as a full disk does, not before.

    Python has None for a stream that was closed when it started. What would go to a closed standard error is dropped:
    whoever closes it wants none of it.
    """
    if sys.stdin is None:
        sys.stdin = _opened(os.O_WRONLY, "r")
    if sys.stdout is None:
        sys.stdout = _opened(os.O_RDONLY, "w")
    if sys.stderr is None:
        sys.stderr = _opened(os.O_WRONLY, "w")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # Chinese comes out whatever the machine's locale
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _opened(access: int, mode: str) -> TextIO:
    """Return a stream on the null device; one opened for the other direction fails as a closed one does."""
    raw = io.FileIO(os.open(os.devnull, access), mode, closefd=False)
    return io.TextIOWrapper(io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw), encoding="utf-8")


def drop_output(stream: TextIO) -> None:
    """Point a stream to nowhere, or Python complains about it once more at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell_failure(error: OSError) -> int:
    """Say in one sentence what can no longer be read or written, and return the exit code."""
    why = error.strerror or str(error)
    lost = [stream for stream in (sys.stdout, sys.stderr) if _is_lost(stream)]
    for stream in lost:
        drop_output(stream)
    if error.filename is not None:
        from handover_policy.findings.reporting.cells import escaped

        text = f"无法读写 {escaped(str(error.filename))}：{why} / cannot read or write it"
    elif sys.stdout in lost or error.errno in FULL:
        text = f"标准输出写不出去：{why}（磁盘已满，或输出已关闭） / standard output cannot be written"
    elif error.errno == errno.EBADF:
        text = f"标准输入读不了：{why}（输入已关闭） / standard input cannot be read"
    else:
        text = f"读写中断：{why} / reading or writing failed"
    with suppress(OSError):
        click.echo(text, err=True)
    return UNREADABLE


def _is_lost(stream: TextIO) -> bool:
    """Return whether what was written to a stream does not get out."""
    try:
        stream.flush()
    except OSError:
        return True
    return False
