"""taken: what the settings give a channel, as its dataclass of settings takes it; UnfitValue: what it cannot take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar
from urllib.parse import urlsplit

from handover_policy.texts.texts import SECOND, texts

Taken = TypeVar("Taken")
SERVERS = ("base_url", "api_url", "oapi_url")
"""Keys of every kind that name a server."""
SCHEMES = ("https", "http")


class UnfitValue(ValueError):
    """A value that no channel can be made of: its key, and why, one of `findings.reasons`; the value is not told."""

    def __init__(self, key: str, reason: str) -> None:
        """Take the key and the reason."""
        super().__init__(texts(SECOND).say(f"findings.reasons.{reason}"))
        self.key, self.reason = key, reason


def taken(settings: type[Taken], values: Mapping[str, Any]) -> Taken:
    """Return a dataclass of settings made of the values that are its own; None counts as not given.

    What is others' (`kind`, which effects a webhook wants) is passed over; the settings file has been checked before.

    Raises:
        UnfitValue: an address names no server.

    """
    own = {each.name for each in fields(settings)}  # type: ignore[arg-type]
    given = {name: value for name, value in values.items() if name in own and value is not None}
    for name in SERVERS:
        if name in given and not _is_server(given[name]):
            raise UnfitValue(name, "server-address")
    return settings(**given)


def number(told: int | str, key: str) -> int:
    """Return a number that may be written as a text; UnfitValue where it is none."""
    text = str(told).strip()
    if not (text.isascii() and text.isdigit()):
        raise UnfitValue(key, "number-whole")
    return int(text)


def _is_server(told: str) -> bool:
    """Return whether an address names a server: `https://host`, whatever stands behind it."""
    try:
        parts = urlsplit(told)
        return parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0 and not set(told) & set(" \r\n\t")
    except ValueError:
        return False
