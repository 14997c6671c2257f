"""Channels: the ways on which a message reaches a person, one row each (contract, "notices")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handover_policy.model.words.word import Word, table

Format: TypeAlias = Literal["line", "markdown", "json", "html"]
"""How the body of a message is written: one line of text, Markdown, JSON, a page of HTML."""
Request: TypeAlias = Callable[[str, str], Mapping[str, object]]
"""What is sent to a channel, from title and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Word):
    """A channel: how its bodies are written, and the most bytes it takes.

    `request` tells what of the request is counted where it is more than the body, `beside` how many bytes more a
    request has; `text_beside` says that a plain text goes with the body, from a layout of its own.
    """

    written_in: Format
    limit: int
    request: Request | None = None
    beside: int = 0
    text_beside: bool = False


CHANNELS = table(
    Channel(name="sms", written_in="line", limit=4096),
    Channel(name="wecom", written_in="markdown", limit=2048),
    # The `msg` of a work notice, with a blank behind each of its four colons and two commas.
    Channel(
        name="dingtalk",
        written_in="markdown",
        limit=2048,
        request=lambda title, body: {"msgtype": "markdown", "markdown": {"title": title, "text": body}},
        beside=6,
    ),
    # The request of a group bot, blanks as above, and 200 bytes for its signature.
    Channel(
        name="feishu",
        written_in="markdown",
        limit=20_000,
        request=lambda title, body: {"msg_type": "interactive", "card": {"title": title, "content": body}},
        beside=206,
    ),
    Channel(name="email", written_in="html", limit=64 * 1024, text_beside=True),
    Channel(name="webhook", written_in="json", limit=64 * 1024),
    Channel(name="portal", written_in="html", limit=64 * 1024),
)
"""Every channel by its name."""

WITH_TEXT_BESIDE = tuple(row.name for row in CHANNELS.values() if row.text_beside)
