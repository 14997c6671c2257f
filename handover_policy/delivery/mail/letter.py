"""Letter: a parcel as the bytes of a mail that every server and reader takes: 7 bit, both forms, files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from handover_policy.delivery.mail.addresses import Mailbox
from handover_policy.ports.channels import Attachment, Parcel
from handover_policy.texts.texts import texts

SEVEN_BITS = SMTP.clone(cte_type="7bit")
LINE = 75
PLAIN_MOST = 60
"""Characters that a header line may have as it stands; longer ones are written as encoded words and folded."""
_TAG = re.compile(r"[A-Za-z0-9-]{2,35}")
_HOLDS = re.compile("[\u200c\u200d\U000e0020-\U000e007f]")
"""Characters that show nothing themselves and make one figure or word of others: families, flags, Persian."""
_NO_ATOM = re.compile(r"[^A-Za-z0-9-]")
OTHER = ("application", "octet-stream")


def letter(parcel: Parcel, sent_by: Mailbox, to: Mailbox, now: datetime, *, reply_to: Mailbox | None = None) -> bytes:
    """Return a mail; what people wrote (names, titles) reaches headers only as words that can break no line."""
    heads = [
        ("From", _person(sent_by)),
        ("To", _person(to)),
        ("Subject", _words(parcel.title, "Subject")),
        ("Date", format_datetime(now)),
        ("Message-ID", message_id(parcel, sent_by)),
        ("Auto-Submitted", "auto-generated"),
    ]
    if _TAG.fullmatch(parcel.language):
        heads.append(("Content-Language", parcel.language))
    if reply_to is not None:
        heads.append(("Reply-To", _person(reply_to)))
    written = "".join(f"{name}: {value}\r\n" for name, value in heads)
    return written.encode() + _content(parcel)


def message_id(parcel: Parcel, sent_by: Mailbox) -> str:
    """Return the Message-ID of a parcel: the same at each attempt, so that a mail server may tell a repeat."""
    return f"<{_NO_ATOM.sub('-', parcel.key)}@{sent_by.domain}>"


def _content(parcel: Parcel) -> bytes:
    message = EmailMessage(policy=SEVEN_BITS)
    message.set_content(_text(_with_link(parcel)))
    if parcel.html is not None:
        message.add_alternative(_text(parcel.html), subtype="html")
    _attach(message, parcel.attachments)
    return message.as_bytes()


def _with_link(parcel: Parcel) -> str:
    """Return the text with the link at its end, unless it stands there already: who reads no HTML can act, too."""
    if parcel.link is None or parcel.link in parcel.text:
        return parcel.text
    return f"{parcel.text.rstrip()}\n\n{texts(parcel.language).say('deliveries.letter.act', link=parcel.link)}"


def _attach(message: EmailMessage, attachments: Iterable[Attachment]) -> None:
    for each in attachments:
        main, _, sub = each.media_type.partition(";")[0].strip().partition("/")
        main, sub = (main, sub) if main.isalpha() and sub.isascii() and sub.isprintable() and sub else OTHER
        main, sub = OTHER if main in {"multipart", "message"} else (main, sub)
        message.add_attachment(each.content, maintype=main, subtype=sub, filename=_file_name(each.name))


def _person(box: Mailbox) -> str:
    name = _words(box.name, "From")
    if name and name == _line(box.name):
        name = f'"{name}"'
    return f"{name} <{box.address}>" if name else f"<{box.address}>"


def _words(told: str, head: str) -> str:
    """Return what stands in a header: as it is where it is short and harmless, else as encoded words (RFC 2047)."""
    line = _line(told)
    if len(line) <= PLAIN_MOST and line.isascii() and "=?" not in line and '"' not in line and "\\" not in line:
        return line
    return Header(line, "utf-8", maxlinelen=LINE, header_name=head).encode(linesep="\r\n")


def _file_name(told: str) -> str:
    """Return the name of a file; what readers would take for an encoded word begins otherwise."""
    return _line(told).replace("=?", "=_") or "file"


def _line(told: str) -> str:
    """Return a text as one line, without what is not printed but holds no figure together."""
    return " ".join("".join(each if each.isprintable() or _HOLDS.match(each) else " " for each in told).split())


def _text(told: str) -> str:
    """Return a text that UTF-8 can hold, with lines as Python has them."""
    return "\n".join(told.encode("utf-8", "replace").decode().replace("\r\n", "\n").split("\r")) + (
        "" if told.endswith(("\n", "\r")) else "\n"
    )
