"""Entry: what the catalogue says of one kind of finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The sentence, the remedy and the reason of a code; `{subject}`, `{hint}` and details are filled in."""

    code: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str
    why_zh: str
    why_en: str


def entries(why_zh: str, why_en: str, *rows: tuple[str, str, str, str, str]) -> tuple[Entry, ...]:
    """Return entries that share a reason; a row is code, Chinese, English, Chinese remedy, English remedy."""
    return tuple(
        Entry(code=code, zh=zh, en=en, fix_zh=fix_zh, fix_en=fix_en, why_zh=why_zh, why_en=why_en)
        for code, zh, en, fix_zh, fix_en in rows
    )
