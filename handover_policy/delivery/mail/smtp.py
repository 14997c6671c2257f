"""Smtp: mail through a company's server; what it refuses is told at once, what breaks after the letter is unknown."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from handover_policy.delivery.answering import answered
from handover_policy.delivery.given import UnfitValue, taken
from handover_policy.delivery.mail.addresses import Mailbox, mailbox, sender
from handover_policy.delivery.mail.codes import SMTP_CODES, refused
from handover_policy.delivery.mail.letter import letter, message_id
from handover_policy.delivery.mail.line import LineRefused, Lines, Server, trust
from handover_policy.delivery.mail.patient import PatientSmtp
from handover_policy.delivery.wire import MOST_TOLD
from handover_policy.delivery.wording.cleaned import forms, one_line, without
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Failed,
    Limit,
    Parcel,
    SentParcel,
    Tokens,
    Unknown,
)

KIND = "smtp"
SUBMISSION, SUBMISSION_TLS = 587, 465
SECONDS = 30.0
GO_ON, MORE_ROOM = 354, 552
CLOSING = "421 "
MINUTE = 60.0
QUEUED = re.compile(r"queued as ([\w.<>@:-]{1,120})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """A mail server and who writes.

    Args:
        host: of the server.
        sender: who writes, `Name <address>`.
        port: 587 unless it is told, 465 with `tls`.
        tls: encrypted from the first byte.
        starttls: encrypted after the greeting; so by default, unless `tls`.
        user: who logs in; only on an encrypted line.
        password: of that user.
        reply_to: where answers go, `Name <address>`.
        ca_file: certificates to trust instead of the system's, for a server with a company's own.
        hello: how this machine calls itself to the server.
        per_minute: how many mails at most within a minute; without it none is held back here.
        seconds: how long the server is waited for.

    """

    host: str
    sender: str
    port: int | None = None
    tls: bool = False
    starttls: bool | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    reply_to: str | None = None
    ca_file: str | None = None
    hello: str | None = None
    per_minute: int | None = None
    seconds: float = SECONDS

    @property
    def server(self) -> Server:
        """The server, with what was not told; UnfitValue where a password would go over an open line."""
        tls = self.tls or (self.port == SUBMISSION_TLS and self.starttls is None)
        starttls = not tls if self.starttls is None else self.starttls and not tls
        if self.user is not None and not (tls or starttls):
            raise UnfitValue("user", "password-open")
        port = self.port or (SUBMISSION_TLS if tls else SUBMISSION)
        return Server(
            host=self.host,
            port=port,
            tls=tls,
            starttls=starttls,
            user=self.user,
            password=self.password,
            ca_file=self.ca_file,
            hello=self.hello,
            seconds=self.seconds,
        )


class SmtpChannel:
    """A mail server; it does not tell repeats, so that what broke after the letter is never sent again blindly."""

    kind = KIND
    address_kind: AddressKind | None = "email"
    tells_repeats = False

    def __init__(self, settings: SmtpSettings) -> None:
        """Take where the server is and who writes; no connection is made yet."""
        self._sender = sender(settings.sender)
        self._reply_to = None if settings.reply_to is None else sender(settings.reply_to, "reply_to")
        self._secrets = forms(each for each in (settings.password,) if each)
        self._server = settings.server
        if settings.ca_file is not None:
            _read_certificates(settings.ca_file)
        self._lines = Lines(self._server)
        most = settings.per_minute
        self.limits: Sequence[Limit] = () if most is None else (Limit(most=most, seconds=MINUTE),)

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Hand a mail to the server: on a line that is kept, or on a new one."""
        to = mailbox(parcel.address, name=parcel.name)
        if to is None:
            return answered(SMTP_CODES, "address-unfit")
        written = letter(parcel, self._sender, to, now, reply_to=self._reply_to)
        end = self._server.end()
        kept = self._lines.kept(end)
        if kept is not None:
            answer = self._handed(kept, written, to)
            if not (isinstance(answer, Failed) and (answer.code == "line-closed" or answer.reason.startswith(CLOSING))):
                return self._told(answer, parcel)
        try:
            line = self._lines.new(end)
        except LineRefused as error:
            return self._told(error.answer, parcel)
        return self._told(self._handed(line, written, to), parcel)

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - a mail server is not asked
        """Answer with nothing: a mail server tells what it refuses at once, and nothing afterwards."""
        return Asked()

    def close(self) -> None:
        """Take leave of the server."""
        self._lines.close()

    def _handed(self, line: PatientSmtp, written: bytes, to: Mailbox) -> Answer:
        """Return what the server says to a letter; the line is kept while the two understand each other."""
        if to.international and not line.has_extn("smtputf8"):
            self._lines.give_back(line)
            return answered(SMTP_CODES, "smtputf8-missing")
        try:
            not_taken = self._announced(line, to, len(written))
        except (OSError, smtplib.SMTPException) as error:
            line.close()
            return answered(SMTP_CODES, "line-closed", type(error).__name__)
        if not_taken is not None:
            self._reset(line)
            return not_taken
        try:
            line.send(_dotted(written))
            status, said = line.getreply()
        except (OSError, smtplib.SMTPException) as error:
            line.close()
            late = isinstance(error, TimeoutError) or "timed out" in str(error)
            return Unknown(code="timeout-answering" if late else "line-broken", reason=type(error).__name__)
        return self._received(line, status, said)

    def _announced(self, line: PatientSmtp, to: Mailbox, size: int) -> Failed | Unknown | None:
        """Tell the server who writes to whom; return why it does not want the letter, None where it waits for it."""
        options = [f"SIZE={size}"] if line.has_extn("size") else []
        options += ["SMTPUTF8", "BODY=8BITMIME"] if to.international else []
        status, said = line.mail(self._sender.address, options)
        if status // 100 != 2:  # noqa: PLR2004
            answer = refused(status, said)
            ours = status // 100 == 5 and status != MORE_ROOM  # noqa: PLR2004
            return answered(SMTP_CODES, "sender-refused", answer.reason) if ours else answer
        status, said = line.rcpt(to.address)
        if status // 100 == 2:  # noqa: PLR2004
            status, said = line.docmd("DATA")
        return None if status == GO_ON else refused(status, said)

    def _received(self, line: PatientSmtp, status: int, said: bytes) -> Answer:
        text = said.decode("utf-8", "replace")
        if status // 100 not in {2, 4, 5}:
            line.close()
            return Unknown(code="answer-unreadable", reason=f"{status} {text}")
        self._lines.give_back(line)
        if status // 100 == 2:  # noqa: PLR2004
            queued = QUEUED.search(text)
            return Accepted(provider_id=queued.group(1) if queued else None)
        return refused(status, text)

    def _reset(self, line: PatientSmtp) -> None:
        try:
            status, _ = line.rset()
        except (OSError, smtplib.SMTPException):
            line.close()
            return
        if status // 100 == 2:  # noqa: PLR2004
            self._lines.give_back(line)
        else:
            line.close()

    def _told(self, answer: Answer, parcel: Parcel) -> Answer:
        """Return an answer as it may be kept: with the Message-ID where the server says no number, without secrets."""
        if isinstance(answer, Accepted):
            return replace(answer, provider_id=answer.provider_id or message_id(parcel, self._sender))
        return replace(answer, reason=one_line(without(answer.reason, self._secrets), MOST_TOLD))


def make(values: Mapping[str, Any], tokens: Tokens) -> SmtpChannel:  # noqa: ARG001 - a mail server needs no token
    """Return a mail server of its settings."""
    return SmtpChannel(taken(SmtpSettings, values))


def _dotted(written: bytes) -> bytes:
    """Return a letter as it goes over the line: dots at the beginning of lines doubled, and the end marked."""
    whole = written if written.endswith(b"\r\n") else written + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole) + b".\r\n"


def _read_certificates(ca_file: str) -> None:
    """Look at once whether a file of certificates can be read, and not at the first mail."""
    try:
        trust(ca_file)
    except OSError:
        raise UnfitValue("ca_file", "certificates-unread") from None
