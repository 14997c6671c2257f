"""Loss, Breach, ClaimDecision: what claims rest on, and what hr decides of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A loss told by `loss.recorded`."""

    amount: Decimal
    proven: bool
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """The breach of a clause, told by `breach.recorded`."""

    clause: str
    by: str
    proven: bool
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDecision:
    """Who decided a claim, when and why; an agreement rests on its evidence."""

    by: str
    at: datetime
    reason: str
    evidence: tuple[Mapping[str, object], ...] = ()
