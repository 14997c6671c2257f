"""The CloudEvents envelope: attributes and data as the standard's JSON format has them (version 1.0, section 3.1)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any

DATA, BINARY, MEDIA_TYPE = "data", "data_base64", "datacontenttype"
STANDARD = frozenset({"specversion", "id", "source", "type", "subject", "time", MEDIA_TYPE, "dataschema", DATA, BINARY})
"""The attributes that the standard defines, and its two members for data; every other member is an extension."""
USUAL = STANDARD - {MEDIA_TYPE, BINARY}
"""Attributes that are taken as they are."""
EXTENSION = re.compile(r"[a-z0-9]{1,40}")
JSON_TYPE = re.compile(r"[^/;\s]+/(?:[^/;\s]+\+)?json", re.IGNORECASE)
LEAST, MOST = -(2**31), 2**31 - 1
SHOWN = 100
NAMED = "没有这个属性；扩展属性名只用小写字母和数字 / no such attribute; extensions have small letters and digits"
VALUED = (
    "扩展属性的值只能是文本、整数、true 或 false；其他内容放进 data"
    " / the value of an extension is a text, a whole number, true or false; put anything else into data"
)


class Unfit(Exception):
    """The envelope is none by the standard; `reasons` tell all that is wrong with it."""

    def __init__(self, *reasons: str) -> None:
        """Take what is wrong, each with the name of the attribute before it."""
        super().__init__(*reasons)
        self.reasons = reasons


def envelope(told: Mapping[str, Any], decode: Callable[[str], Any]) -> dict[str, Any]:
    """Return an event with its data in plain sight; raises Unfit, and what `decode` raises of binary data.

    Attributes that are null are left out: by the standard they are not set. `data_base64` becomes `data`, read as JSON
    by `decode`. The type of the media, which may be any that is JSON, is not kept.
    """
    if told.keys() <= USUAL and None not in told.values():
        return dict(told)
    kept = {name: value for name, value in told.items() if value is not None or name == DATA}
    reasons = [reason for name, value in kept.items() if name not in STANDARD for reason in _extension(name, value)]
    media = kept.pop(MEDIA_TYPE, "application/json")
    if not isinstance(media, str) or JSON_TYPE.fullmatch(media.partition(";")[0].strip()) is None:
        reasons.append(
            f"{MEDIA_TYPE}: data 只能是 JSON（application/json），不是 {str(media)[:SHOWN]}"
            " / data is read as JSON only (application/json)"
        )
    if BINARY in kept and DATA in told:
        reasons.append(f"{BINARY}: 与 data 只能写一个 / stands beside data; give one of the two")
    if reasons:
        raise Unfit(*reasons)
    if BINARY in kept:
        kept[DATA] = _decoded(kept.pop(BINARY), decode)
    return kept


def _extension(name: str, value: object) -> list[str]:
    """Return what is wrong with an extension attribute; names and values are those of the standard's type system."""
    shown = name[:SHOWN]
    if EXTENSION.fullmatch(name) is None:
        return [f"{shown}: {NAMED}"]
    if isinstance(value, dict | list | float):
        return [f"{shown}: {VALUED}"]
    if isinstance(value, int) and not LEAST <= value <= MOST:
        return [f"{shown}: 扩展属性的整数超出 32 位 / a whole number of an extension has at most 32 bits"]
    return []


def _decoded(written: object, decode: Callable[[str], Any]) -> object:
    try:
        content = base64.b64decode(written if isinstance(written, str) else b"=", validate=True)
    except (binascii.Error, ValueError):
        raise Unfit(f"{BINARY}: 不是 Base64 / is no Base64") from None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Unfit(f"{BINARY}: 内容不是 UTF-8 编码的 JSON / does not hold JSON in UTF-8") from None
    return decode(text)
