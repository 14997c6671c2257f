"""A mail server on this machine (aiosmtpd), what it took, and one that speaks by a script and goes wrong."""

# ruff: noqa: ARG001, ARG002, N802 - as aiosmtpd calls them

from __future__ import annotations

import contextlib
import gc
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "hr@acme.example", "s3cret-of-the-post"


@dataclass
class Post:
    """What a server took, and what it says to senders, receivers and letters instead of yes."""

    taken: list[Envelope] = field(default_factory=list)
    lines: int = 0
    mail: str | None = None
    rcpt: str | None = None
    data: str | None = None
    port: int = 0
    tls: list[bool] = field(default_factory=list)

    async def handle_EHLO(
        self, server: Any, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.lines += 1
        return answers

    async def handle_MAIL(self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.mail or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.data is not None:
            return self.data
        self.taken.append(envelope)
        self.tls.append(session.ssl is not None)
        return f"250 2.0.0 Ok: queued as 4XyZ{len(self.taken)}"


def _let_in(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
    known = isinstance(told, LoginPassword) and (told.login, told.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@contextlib.contextmanager
def post(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    log_in: bool = False,
    utf8: bool = False,
    ways_in: bool = True,
) -> Iterator[Post]:
    kept = Post()
    controller = Controller(
        kept,
        hostname="127.0.0.1",
        port=0,
        server_hostname="localhost",
        ssl_context=tls,
        tls_context=starttls,
        auth_required=log_in,
        auth_require_tls=tls is None,
        authenticator=_let_in if log_in else None,
        enable_SMTPUTF8=utf8,
        decode_data=False,
        auth_exclude_mechanism=None if ways_in else ["LOGIN", "PLAIN"],
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = kept.port = free.getsockname()[1]
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()
        gc.collect()  # what it leaves open is told here, not in somebody else's test


@contextlib.contextmanager
def scripted(*answers: str | None, dies_at: int | None = None) -> Iterator[int]:
    """Yield the port of a server that says these lines one after the other, None for nothing at all.

    Each is said after a command; after `354` the letter is read to its end first. At `dies_at` the line is cut instead.
    """
    held = socket.create_server(("127.0.0.1", 0))
    held.settimeout(5)
    thread = threading.Thread(target=_speak, args=(held, answers, dies_at), daemon=True)
    thread.start()
    try:
        yield held.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)  # whoever still waits for a call stops waiting
        held.close()
        thread.join(5)


def _speak(held: socket.socket, answers: Sequence[str | None], dies_at: int | None) -> None:
    with contextlib.suppress(OSError), held.accept()[0] as line:
        line.settimeout(5)
        heard = line.makefile("rb")
        letter = False
        for place, each in enumerate(answers):
            if letter:
                while heard.readline() not in {b".\r\n", b""}:
                    pass
            elif place:
                heard.readline()
            if place == dies_at:
                heard.close()
                return
            if each is None:
                line.recv(1)
                return
            line.sendall(each.encode() + b"\r\n")
            letter = each.startswith("354")
        heard.close()
