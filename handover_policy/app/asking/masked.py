"""masked, masked_in: telephone numbers and mail addresses of deliveries as others than their people see them."""

from __future__ import annotations

import re

STARS = "****"
HEAD, TAIL = 3, 4
FEWEST, MOST = 7, 15
"""Digits of a telephone number."""
NUMBER = re.compile(r"\+?[\d \-()]+")
APART = re.compile(r"[ \-()]")


def masked(address: str) -> str:
    """Return an address as `138****0001` or `z***@example.com`; a messenger's name of somebody stays as it is."""
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:1]}***@{host}"
    digits = APART.sub("", address)
    if NUMBER.fullmatch(address) is None or not FEWEST <= len(digits.lstrip("+")) <= MOST:
        return address
    return f"{digits[: min(HEAD, len(digits) - TAIL)]}{STARS}{digits[-TAIL:]}"


def masked_in(text: str, address: str | None) -> str:
    """Return what a provider says without the address that it was given: some say it back, or the number alone."""
    if not address or masked(address) == address:
        return text
    written = {address, APART.sub("", address), *re.findall(r"1\d{10}$", APART.sub("", address))}
    for each in sorted(written, key=len, reverse=True):
        text = text.replace(each, masked(each))
    return text
