"""Loss, Breach, Claim, ClaimDecision: what claims rest on, what clauses provide for, and what hr decides of it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a clause provides for, in the currency of the policy; `terms` holds how the clause words it, as JSON."""

    clause: str
    title: str
    kind: str
    state: str
    amount: Decimal | None
    signed: bool
    terms: Mapping[str, object]
    decided: ClaimDecision | None = None
