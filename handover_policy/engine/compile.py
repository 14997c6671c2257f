"""Rules → Ruleset: conditions made ready to be evaluated, by the C engine or by generated Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from handover_policy.engine.compiled import CompiledRuleset
from handover_policy.engine.durable.evaluating import DurableRuleset
from handover_policy.engine.durable.native import native
from handover_policy.engine.ruleset import EngineName, Rule, Ruleset
from handover_policy.model.condition import AnyOf


def engine_in_use(wanted: EngineName = "durable") -> EngineName:
    """Return the evaluator that answers where `wanted` is asked for: `compiled` where the C module cannot be had."""
    return "durable" if wanted == "durable" and native() is not None else "compiled"


def compile_rules(rules: Iterable[Rule], *, engine: EngineName = "durable") -> Ruleset:
    """Compile rules; policy order is the order in which they are given.

    A rule given twice under one id of a kind holds where either does. `Ruleset.engine` tells which evaluator answers:
    `compiled` takes over where the C module cannot be imported.

    Raises:
        TypeError: an operand is still dated.
        ValueError: an operator is unknown.
    """
    kinds = _by_kind(rules)
    module = native() if engine == "durable" else None
    return CompiledRuleset(kinds) if module is None else DurableRuleset(kinds, module)


def _by_kind(rules: Iterable[Rule]) -> Mapping[str, Sequence[Rule]]:
    kinds: dict[str, dict[str, Rule]] = {}
    for rule in rules:
        named = kinds.setdefault(rule.kind, {})
        same = named.get(rule.id)
        merged = Rule(id=rule.id, kind=rule.kind, when=AnyOf(parts=(same.when, rule.when))) if same else rule
        named[rule.id] = merged
    return {kind: tuple(named.values()) for kind, named in kinds.items()}
