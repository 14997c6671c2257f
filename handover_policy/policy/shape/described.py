"""in_language: what a schema says, in one of its two languages."""

from __future__ import annotations

BETWEEN = " / "


def in_language(text: str, language: str) -> str:
    """Return the Chinese (`zh`) or English part of a title or description, written `Chinese / English`."""
    chinese, _, english = text.partition(BETWEEN)
    return chinese if language == "zh" or not english else english
