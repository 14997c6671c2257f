"""Escapes: how text that people typed becomes harmless in each channel's syntax."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from handover_policy.render.failures import WrongValue

LONGEST_VALUE = 500

Escape: TypeAlias = Callable[[object], object]

# Control characters, line separators, marks that reverse the reading direction, halves of characters.
_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\ufffe\\uffff\\ud800-\\udfff]+"
)
# Look-alikes rather than backslashes: no vendor says which backslash escapes its markdown knows.
_WIDE = {"[": "［", "]": "］", "<": "＜", ">": "＞", "*": "＊", "`": "｀", "\\": "＼", "&": "＆", "_": "＿"}
_WIDE |= {"#": "＃", "+": "＋", "-": "－", "=": "＝", "~~": "～～", "|": "｜"}
# An underscore inside a word and a tilde of its own are text everywhere (links hold them); `&` only begins an entity.
_MARKDOWN = re.compile(
    r"[\[\]<>*`\\|]|~~|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|\A[#+=-]",
)


def cut(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters, its end replaced by `…` where it was longer."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)].rstrip() + "…"


def printable(value: str, longest: int) -> str:
    """Return a text as one line without control characters, at most `longest` characters long."""
    text = cut(value, longest)
    return text if text.isprintable() else _UNPRINTABLE.sub(" ", text)


def plain(value: object) -> str:
    """Return a value as one line without control characters, at most 500 characters long.

    Raises:
        WrongValue: the value is neither text nor a number; a template printed a whole list or record.

    """
    if isinstance(value, str):
        return printable(value, LONGEST_VALUE)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    name = type(value).__name__.removesuffix("View").lower()
    raise WrongValue("whole-record", name=name)


def markdown(value: object) -> str:
    """Return a text that the markdown of DingTalk, WeCom and Feishu shows as it was typed."""
    return _MARKDOWN.sub(lambda found: _WIDE[found.group()], str(value))


def as_json(value: object) -> str:
    """Return a value as JSON that may also stand inside HTML."""
    text = json.dumps(value, ensure_ascii=False, default=_no_json)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _no_json(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def one_line(value: object) -> str:
    """Return a text whose white space is single blanks."""
    return " ".join(str(value).split())
