"""CompiledRules: the rules of each kind as one generated Python function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from handover_policy.engine.branches import Test, TooManyBranches, branches
from handover_policy.engine.explain import holds
from handover_policy.engine.ruleset import EngineName, FactValue, Firings, Rule
from handover_policy.engine.values import Typed, typed
from handover_policy.model.condition import facts_read

Asked: TypeAlias = Callable[[tuple[Typed | None, ...]], list[int]]
SIGNS = {"eq": "==", "ne": "!=", "ge": ">=", "le": "<=", "gt": ">", "lt": "<"}


class CompiledKind:
    """The rules of one kind: what they read, and the function that answers them."""

    __slots__ = ("_ask", "_plain", "_rules", "reads")

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        """Generate the function; its source holds slot numbers and constant names only, never a policy's text."""
        self._rules = rules
        self.reads = tuple(dict.fromkeys(name for rule in rules for name in facts_read(rule.when)))
        slots = {name: place for place, name in enumerate(self.reads)}
        constants: list[object] = []
        lines = ["def ask(facts):", " fired = []"]
        lines += [f" t{place}, v{place} = facts[{place}] or (None, None)" for place in range(len(self.reads))]
        plain: list[int] = []
        for number, rule in enumerate(rules):
            try:
                alternatives = branches(rule.when)
            except TooManyBranches:
                plain.append(number)
                continue
            tests = " or ".join(_conjunction(branch, slots, constants) for branch in alternatives) or "False"
            lines.append(f" if {tests}: fired.append({number})")
        lines.append(" return fired")
        scope: dict[str, object] = {f"c{place}": value for place, value in enumerate(constants)}
        exec("\n".join(lines), scope)  # noqa: S102 - the source is made of numbers from this module alone
        self._ask: Asked = scope["ask"]  # type: ignore[assignment]
        self._plain = tuple(plain)

    def evaluate(self, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        """Return the ids of the rules that hold, in policy order."""
        get = facts.get
        fired = self._ask(tuple([typed(get(name)) for name in self.reads]))
        if self._plain:
            fired = sorted([*fired, *(place for place in self._plain if holds(self._rules[place].when, facts))])
        return tuple([self._rules[place].id for place in fired])


def _conjunction(branch: tuple[Test, ...], slots: Mapping[str, int], constants: list[object]) -> str:
    return "(" + (" and ".join(_test(test, slots[test.fact], constants) for test in branch) or "True") + ")"


def _test(test: Test, slot: int, constants: list[object]) -> str:
    if test.test in {"some", "none"}:
        return f"t{slot} is {'not ' if test.test == 'some' else ''}None"
    if test.test in {"has", "lacks"}:
        return f"t{slot} {'==' if test.test == 'has' else '!='} {test.letter!r}"
    constants.append(test.value)
    return f"(t{slot} == {test.letter!r} and v{slot} {SIGNS[test.test]} c{len(constants) - 1})"


class CompiledRules:
    """A ruleset answered by generated Python."""

    engine: EngineName = "compiled"

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile the rules of every kind."""
        kinds: dict[str, list[Rule]] = {}
        for rule in rules:
            kinds.setdefault(rule.kind, []).append(rule)
        self._kinds = {kind: CompiledKind(tuple(listed)) for kind, listed in kinds.items()}

    def reads(self, kind: str) -> tuple[str, ...]:
        """Return the names of the facts that rules of a kind read."""
        found = self._kinds.get(kind)
        return found.reads if found is not None else ()

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        """Return which rules of a kind hold on these facts."""
        found = self._kinds.get(kind)
        return Firings(fired=found.evaluate(facts) if found is not None else ())
