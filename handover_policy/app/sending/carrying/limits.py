"""limits_at: what a provider takes at a moment; at full and half hours, when everybody sends, some take less."""

from __future__ import annotations

from collections.abc import Sequence

from handover_policy.app.sending.carriers import Carrier
from handover_policy.ports.channels import Limit

HALF_HOUR = 1800.0
BEFORE, AFTER = 10.0, 60.0
"""Seconds around full and half hours in which a burst waits."""
FEW = Limit(most=10, seconds=BEFORE + AFTER)
"""What goes out meanwhile: a message is no burst."""


def limits_at(carrier: Carrier, wall: float) -> Sequence[Limit]:
    """Return the limits of a channel at a moment of the machine's clock (every zone is some half hours off, or near).

    What waits is not dropped: it goes out a minute later.
    """
    return (
        (*carrier.channel.limits, FEW) if carrier.spreads and busy_until(wall) is not None else carrier.channel.limits
    )


def busy_until(wall: float) -> float | None:
    """Return when a full or half hour is over; None where none is at hand."""
    since = (wall + BEFORE) % HALF_HOUR
    return wall - since + BEFORE + AFTER if since < BEFORE + AFTER else None
