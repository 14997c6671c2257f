"""PatientSmtp, PatientSmtps: lines to a mail server on which all commands of a mail together have an end in time."""

from __future__ import annotations

import io
import smtplib
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 65_536
MOST_SAID = 1_000_000
"""Bytes that a server may say until a mail is over."""


class _Answers(io.RawIOBase):
    """What a server says, read with no more patience than is left: a line may come byte by byte, or never end."""

    def __init__(self, line: PatientSmtp) -> None:
        super().__init__()
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        sock = self._line.sock
        if sock is None:
            return 0
        sock.settimeout(self._line.left())
        return self._line.heard(sock.recv_into(buffer))


class PatientSmtp(smtplib.SMTP):
    """A line in the open, or encrypted after the greeting; `until` says when what follows has to be over."""

    def __init__(self, *told: Any, end: float, **more: Any) -> None:  # noqa: ANN401 - as smtplib
        """Connect; all up to the next `until` is over by `end`, a moment of `time.monotonic`."""
        self.until(end)
        super().__init__(*told, **more)

    def until(self, end: float) -> None:
        """Let what follows be over by a moment."""
        self._end, self._said = end, 0

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's reply."""
        if self.file is None:
            self.file = io.BufferedReader(_Answers(self))
        return super().getreply()

    def send(self, s: Any) -> None:  # noqa: ANN401 - as smtplib
        """Send, piece by piece: who takes a letter byte by byte is left after each."""
        told = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)
        for begin in range(0, len(told), PIECE):
            if self.sock is not None:
                self.sock.settimeout(self.left())
            super().send(told[begin : begin + PIECE])

    def heard(self, count: int) -> int:
        """Count what the server says, and return it; it may not talk without end."""
        self._said += count
        if self._said > MOST_SAID:
            raise OSError("the server does not stop talking")
        return count

    def left(self) -> float:
        """Return how long the next step may take."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return min(left, float(self.timeout))


class PatientSmtps(PatientSmtp, smtplib.SMTP_SSL):
    """A line that is encrypted from the first byte."""
