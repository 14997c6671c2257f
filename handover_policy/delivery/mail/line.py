"""Line: a connection to a mail server: encrypted as told, logged in; and the few of them that are kept for the next."""

from __future__ import annotations

import smtplib
import ssl
import threading
import time
from dataclasses import dataclass, field

from handover_policy.delivery.answering import answered
from handover_policy.delivery.mail.codes import SMTP_CODES, refused
from handover_policy.delivery.mail.patient import PatientSmtp, PatientSmtps
from handover_policy.ports.channels import Failed, Unknown

KEPT_MOST, KEPT_SECONDS = 4, 20.0
ALIVE_SECONDS, LEAVE_SECONDS = 5.0, 1.0
"""How long a kept connection is asked whether it is alive, and how long leave is taken of all of them."""
WHOLE, LONGEST = 3.0, 90.0
"""How many times as long as one reply the whole of a mail may take, and how long at most: whoever takes it for lost
sends it again.
"""
GOOD = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a mail server is, how the way there is encrypted, and who logs in."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str | None
    password: str | None = field(repr=False)
    ca_file: str | None
    hello: str | None
    seconds: float

    def end(self) -> float:
        """Return the moment by which a mail that is begun now is over."""
        return time.monotonic() + min(WHOLE * self.seconds, LONGEST)


class LineRefused(Exception):
    """No line to the server, and why."""

    def __init__(self, answer: Failed | Unknown) -> None:
        """Take the answer that it is."""
        super().__init__(answer.code)
        self.answer = answer


class Lines:
    """Connections to one server: taken by one thread at a time, given back, and closed when they have waited long."""

    def __init__(self, server: Server) -> None:
        """Take where the server is."""
        self._server = server
        self._kept: list[tuple[PatientSmtp, float]] = []
        self._lock = threading.Lock()

    def kept(self, end: float) -> PatientSmtp | None:
        """Return a connection that was kept and still answers, for a mail that is over by a moment; None for none."""
        while True:
            with self._lock:
                if not self._kept:
                    return None
                line, since = self._kept.pop()
            if time.monotonic() - since < KEPT_SECONDS and _answers(line):
                line.until(end)
                return line
            line.close()

    def give_back(self, line: PatientSmtp) -> None:
        """Keep a connection for the next mail."""
        with self._lock:
            if len(self._kept) < KEPT_MOST:
                self._kept.append((line, time.monotonic()))
                return
        line.close()

    def close(self) -> None:
        """Take leave of the server on every connection that is kept."""
        with self._lock:
            kept, self._kept = self._kept, []
        end = time.monotonic() + LEAVE_SECONDS
        for line, _ in kept:
            line.until(end)
            try:
                line.quit()
            except (OSError, smtplib.SMTPException):
                line.close()

    def new(self, end: float) -> PatientSmtp:
        """Return a new connection, encrypted and logged in, for a mail over by a moment; raises LineRefused."""
        line = self._connected(end)
        try:
            self._greeted(line)
        except LineRefused:
            line.close()
            raise
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            line.close()
            raise LineRefused(_why(error)) from None
        return line

    def _connected(self, end: float) -> PatientSmtp:
        told = self._server
        to, wait = (told.host, told.port, told.hello), {"timeout": told.seconds, "end": end}
        try:
            return PatientSmtps(*to, **wait, context=trust(told.ca_file)) if told.tls else PatientSmtp(*to, **wait)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:  # a name that no DNS takes is the last
            raise LineRefused(_why(error)) from None

    def _greeted(self, line: PatientSmtp) -> None:
        told = self._server
        line.ehlo_or_helo_if_needed()
        if told.starttls:
            if not line.has_extn("starttls"):
                raise LineRefused(answered(SMTP_CODES, "starttls-missing"))
            line.starttls(context=trust(told.ca_file))
            line.ehlo_or_helo_if_needed()
        if told.user is None:
            return
        try:
            line.login(told.user, told.password or "")
        except smtplib.SMTPAuthenticationError as error:
            raise LineRefused(refused(error.smtp_code, error.smtp_error)) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, UnicodeError):  # the server knows no way of logging in that we do
            raise LineRefused(answered(SMTP_CODES, "auth-missing")) from None


def _answers(line: PatientSmtp) -> bool:
    line.until(time.monotonic() + ALIVE_SECONDS)
    try:
        return line.noop()[0] == GOOD
    except (OSError, smtplib.SMTPException):
        return False


def trust(ca_file: str | None) -> ssl.SSLContext:
    """Return whom to trust: the system's certificates, or those of a file; OSError where it cannot be read."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why(error: OSError | smtplib.SMTPException | UnicodeError) -> Failed | Unknown:
    """Return why there is no line: nothing was sent, so that it may be tried again whatever it was."""
    if isinstance(error, smtplib.SMTPResponseException):
        return refused(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failed(code="certificate", reason=error.verify_message, lasting=False)
    if isinstance(error, ssl.SSLError):
        return answered(SMTP_CODES, "tls-failed", error.reason or "")
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return Failed(code="timeout-connecting", reason=type(error).__name__, lasting=False)
    reason = type(error).__name__ if isinstance(error, UnicodeError) else error.strerror or str(error)
    return Failed(code="not-reached", reason=reason, lasting=False)
