"""Meaning, Channel, fitted: what a message says, cut so that each channel takes it whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import orjson

from handover_policy.render.escaping import Escape, as_json, cut, markdown, one_line

# Tried one after the other where a message is too long without its list: how many characters each text keeps.
SHORTENINGS = (300, 100, 30, 8)


class FactLine(NamedTuple):
    """A line of a message: what it is, and the value."""

    label: str
    text: str


class Meaning(NamedTuple):
    """What a message says, in one language, free of any channel's syntax; `total` counts the items before cutting."""

    title: str
    lead: str
    items: tuple[str, ...]
    total: int
    facts: tuple[FactLine, ...]
    action: str
    consequence: str
    contact: str

    def shortened(self, longest: int) -> Meaning:
        """Return the meaning without its list, and with every text cut to a number of characters."""
        return Meaning(
            title=cut(self.title, longest),
            lead=cut(self.lead, longest),
            items=(),
            total=self.total,
            facts=tuple(FactLine(label=cut(fact.label, longest), text=cut(fact.text, longest)) for fact in self.facts),
            action=cut(self.action, longest),
            consequence=cut(self.consequence, longest),
            contact=cut(self.contact, longest),
        )


def _bytes(_title: str, body: str) -> int:
    return len(body.encode())


def _dingtalk_bytes(title: str, body: str) -> int:
    """Count the `msg` of a work notice as it goes over the wire: JSON in UTF-8, nothing escaped that need not be."""
    return _json_bytes({"msgtype": "markdown", "markdown": {"title": title, "text": body}})


def _feishu_bytes(title: str, body: str) -> int:
    """Count the request of a group bot, 200 bytes for its signature."""
    return _json_bytes({"msg_type": "interactive", "card": {"title": title, "content": body}}) + 200


def _json_bytes(message: Mapping[str, object]) -> int:
    """Count the bytes of one of the messages above, with a blank behind each of its four colons and two commas."""
    return len(orjson.dumps(message)) + 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a channel takes text: its escape (`html`: Jinja's own), and the size it refuses to exceed, in bytes."""

    escape: Escape
    limit: int
    html: bool = False
    size: Callable[[str, str], int] = _bytes


CHANNEL_SYNTAX: Mapping[str, Channel] = MappingProxyType(
    {
        "sms": Channel(escape=one_line, limit=4096),
        "wecom": Channel(escape=markdown, limit=2048),
        "dingtalk": Channel(escape=markdown, limit=2048, size=_dingtalk_bytes),
        "feishu": Channel(escape=markdown, limit=20_000, size=_feishu_bytes),
        "email": Channel(escape=lambda value: value, limit=64 * 1024, html=True),
        "webhook": Channel(escape=as_json, limit=64 * 1024),
        "portal": Channel(escape=lambda value: value, limit=64 * 1024, html=True),
    }
)

PLAIN_TEXTS: Mapping[str, str] = MappingProxyType({"email": "email.txt"})
"""Channels that take a plain text beside their HTML, and the name of its layout."""

LAYOUT_SYNTAX: Mapping[str, Channel] = MappingProxyType(
    {**CHANNEL_SYNTAX, "email.txt": Channel(escape=lambda value: value, limit=64 * 1024)}
)
"""Every layout that notifications/_layouts/ holds, by its file's name without `.j2`."""

ONE_PART, EACH_PART = 70, 67


def sms_parts(text: str) -> int:
    """Return how many parts a text message is sent in: 70 characters make one, more are cut into parts of 67.

    The figures are those of UCS-2 messages (3GPP TS 23.040: 140 octets, 6 of them taken by the header of a part), in
    which everything Chinese is sent; characters beyond U+FFFF count twice. English texts are counted alike, for a
    single name in Chinese makes the whole message UCS-2.
    """
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= ONE_PART else -(-length // EACH_PART)


def fitted(meaning: Meaning, lay_out: Callable[[Meaning], str], channel: Channel) -> tuple[str | None, bool]:
    """Lay a message out so that its channel takes it: first the list gets shorter, then every text.

    Returns:
        The body, None where the layout alone is too long, and whether more than the list had to be cut.

    """

    def fits(candidate: Meaning) -> str | None:
        body = lay_out(candidate)
        return body if channel.size(candidate.title, body) <= channel.limit else None

    body = fits(meaning)
    if body is not None:
        return body, False
    body = _with_most_items(meaning, fits)
    if body is not None:
        return body, False
    for longest in SHORTENINGS:
        body = fits(meaning.shortened(longest))
        if body is not None:
            return body, True
    return None, True


def _with_most_items(meaning: Meaning, fits: Callable[[Meaning], str | None]) -> str | None:
    """Return the body with as many items as fit, None where none does."""
    best = None
    fewest, most = 0, len(meaning.items) - 1
    while fewest <= most:
        middle = (fewest + most) // 2
        body = fits(meaning._replace(items=meaning.items[:middle]))
        if body is None:
            most = middle - 1
        else:
            best, fewest = body, middle + 1
    return best
