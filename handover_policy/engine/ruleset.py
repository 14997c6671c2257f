"""Rule, Ruleset, Firings: named conditions, what answers them, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from handover_policy.model.condition import Condition

FactValue: TypeAlias = str | int | float | bool | date | datetime | None
EngineName: TypeAlias = Literal["durable", "compiled"]
ENGINES: tuple[EngineName, ...] = ("durable", "compiled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition of a policy under its permanent name; `kind` tells which facts it is asked with."""

    id: str
    kind: str
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Firings:
    """The ids of the rules that hold, in policy order, and in words what went wrong in the engine."""

    fired: tuple[str, ...]
    trouble: tuple[str, ...] = ()


class Ruleset(Protocol):
    """Compiled rules; two evaluators fulfil it with one meaning."""

    @property
    def engine(self) -> EngineName:
        """Return which evaluator answers."""

    def reads(self, kind: str) -> tuple[str, ...]:
        """Return the names of the facts that rules of a kind read."""

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        """Return which rules of a kind hold on these facts; a fact that is None or absent is missing."""
