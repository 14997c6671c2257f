"""Meaning, Syntax, fitted: what a message says, cut so that each channel takes it whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import orjson

from handover_policy.model.words.channels import CHANNELS, Channel, Format, Request
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """How a layout takes text: its escape (`html`: Jinja's own), and the size it refuses to exceed, in bytes."""

    escape: Escape
    limit: int
    html: bool = False
    request: Request | None = None
    beside: int = 0

    def size(self, title: str, body: str) -> int:
        """Return how many bytes go over the wire, as JSON in UTF-8 where more than the body counts."""
        counted = body.encode() if self.request is None else orjson.dumps(self.request(title, body))
        return len(counted) + self.beside


def _as_it_is(text: object) -> object:
    return text


_ESCAPES: Mapping[Format, Escape] = MappingProxyType(
    {"line": one_line, "markdown": markdown, "json": as_json, "html": _as_it_is}
)


def _syntax(channel: Channel) -> Syntax:
    return Syntax(
        escape=_ESCAPES[channel.written_in],
        limit=channel.limit,
        html=channel.written_in == "html",
        request=channel.request,
        beside=channel.beside,
    )


CHANNEL_SYNTAX: Mapping[str, Syntax] = MappingProxyType({name: _syntax(row) for name, row in CHANNELS.items()})

PLAIN_TEXTS: Mapping[str, str] = MappingProxyType(
    {name: f"{name}.txt" for name, row in CHANNELS.items() if row.text_beside}
)
"""Channels that take a plain text beside their HTML, and the name of its layout."""

LAYOUT_SYNTAX: Mapping[str, Syntax] = MappingProxyType(
    {
        **CHANNEL_SYNTAX,
        **{layout: Syntax(escape=_as_it_is, limit=CHANNELS[name].limit) for name, layout in PLAIN_TEXTS.items()},
    }
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


def fitted(meaning: Meaning, lay_out: Callable[[Meaning], str], channel: Syntax) -> tuple[str | None, bool]:
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
