"""Mailbox: an address of mail as it goes over the wire, or none where it is none; and who a sender is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parseaddr

import idna

from handover_policy.delivery.given import UnfitValue

LONGEST_LOCAL, LONGEST = 64, 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An address: the part before the at sign, the domain as the DNS has it, and the name beside it."""

    local: str
    domain: str
    name: str = ""

    @property
    def address(self) -> str:
        """The address alone."""
        return f"{self.local}@{self.domain}"

    @property
    def international(self) -> bool:
        """Whether only a server with SMTPUTF8 takes it (RFC 6531)."""
        return not self.local.isascii()


def mailbox(address: str | None, *, name: str = "") -> Mailbox | None:
    """Return an address as it goes over the wire; None where it is none: two at signs, a space, a line break."""
    local, at, domain = (address or "").strip().rpartition("@")
    if not at or len(local.encode()) > LONGEST_LOCAL or not _LOCAL.fullmatch(local) or not local.isprintable():
        return None
    try:
        host = idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None
    found = Mailbox(local=local, domain=host, name=name)
    return found if len(found.address.encode()) <= LONGEST else None


def sender(told: str, key: str = "sender") -> Mailbox:
    """Return who sends, told as `Name <address>`; UnfitValue where that is no address, or needs SMTPUTF8."""
    name, address = parseaddr(told)
    found = mailbox(address, name=name)
    if found is None or found.international:
        raise UnfitValue(key, "sender-unfit")
    return found
