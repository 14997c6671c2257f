"""Addressing: whether an address reaches one person alone, whom a robot calls by it, what is meant by a pasted one."""

from __future__ import annotations

import re
import unicodedata

from handover_policy.ports.channels import Failed, Parcel

_PHONE = re.compile(r"(?:\+?86[ -]?)?(1\d{10})\Z")
# Marks between several ids, and ids that mean everybody: `@all` of WeCom and Feishu.
_ONE = re.compile(r"[^\s,|;@/?#&%<>\"'\\]+(?:@[^\s,|;@/?#&%<>\"'\\]+)?\Z")
_ENDS = re.compile(r"[&#?/\s]")
"""What ends a key within an address."""
_EVERYBODY = frozenset({"all", "everyone"})
MOST_CHARACTERS = 128


def one_person(parcel: Parcel) -> str | Failed:
    """Return the id at which a parcel reaches one person, or why it may not go out.

    Several ids in one, or the provider's word for everybody, would tell the whole company who leaves.
    """
    address = (parcel.address or "").strip()
    if not address:
        return Failed(code="address-missing", reason="", lasting=True)
    if not fit(address):
        return Failed(code="address-unfit", reason=address[:MOST_CHARACTERS], lasting=True)
    return address


def fit(address: str) -> bool:
    """Return whether an address names one person, however wide its letters are written, and shows all that is in it."""
    if len(address) > MOST_CHARACTERS or not address.isprintable():
        return False
    meant = unicodedata.normalize("NFKC", address)
    return _ONE.match(meant) is not None and meant.casefold() not in _EVERYBODY


def phone(address: str | None) -> str | None:
    """Return the number where an address is one of mainland China, without +86."""
    found = _PHONE.match((address or "").strip())
    return found.group(1) if found else None


def called(address: str | None) -> tuple[str | None, str | None]:
    """Return the phone number or the id by which a robot calls a person; neither where there is no fit address."""
    number = phone(address)
    if number is not None:
        return number, None
    address = (address or "").strip()
    return None, address if fit(address) else None


def behind(value: str, mark: str) -> str:
    """Return what stands behind a mark: people paste the whole address of a robot where only its key is wanted."""
    _, found, rest = value.strip().rpartition(mark)
    return _ENDS.split(rest, maxsplit=1)[0] if found else rest
