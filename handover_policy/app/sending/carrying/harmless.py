"""harmless_standing, harmless_receipt: what providers say as a database takes it: text, of moments that there are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from handover_policy.ledger.outbox.settling import DeliveryStanding
from handover_policy.ports.channels import Receipt

UNFIT = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL takes in no text, and halves of characters, which are in none."""
UNREADABLE = "\ufffd"
LONGEST = 2000
FIRST_YEAR, LAST_YEAR = 2000, 2100


def harmless_standing(standing: DeliveryStanding) -> DeliveryStanding:
    """Return how a parcel stands, in texts that can be written."""
    return replace(
        standing,
        address=_text(standing.address),
        provider_id=_text(standing.provider_id),
        code=_text(standing.code),
        reason=_text(standing.reason),
    )


def harmless_receipt(receipt: Receipt) -> Receipt:
    """Return what a provider says of a parcel, in texts and of a moment that can be written."""
    return replace(
        receipt,
        key=_text(receipt.key) or "",
        code=_text(receipt.code),
        reason=_text(receipt.reason),
        at=_moment(receipt.at),
    )


def _text(told: object) -> str | None:
    """Return a text; what is none is written as Python does, for providers change their minds about what an id is."""
    return None if told is None else UNFIT.sub(UNREADABLE, str(told))[:LONGEST]


def _moment(told: datetime | None) -> datetime | None:
    return told if told is not None and FIRST_YEAR <= told.year < LAST_YEAR else None
