"""Clamd: a file given to the virus scanner clamd, over its protocol INSTREAM, and what it finds."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 256 * 1024
LENGTH_BYTES = 4
SECONDS = 120.0
"""For each piece given or taken: a large package takes a scanner its time."""
LONGEST_ANSWER = 4096
ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:/\[\]@]+):([0-9]{1,5})")
MOST_PORT = 65_535
CLEAN = b"stream: OK"
FOUND = re.compile(rb"stream: (.+) FOUND")


class ScannerAway(OSError):
    """The scanner is not there, or did not say whether the file is clean; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """The scanner at an address."""

    host: str
    port: int

    def found_in(self, content: BinaryIO) -> str | None:
        """Return the name of what is found in a file, all of which is read; None where it is clean.

        Raises:
            ScannerAway: nobody said whether it is.

        """
        content.seek(0)
        try:
            with socket.create_connection((self.host, self.port), timeout=SECONDS) as connection:
                connection.sendall(b"zINSTREAM\0")
                self._give(connection, content)
                answer = self._answer(connection)
        except OSError as error:
            raise ScannerAway(f"{type(error).__name__}: {error}") from None
        finally:
            content.seek(0)
        found = FOUND.fullmatch(answer)
        if found is not None:
            return found[1].decode(errors="replace")[:200]
        if answer != CLEAN:
            raise ScannerAway(answer.decode(errors="replace")[:200] or "no answer")
        return None

    @staticmethod
    def _give(connection: socket.socket, content: BinaryIO) -> None:
        try:
            while chunk := content.read(CHUNK):
                connection.sendall(len(chunk).to_bytes(LENGTH_BYTES, "big") + chunk)
            connection.sendall(bytes(LENGTH_BYTES))
        except (BrokenPipeError, ConnectionResetError):
            return  # a scanner that takes no more says why in its answer

    @staticmethod
    def _answer(connection: socket.socket) -> bytes:
        told = b""
        while b"\0" not in told and len(told) < LONGEST_ANSWER and (part := connection.recv(LONGEST_ANSWER)):
            told += part
        return told.partition(b"\0")[0].strip()


def clamd_at(address: str) -> Clamd | None:
    """Return the scanner at an address `host:port`; None where it is none."""
    told = ADDRESS.fullmatch(address)
    if told is None or not 0 < int(told[2]) <= MOST_PORT:
        return None
    return Clamd(told[1].strip("[]"), int(told[2]))
