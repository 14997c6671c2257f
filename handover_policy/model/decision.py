"""Decision, Effect: what follows from an event, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EFFECTS = ("case", "task", "sheet", "gate", "claim", "duty", "notice", "problem")
OUTCOMES = ("applied", "duplicate", "refused", "ignored")
REFUSALS = (
    "invalid-event",
    "conflict",
    "unknown-employee",
    "no-open-case",
    "case-already-open",
    "unknown-task",
    "wrong-party",
    "wrong-state",
    "evidence-missing",
    "same-person",
    "stale-sheet",
    "out-of-order",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One consequence of an event; `content` holds JSON values in the order they are written out."""

    kind: str
    case: str | None
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an event led to; `event` identifies it as the contract writes it, `policy` names version and digest."""

    event: Mapping[str, object]
    case: str | None
    policy: Mapping[str, object] | None
    outcome: str
    effects: tuple[Effect, ...] = ()
    refusal: tuple[str, str] | None = None

    def as_json(self) -> dict[str, object]:
        """Return the decision as contract section 4 writes it."""
        written: dict[str, object] = {"event": dict(self.event), "case": self.case, "policy": self.policy}
        written["outcome"] = self.outcome
        if self.refusal is not None:
            written["refusal"] = {"code": self.refusal[0], "message": self.refusal[1]}
        if self.outcome != "refused":
            written["effects"] = [
                {"effect": effect.kind, "case": effect.case, **effect.content} for effect in self.effects
            ]
        return written
