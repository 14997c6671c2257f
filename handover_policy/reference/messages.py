"""MessageSample, messages_page: every message as it reads in each language and channel, with its length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from handover_policy.model.effects import Message
from handover_policy.render.fitting import CHANNEL_SYNTAX

INTRODUCTION = """\
# 消息 · Messages

本页由 `python docs/make_pages.py` 生成：依次处理 `examples/every-message.jsonl` 中的事件，取默认制度发出的每种
消息的第一条，按两种语言、七个渠道各写一遍。长度按字符数（短信另计条数）和渠道限制所用的字节数计。

This page is made by `python docs/make_pages.py`: the events of `examples/every-message.jsonl` are judged under the
default policy, and the first message of each kind is written in both languages for all seven channels. Lengths are
counted in characters (text messages also in parts: 70 make one, more are cut into parts of 67) and in the bytes that
the channel limits.
"""
CHANNEL_NAMES = {
    "sms": "短信 · sms",
    "wecom": "企业微信 · wecom",
    "dingtalk": "钉钉 · dingtalk",
    "feishu": "飞书 · feishu",
    "email": "邮件 · email",
    "webhook": "回调 · webhook",
    "portal": "门户 · portal",
}
LANGUAGE_NAMES = {"zh-CN": "中文", "en": "English"}
FORMATS = {"email": "html", "portal": "html", "webhook": "json", "wecom": "markdown", "dingtalk": "markdown"}


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
    lines = [INTRODUCTION, *_overview(ordered)]
    for name, several in groupby(ordered, key=lambda sample: sample.notification):
        lines += _message(name, list(several))
    return "\n".join(lines) + "\n"


def _overview(samples: Sequence[MessageSample]) -> Iterator[str]:
    """Yield a table of all messages: the length in every channel, and how many parts a text message takes."""
    yield "| 消息 · message | 语言 | " + " | ".join(CHANNEL_NAMES.values()) + " |"
    yield "|---" * (2 + len(CHANNEL_NAMES)) + "|"
    for sample in samples:
        cells = [_short(sample.message, channel) for channel in CHANNEL_NAMES]
        link = f"[{sample.notification}](#{sample.notification})"
        yield f"| {link} | {LANGUAGE_NAMES[sample.language]} | " + " | ".join(cells) + " |"
    yield ""


def _short(message: Message, channel: str) -> str:
    if channel not in message.bodies:
        return "—"
    count = len(message.bodies[channel])
    return f"{count} ({message.parts})" if channel == "sms" else str(count)


def _message(name: str, samples: Sequence[MessageSample]) -> Iterator[str]:
    first = samples[0]
    yield from (f"## {name}", "")
    yield f"规则 · rule `{first.notice}` · 事件 · event `{first.event}` · 收件方 · to `{first.party}`"
    yield ""
    for sample in samples:
        yield from (f"### {name} · {LANGUAGE_NAMES[sample.language]}", "", f"**{sample.message.subject}**", "")
        yield from ("| 渠道 · channel | 字符 · characters | 字节 · bytes | 上限 · limit |", "|---|---|---|---|")
        yield from (_lengths(sample.message, channel) for channel in sample.message.bodies)
        for channel, text in sample.message.texts.items():
            size, limit = len(text.encode()), CHANNEL_SYNTAX[channel].limit
            yield f"| {CHANNEL_NAMES[channel]} (text) | {len(text)} | {size} | {limit} |"
        yield ""
        for channel, body in sample.message.bodies.items():
            yield from _body(CHANNEL_NAMES[channel], body, FORMATS.get(channel, "text"))
            if channel == "sms":
                yield from _parameters(sample.message)
            if channel in sample.message.texts:
                yield from _body(f"{CHANNEL_NAMES[channel]} (text)", sample.message.texts[channel], "text")


def _lengths(message: Message, channel: str) -> str:
    body, syntax = message.bodies[channel], CHANNEL_SYNTAX[channel]
    size = syntax.size(message.subject, body)
    parts = f", {message.parts} × sms" if channel == "sms" else ""
    return f"| {CHANNEL_NAMES[channel]} | {len(body)}{parts} | {size} | {syntax.limit} |"


def _parameters(message: Message) -> Iterator[str]:
    yield from (f"模板 · template `{message.template_code}`", "")
    yield from ("| 取值 · parameter | 值 · value | 字符 · characters |", "|---|---|---|")
    for name, value in message.parameters.items():
        yield f"| `{name}` | {value.replace('|', chr(92) + '|')} | {len(value)} |"
    yield ""


def _body(title: str, body: str, written_in: str) -> Iterator[str]:
    yield from (f"<details><summary>{title}</summary>", "", f"````{written_in}", body, "````", "", "</details>", "")
