"""What laws raise."""

from __future__ import annotations


class LawBroken(Exception):
    """A decision breaks a law; the text names the law and the effect."""


def must(holds: object, law: str, *about: object) -> None:
    """Raise LawBroken unless the law holds."""
    if not holds:
        raise LawBroken(f"{law}: {' · '.join(str(part) for part in about)}")
