"""Reads what an unquoted YAML word means: the 1.2 core schema plus ISO dates."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

from handover_policy.policy.yaml_source.node import ScalarValue

LONGEST_NUMBER = 15  # digits: more do not survive JSON readers that count in floating point

_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_WHOLE = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCTAL = re.compile(r"0o[0-7]+", re.ASCII)
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedScalar:
    """What a word means; `problem` is the code of a finding where it cannot be used."""

    value: ScalarValue
    is_date: bool = False
    problem: str | None = None


def resolve(word: str) -> ResolvedScalar:
    """Return what an unquoted word means (YAML 1.2, "Core Schema"); `yes`, `on` and `12:30` are text."""
    if word in _NOTHING:
        return ResolvedScalar(value=None)
    if word in _FLAGS:
        return ResolvedScalar(value=_FLAGS[word])
    if _NO_NUMBER.fullmatch(word):
        return ResolvedScalar(value=None, problem="not-a-number")
    for form, base in ((_WHOLE, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if form.fullmatch(word):
            return _whole(word, base)
    if _DECIMAL.fullmatch(word):
        return _decimal(word)
    if _DATE.fullmatch(word):
        valid = iso_date(word) is not None
        return ResolvedScalar(value=word, is_date=valid, problem=None if valid else "invalid-date")
    return ResolvedScalar(value=word)


def iso_date(text: str) -> date | None:
    """Return the day that `YYYY-MM-DD` names; None for any other text and for days that no calendar has."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole(word: str, base: int) -> ResolvedScalar:
    if len(word.lstrip("-+").removeprefix("0o").removeprefix("0x").lstrip("0")) > LONGEST_NUMBER:
        return ResolvedScalar(value=None, problem="number-too-long")
    value = int(word, base)
    if abs(value) >= 10**LONGEST_NUMBER:
        return ResolvedScalar(value=None, problem="number-too-long")
    return ResolvedScalar(value=value)


def _decimal(word: str) -> ResolvedScalar:
    value = float(word)
    if len(word) > 2 * LONGEST_NUMBER or not math.isfinite(value) or abs(value) >= 10**LONGEST_NUMBER:
        return ResolvedScalar(value=None, problem="number-too-long")
    return ResolvedScalar(value=value)
