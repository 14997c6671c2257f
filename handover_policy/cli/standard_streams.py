"""Standard input, output and error as the command finds them: closed, full, or of a locale without Chinese."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

UNREADABLE = 3
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
"""What only writing can run into: an unbuffered stream keeps nothing by which it could be told afterwards."""


class ClosedStream(io.RawIOBase):
    """A stream that was closed when the command began: using it fails, until somebody has said so."""

    def __init__(self) -> None:
        """Keep its place taken, lest the next file that is opened be taken for it."""
        super().__init__()
        self._taken = os.open(os.devnull, os.O_RDWR)
        self.told = False

    def readable(self) -> bool:
        """Return true: that it cannot be read is found when it is tried."""
        return True

    def writable(self) -> bool:
        """Return true: that it cannot be written is found when it is tried."""
        return True

    def readinto(self, _buffer: object) -> int:
        """Raise OSError, as the system does for a closed file."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def write(self, content: ReadableBuffer) -> int:
        """Raise OutputClosed; once it was told drop what comes, which is what Python still holds at exit."""
        if not self.told:
            raise OutputClosed(errno.EBADF, os.strerror(errno.EBADF))
        return memoryview(content).nbytes


class OutputClosed(OSError):
    """Something was to be written to a standard output that is closed."""


def open_standard_streams() -> None:
    """Make all three streams usable; a closed one fails when it is used, as a full disk does, not before.

    Python has None for a stream that was closed when it started. What would go to a closed standard error is dropped:
    whoever closes it wants none of it.
    """
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(ClosedStream()), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(ClosedStream()), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(ClosedStream()), encoding="utf-8")
        drop_output(sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # Chinese comes out whatever the machine's locale
            reconfigure(encoding="utf-8", errors="backslashreplace")


def drop_output(stream: TextIO) -> None:
    """Point a stream to nowhere, or Python complains about it once more at exit."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    if isinstance(raw, ClosedStream):
        raw.told = True
        return
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell_failure(error: OSError) -> int:
    """Say in one sentence what can no longer be read or written, and return the exit code."""
    why = error.strerror or str(error)
    lost = [stream for stream in (sys.stdout, sys.stderr) if _is_lost(stream)]
    for stream in (*lost, *((sys.stdout,) if isinstance(error, OutputClosed) else ())):
        drop_output(stream)
    if error.filename is not None:
        text = phrase("streams.file", file=error.filename, why=why)
    elif isinstance(error, OutputClosed) or sys.stdout in lost or error.errno in FULL:
        text = phrase("streams.output", why=why)
    elif error.errno == errno.EBADF:
        text = phrase("streams.input", why=why)
    else:
        text = phrase("streams.other", why=why)
    with suppress(OSError):
        say(text, err=True)
    return UNREADABLE


def _is_lost(stream: TextIO) -> bool:
    """Return whether what was written to a stream does not get out."""
    try:
        stream.flush()
    except OSError:
        return True
    return False
