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
        "::/96",  # none, this machine, and the old form of IPv4 in IPv6
        "64:ff9b:1::/48",  # a network's own translation to IPv4
        "100::/64",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
"""What leads to this machine, this network, everybody at once or nowhere (the registries of IANA for IPv4 and IPv6)."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")


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
    return any(form in net for form in _forms(each) for net in PRIVATE if form.version == net.version)


def _forms(each: Address) -> Iterable[Address]:
    """Return an address and the IPv4 addresses that a machine or network on the way may make of it."""
    if isinstance(each, IPv4Address):
        return (each,)
    if each.ipv4_mapped is not None:
        return (each.ipv4_mapped,)
    if each in _TRANSLATED:
        return (IPv4Address(int(each) & 0xFFFFFFFF),)
    if each in _SIX_TO_FOUR:
        return (each, IPv4Address(int(each) >> 80 & 0xFFFFFFFF))
    if each in _TEREDO:
        return (each, IPv4Address(~int(each) & 0xFFFFFFFF), IPv4Address(int(each) >> 64 & 0xFFFFFFFF))
    return (each,)
