"""Phones: a telephone number as people write it, as the world writes it (E.164), and as China does."""

from __future__ import annotations

import re
import unicodedata

CHINA = "+86"
_BETWEEN = re.compile(r"[\s()./-]")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_WORLD = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def e164(told: str | None) -> str | None:
    """Return a number as `+8613800001111`; None where it is none. Without a country it is one of China's mobiles."""
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", told or ""))
    if number.startswith("00"):
        number = "+" + number.removeprefix("00")
    if number.startswith("86") and _MOBILE.fullmatch(number.removeprefix("86")):
        number = "+" + number
    if _MOBILE.fullmatch(number):
        number = CHINA + number
    if number.startswith(CHINA) and not _MOBILE.fullmatch(number.removeprefix(CHINA)):
        return None
    return number if _WORLD.fullmatch(number) else None


def national(number: str) -> str:
    """Return a number of E.164 as Aliyun takes it: eleven digits within China, country and number elsewhere."""
    return number.removeprefix(CHINA) if number.startswith(CHINA) else number.removeprefix("+")
