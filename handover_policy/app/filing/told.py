"""files_told: the files that an event tells of: evidence of a task, an upload; and their digests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PREFIX = "sha256:"
UPLOADED = "document.uploaded"


def digest_of(told: Mapping[str, object]) -> str:
    """Return the digest that a piece of evidence or an upload tells, as the archive writes it."""
    return str(told.get("sha256", "")).lower().removeprefix(PREFIX)


def files_told(event: Mapping[str, Any] | None) -> Sequence[Mapping[str, object]]:
    """Return the files that an event tells of; none where all of it is not shown, or was erased."""
    data = None if event is None else event.get("data")
    if event is None or not isinstance(data, dict):
        return ()
    evidence = [each for each in data.get("evidence") or () if isinstance(each, dict)]
    return [*evidence, *([data] if event.get("type") == UPLOADED else [])]
