"""Event: something that happened to an employee, as a source system told it (CloudEvents 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; `source` and `id` identify it, `time` carries its offset, `data` follows the schema of its type."""

    source: str
    id: str
    type: str
    subject: str
    time: datetime
    written_time: str
    data: Mapping[str, object]
    digest: bytes
