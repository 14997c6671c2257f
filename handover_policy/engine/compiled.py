"""CompiledRuleset: rules evaluated by generated Python, one function a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handover_policy.engine.generated import generate
from handover_policy.engine.ruleset import NOTHING_FIRED, EngineName, Firings, Rule
from handover_policy.model.condition import FactValue, facts_read


class CompiledRuleset:
    """A ruleset that needs nothing but Python, and holds nothing that must be given back."""

    def __init__(self, kinds: Mapping[str, Sequence[Rule]]) -> None:
        """Generate one function a kind.

        Raises:
            TypeError: an operand is still dated.
            ValueError: an operator is unknown.
        """
        self._evaluators = {kind: generate([(rule.when, rule.id) for rule in rules]) for kind, rules in kinds.items()}
        self._reads = {
            kind: tuple(dict.fromkeys(fact for rule in rules for fact in facts_read(rule.when)))
            for kind, rules in kinds.items()
        }

    @property
    def engine(self) -> EngineName:
        """Return `compiled`."""
        return "compiled"

    def reads(self, kind: str) -> tuple[str, ...]:
        """Return the names of the facts that the rules of a kind read; empty for a kind without rules."""
        return self._reads.get(kind, ())

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        """Return which rules of a kind hold; this evaluator has no trouble of its own."""
        evaluate = self._evaluators.get(kind)
        fired = evaluate(facts) if evaluate else None
        return Firings(fired=tuple(fired)) if fired else NOTHING_FIRED

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""
