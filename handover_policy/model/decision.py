"""Decision: what an event led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.model.effects import Effect

NO_PARAMS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a line is no event: a code, the place within the event, and what fills its sentence."""

    code: str
    at: str | None = None
    params: Mapping[str, object] = field(default_factory=lambda: NO_PARAMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an event was refused: a code of the contract, what fills its sentence, and that in the policy's language.

    A param is a text or a number, or a tuple of texts or of reasons.
    """

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=lambda: NO_PARAMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an event led to; `event` identifies it as the contract writes it, `policy` names version and digest."""

    event: Mapping[str, object]
    case: str | None
    policy: Mapping[str, object] | None
    outcome: str
    effects: tuple[Effect, ...] = ()
    refusal: Refusal | None = None
