"""SMTP: codes of mail servers (RFC 5321, RFC 3463) and of our own, as one of the three answers."""

from __future__ import annotations

import re

from handover_policy.delivery.answering import answered
from handover_policy.delivery.codes import Code, Codes
from handover_policy.ports.channels import Failed, Unknown

ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")

_BUSY = Code(outcome="for-now", advice="smtp.busy")
_FULL_NOW = Code(outcome="for-now", advice="smtp.full")
_LOGIN = Code(outcome="for-now", advice="smtp.login")
_SENDER = Code(outcome="for-now", advice="smtp.sender")
_ENCRYPTION = Code(outcome="for-now", advice="smtp.encryption")
_SERVER = Code(outcome="for-now", advice="smtp.server")
_MAILBOX = Code(outcome="for-good", advice="smtp.mailbox")
_FULL = Code(outcome="for-good", advice="smtp.full")
_LARGE = Code(outcome="for-good", advice="smtp.large")
_REFUSED = Code(outcome="for-good", advice="smtp.refused")
_UTF8 = Code(outcome="for-good", advice="smtp.utf8")

SMTP_CODES: Codes = {
    **dict.fromkeys(("421", "450", "451", "4.3.0", "4.3.2", "4.4.2", "4.7.0", "4.7.1"), _BUSY),
    **dict.fromkeys(("452", "4.2.2", "4.3.1"), _FULL_NOW),
    **dict.fromkeys(("454", "530", "534", "535", "538", "5.7.0", "5.7.8", "5.7.9", "auth-missing"), _LOGIN),
    **dict.fromkeys(("sender-refused", "5.7.60"), _SENDER),
    **dict.fromkeys(("starttls-missing", "tls-failed"), _ENCRYPTION),
    **dict.fromkeys(("500", "501", "502", "503", "504", "555", "5.5.1", "5.5.2", "5.5.4"), _SERVER),
    **dict.fromkeys(("550", "551", "553", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"), _MAILBOX),
    **dict.fromkeys(("552", "5.2.2"), _FULL),
    **dict.fromkeys(("5.2.3", "5.3.4"), _LARGE),
    **dict.fromkeys(("554", "5.7.1", "5.7.23", "5.7.26", "5.7.27"), _REFUSED),
    **dict.fromkeys(("smtputf8-missing", "5.6.7"), _UTF8),
    "address-unfit": Code(outcome="for-good", advice="smtp.address"),
    "line-closed": Code(outcome="for-now", advice="smtp.broken"),
}
"""A server's enhanced code counts before its three digits.

What says that a mailbox does not take the mail is for good: another channel of the person is tried. What says that we
(login, sender, encryption) are not let in is for now: somebody can set it right before the attempts are over.
"""


def refused(status: int, text: bytes | str) -> Failed | Unknown:
    """Return what a reply means by which a server did not take something.

    One that nobody knows is tried again, whatever its first digit: the server refused, so no mail comes twice, and none
    is lost by what a person can set right meanwhile.
    """
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    found = ENHANCED.match(said)
    named = found.group(1) if found and found.group(1)[0] == str(status)[0] else str(status)
    row = SMTP_CODES.get(named) or SMTP_CODES.get(str(status), _BUSY if status < 500 else _SERVER)  # noqa: PLR2004
    return answered({named: row}, named, f"{status} {said}")
