"""compile_rules: rules in, a ruleset out, on the evaluator asked for or the one that is there."""

from __future__ import annotations

from collections.abc import Iterable

from handover_policy.engine.compiled import CompiledRules
from handover_policy.engine.durable import DurableRules, c_engine
from handover_policy.engine.ruleset import EngineName, Rule, Ruleset


def compile_rules(rules: Iterable[Rule], *, engine: EngineName = "durable") -> Ruleset:
    """Return the compiled rules; `compiled` takes over where the C module of `durable` cannot be imported.

    Raises TypeError where a condition still holds numbers by date.
    """
    module = c_engine() if engine == "durable" else None
    if module is None:
        return CompiledRules(rules)
    return DurableRules(module, rules)
