"""The CloudEvents envelope: attributes and data as the standard's JSON format has them (version 1.0, section 3.1)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any

from handover_policy.model.decision import Reason

DATA, BINARY, MEDIA_TYPE = "data", "data_base64", "datacontenttype"
STANDARD = frozenset({"specversion", "id", "source", "type", "subject", "time", MEDIA_TYPE, "dataschema", DATA, BINARY})
"""The attributes that the standard defines, and its two members for data; every other member is an extension."""
USUAL = STANDARD - {MEDIA_TYPE, BINARY}
"""Attributes that are taken as they are."""
EXTENSION = re.compile(r"[a-z0-9]{1,40}")
JSON_TYPE = re.compile(r"[^/;\s]+/(?:[^/;\s]+\+)?json", re.IGNORECASE)
LEAST, MOST = -(2**31), 2**31 - 1
SHOWN = 100


class Unfit(Exception):
    """The envelope is none by the standard; `reasons` tell all that is wrong with it."""

    def __init__(self, *reasons: Reason) -> None:
        """Take what is wrong, each with the name of its attribute."""
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
        reasons.append(Reason("not-json-media", MEDIA_TYPE, {"written": str(media)[:SHOWN]}))
    if BINARY in kept and DATA in told:
        reasons.append(Reason("data-twice", BINARY))
    if reasons:
        raise Unfit(*reasons)
    if BINARY in kept:
        kept[DATA] = _decoded(kept.pop(BINARY), decode)
    return kept


def _extension(name: str, value: object) -> list[Reason]:
    """Return what is wrong with an extension attribute; names and values are those of the standard's type system."""
    shown = name[:SHOWN]
    if EXTENSION.fullmatch(name) is None:
        return [Reason("unknown-attribute", shown)]
    if isinstance(value, dict | list | float):
        return [Reason("extension-value", shown)]
    if isinstance(value, int) and not LEAST <= value <= MOST:
        return [Reason("extension-too-large", shown)]
    return []


def _decoded(written: object, decode: Callable[[str], Any]) -> object:
    try:
        content = base64.b64decode(written if isinstance(written, str) else b"=", validate=True)
    except (binascii.Error, ValueError):
        raise Unfit(Reason("not-base64", BINARY)) from None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Unfit(Reason("not-utf8-json", BINARY)) from None
    return decode(text)
