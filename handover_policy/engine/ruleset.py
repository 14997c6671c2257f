"""Rule, Firings, Ruleset: conditions under permanent names, and which of them hold on given facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from handover_policy.model.condition import Condition, FactValue

EngineName: TypeAlias = Literal["durable", "compiled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition of a policy; `kind` is the document kind it is evaluated for, `id` is unique within it."""

    id: str
    kind: str
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Firings:
    """The ids of the rules that hold, in policy order, and what went wrong in the engine, in words."""

    fired: tuple[str, ...]
    trouble: tuple[str, ...] = ()


NOTHING_FIRED = Firings(fired=())


class Ruleset(Protocol):
    """The rules of a policy, ready to be evaluated; both evaluators give the same answers behind it."""

    @property
    def engine(self) -> EngineName:
        """Return which evaluator answers."""
        ...

    def reads(self, kind: str) -> tuple[str, ...]:
        """Return the names of the facts that the rules of a kind read; empty for a kind without rules."""
        ...

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        """Return which rules of a kind hold on facts by name; a fact absent from the mapping, or None, is missing."""
        ...

    def close(self) -> None:
        """Give back what the evaluator holds; a closed ruleset must not be asked any more."""
        ...
