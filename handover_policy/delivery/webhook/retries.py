"""RETRIES: after how many seconds an event is told again, by how often it was told: as Standard Webhooks advises."""

from __future__ import annotations

from collections.abc import Sequence

MINUTE, HOUR = 60.0, 3600.0
RETRIES: Sequence[float] = (
    5.0,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
