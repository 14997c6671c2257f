"""CodeAsked: a one-time code that a page asks for; in a demo, where nothing is sent, the page shows it itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAsked:
    """A code that is asked for: until when it counts or all are locked, and what was wrong with the one told.

    `shown` is the code itself, in a demo alone.
    """

    until: datetime | None = None
    locked_until: datetime | None = None
    shown: str = ""
    fault: str = ""
