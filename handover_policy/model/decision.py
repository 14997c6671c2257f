"""Decision: what an event led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handover_policy.model.effects import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an event led to; `event` identifies it as the contract writes it, `policy` names version and digest."""

    event: Mapping[str, object]
    case: str | None
    policy: Mapping[str, object] | None
    outcome: str
    effects: tuple[Effect, ...] = ()
    refusal: tuple[str, str] | None = None
