"""Guard: which addresses of the network nobody may be reached at, and where a name leads, looked up once."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Resolve: TypeAlias = Callable[..., Sequence[tuple[Any, Any, Any, Any, Any]]]
"""As `socket.getaddrinfo`."""

PRIVATE: Sequence[IPv4Network | IPv6Network] = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # between a provider and its customers; clouds keep their metadata there, too
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's own, to every machine there
        "169.254.0.0/16",  # of one link; clouds keep their metadata there
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # protocols' own: Teredo, benchmarks, keys in place of addresses; who is reached stands elsewhere
        "2001:db8::/32",
        "3fff::/20",
    )
)
"""What leads to this machine, this network, everybody at once or nowhere (the registries of IANA for IPv4 and IPv6)."""
_OPEN = IPv6Network("2000::/3")
"""All of IPv6 that is given out; whatever stands elsewhere is of this machine, this network, or of nobody."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
ISATAP, ISATAP_BITS = 0x00005EFE, 0xFDFFFFFF
"""Before the last four bytes of an address: these are the IPv4 address of a machine behind it (RFC 5214)."""


class HostUnknown(Exception):
    """No address belongs to a name."""


def addresses(host: str, port: int, resolve: Resolve = socket.getaddrinfo) -> Sequence[Address]:
    """Return the addresses of a host, whatever way it is written (`2130706433`, `0x7f.1`); HostUnknown for none.

    Who connects takes one of them, never the name: a second question might get another answer.
    """
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HostUnknown(host) from None
    told = dict.fromkeys(ip_address(str(each[4][0])) for each in found)
    if not told:
        raise HostUnknown(host)
    return tuple(told)


def private(each: Address) -> bool:
    """Return whether an address, or one that it stands for, is none of the open network."""
    return any(_closed(form) for form in _forms(each))


def _closed(each: Address) -> bool:
    if isinstance(each, IPv6Address) and each not in _OPEN:
        return True
    return any(each in net for net in PRIVATE if each.version == net.version)


def _forms(each: Address) -> Iterable[Address]:
    """Return an address and the IPv4 addresses that a machine or network on the way may make of it."""
    if isinstance(each, IPv4Address):
        return (each,)
    if each.ipv4_mapped is not None:
        return (each.ipv4_mapped,)
    if each in _TRANSLATED:
        return (IPv4Address(int(each) & 0xFFFFFFFF),)
    forms: list[Address] = [each]
    if each in _SIX_TO_FOUR:
        forms.append(IPv4Address(int(each) >> 80 & 0xFFFFFFFF))
    if int(each) >> 32 & ISATAP_BITS == ISATAP:
        forms.append(IPv4Address(int(each) & 0xFFFFFFFF))
    return forms
