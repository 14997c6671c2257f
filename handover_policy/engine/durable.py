"""DurableRules: the rules of each kind answered by the C engine of durable_rules."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import cast

from handover_policy.engine.branches import Test, TooManyBranches, branches
from handover_policy.engine.compiled import CompiledRules
from handover_policy.engine.ruleset import EngineName, FactValue, Firings, Rule
from handover_policy.engine.shard import MOST_IN_SHARD, Branch, EngineFailed, NameClash, NativeEngine, Shard
from handover_policy.engine.values import Typed, typed
from handover_policy.model.condition import facts_read


def c_engine() -> NativeEngine | None:
    """Return the C module; None where it cannot be imported (Python 3.13 built without the flag)."""
    try:
        return cast("NativeEngine", importlib.import_module("durable_rules_engine"))
    except ImportError:
        return None


class DurableKind:
    """The rules of one kind, their branches spread over shards."""

    def __init__(self, engine: NativeEngine, kind: str, rules: tuple[Rule, ...]) -> None:
        """Compile each rule alone first, so that a bad one cannot take the others with it."""
        self._engine = engine
        self._kind = kind
        self._rules = rules
        self.reads = tuple(dict.fromkeys(name for rule in rules for name in facts_read(rule.when)))
        self._slots = {name: place for place, name in enumerate(self.reads)}
        self._always: set[int] = set()
        self._plain: list[int] = []
        self._groups = self._grouped()
        self._shards: list[Shard | None] = [None] * len(self._groups)
        for place in range(len(self._groups)):
            self._build(place)

    def _grouped(self) -> list[list[Branch]]:
        groups: list[list[Branch]] = [[]]
        for number, rule in enumerate(self._rules):
            try:
                alternatives = branches(rule.when)
                self._try_alone(number, alternatives)
            except (TooManyBranches, EngineFailed, NameClash):
                self._plain.append(number)
                continue
            if () in alternatives:
                self._always.add(number)
                continue
            for branch in alternatives:
                if len(groups[-1]) >= MOST_IN_SHARD:
                    groups.append([])
                groups[-1].append((number, branch))
        return [group for group in groups if group]

    def _try_alone(self, number: int, alternatives: tuple[tuple[Test, ...], ...]) -> None:
        listed = [(number, branch) for branch in alternatives if branch]
        if listed:
            Shard(self._engine, f"{self._kind}-{number}", listed, self._slots).close()

    def _build(self, place: int) -> None:
        try:
            self._shards[place] = Shard(self._engine, f"{self._kind}:{place}", self._groups[place], self._slots)
        except (EngineFailed, NameClash):
            self._shards[place] = None

    def evaluate(self, facts: Mapping[str, FactValue], plain: CompiledRules) -> Firings:
        """Return which rules hold; where a shard fails it is built anew and the plain evaluator answers."""
        values = {name: typed(facts.get(name)) for name in self.reads}
        numbers = set(self._always)
        trouble: list[str] = []
        for place, shard in enumerate(self._shards):
            try:
                numbers |= _answer(shard, values)
            except EngineFailed as failed:
                trouble.append(f"{self._kind}: {failed}")
                self._build(place)
        if trouble or self._plain:
            exact = set(plain.evaluate(self._kind, facts).fired)
            wanted = range(len(self._rules)) if trouble else self._plain
            numbers |= {place for place in wanted if self._rules[place].id in exact}
        return Firings(fired=tuple(self._rules[place].id for place in sorted(numbers)), trouble=tuple(trouble))

    def shards(self) -> tuple[Shard | None, ...]:
        """Return the shards, for those who drop them."""
        return tuple(self._shards)


def _answer(shard: Shard | None, values: Mapping[str, Typed | None]) -> set[int]:
    if shard is None:
        raise EngineFailed("a shard could not be built")
    return shard.evaluate(values)


class DurableRules:
    """A ruleset answered by durable_rules, with generated Python behind it for what the engine cannot take."""

    engine: EngineName = "durable"

    def __init__(self, engine: NativeEngine, rules: Iterable[Rule]) -> None:
        """Compile the rules of every kind with the C module `engine`."""
        listed = tuple(rules)
        self._plain = CompiledRules(listed)
        kinds: dict[str, list[Rule]] = {}
        for rule in listed:
            kinds.setdefault(rule.kind, []).append(rule)
        self.kinds = {kind: DurableKind(engine, kind, tuple(grouped)) for kind, grouped in kinds.items()}

    def reads(self, kind: str) -> tuple[str, ...]:
        """Return the names of the facts that rules of a kind read."""
        return self._plain.reads(kind)

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        """Return which rules of a kind hold on these facts."""
        found = self.kinds.get(kind)
        return found.evaluate(facts, self._plain) if found is not None else Firings(fired=())
