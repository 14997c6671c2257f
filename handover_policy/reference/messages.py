"""MessageSample, messages_page: every message as it reads in each language and channel, with its length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from handover_policy.model.effects import Message
from handover_policy.model.words.channels import CHANNELS, Format
from handover_policy.model.words.word import title
from handover_policy.render.fitting import CHANNEL_SYNTAX
from handover_policy.texts.bilingual import BESIDE, WRITTEN_IN, both
from handover_policy.texts.texts import FIRST, texts

FORMATS: Mapping[Format, str] = MappingProxyType(
    {"line": "text", "markdown": "markdown", "json": "json", "html": "html"}
)
"""What a block of Markdown is called in which a channel's format is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSample:
    """One message in one language: which it is, the rule and event that sent it, and how it reads in its channels."""

    notification: str
    notice: str
    event: str
    party: str
    language: str
    message: Message


def messages_page(samples: Iterable[MessageSample]) -> str:
    """Return the page as Markdown; samples of one message stand together, in the order in which they are given."""
    ordered = list(samples)
    intro = "\n".join(texts(language).say("reference.messages.intro") for language in WRITTEN_IN)
    lines = [f"# {_both('title')}\n\n{intro}", *_overview(ordered)]
    for name, several in groupby(ordered, key=lambda sample: sample.notification):
        lines += _message(name, list(several))
    return "\n".join(lines) + "\n"


def _overview(samples: Sequence[MessageSample]) -> Iterator[str]:
    """Yield a table of all messages: the length in every channel, and how many parts a text message takes."""
    columns = (_both("message"), texts(FIRST).say("reference.messages.language"), *map(_channel, CHANNELS))
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    for sample in samples:
        cells = [_short(sample.message, channel) for channel in CHANNELS]
        link = f"[{sample.notification}](#{sample.notification})"
        yield f"| {link} | {_language(sample)} | " + " | ".join(cells) + " |"
    yield ""


def _short(message: Message, channel: str) -> str:
    if channel not in message.bodies:
        return "—"
    count = len(message.bodies[channel])
    return f"{count} ({message.parts})" if channel == "sms" else str(count)


def _message(name: str, samples: Sequence[MessageSample]) -> Iterator[str]:
    first = samples[0]
    yield from (f"## {name}", "")
    told = {"rule": first.notice, "event": first.event, "to": first.party}
    yield BESIDE.join(f"{_both(name)} `{value}`" for name, value in told.items())
    yield ""
    for sample in samples:
        yield from (f"### {name} · {_language(sample)}", "", f"**{sample.message.subject}**", "")
        yield from _head("channel", "characters", "bytes", "limit")
        yield from (_lengths(sample.message, channel) for channel in sample.message.bodies)
        for channel, text in sample.message.texts.items():
            size, limit = len(text.encode()), CHANNEL_SYNTAX[channel].limit
            yield f"| {_channel(channel)} (text) | {len(text)} | {size} | {limit} |"
        yield ""
        for channel, body in sample.message.bodies.items():
            yield from _body(_channel(channel), body, FORMATS[CHANNELS[channel].written_in])
            if channel == "sms":
                yield from _parameters(sample.message)
            if channel in sample.message.texts:
                yield from _body(f"{_channel(channel)} (text)", sample.message.texts[channel], "text")


def _lengths(message: Message, channel: str) -> str:
    body, syntax = message.bodies[channel], CHANNEL_SYNTAX[channel]
    size = syntax.size(message.subject, body)
    parts = f", {message.parts} × sms" if channel == "sms" else ""
    return f"| {_channel(channel)} | {len(body)}{parts} | {size} | {syntax.limit} |"


def _parameters(message: Message) -> Iterator[str]:
    yield from (f"{_both('template')} `{message.template_code}`", "")
    yield from _head("parameter", "value", "characters")
    for name, value in message.parameters.items():
        yield f"| `{name}` | {value.replace('|', chr(92) + '|')} | {len(value)} |"
    yield ""


def _body(title: str, body: str, written_in: str) -> Iterator[str]:
    yield from (f"<details><summary>{title}</summary>", "", f"````{written_in}", body, "````", "", "</details>", "")


def _head(*columns: str) -> tuple[str, str]:
    return f"| {' | '.join(map(_both, columns))} |", "|---" * len(columns) + "|"


def _both(name: str) -> str:
    return both(f"reference.messages.{name}")


def _channel(name: str) -> str:
    return f"{title(f'channels.{name}', FIRST)}{BESIDE}{name}"


def _language(sample: MessageSample) -> str:
    return texts(sample.language).say("texts.language")
