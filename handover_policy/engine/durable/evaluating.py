"""DurableRuleset: rules evaluated by the C engine, with Python standing in wherever that cannot answer."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock

from handover_policy.engine.durable.branches import ALWAYS_TRUE, Branches, Literal, TooManyBranches, branches
from handover_policy.engine.durable.document import Layout, check_names
from handover_policy.engine.durable.native import Native
from handover_policy.engine.durable.shard import (
    SHARD_ATTRIBUTES,
    SHARD_BRANCHES,
    EngineFailure,
    Shard,
    ShardPlan,
)
from handover_policy.engine.generated import Evaluate, generate
from handover_policy.engine.ruleset import NOTHING_FIRED, EngineName, Firings, Rule
from handover_policy.model.condition import Condition, FactValue, facts_read

Placed = tuple[int, Branches]


class DurableRuleset:
    """A ruleset in the C engine: one lock around its calls, its handles given back when it is dropped or closed."""

    def __init__(self, kinds: Mapping[str, Sequence[Rule]], engine: Native) -> None:
        """Compile rules by kind.

        Raises:
            TypeError: an operand is still dated.
            ValueError: an operator is unknown.
        """
        self._lock = Lock()
        self._kinds = {kind: _KindRules(kind, rules, engine) for kind, rules in kinds.items()}
        shards = tuple(shard for rules in self._kinds.values() for shard in rules.shards)
        self._finalizer = weakref.finalize(self, _drop, shards)

    @property
    def engine(self) -> EngineName:
        """Return `durable`."""
        return "durable"

    def reads(self, kind: str) -> tuple[str, ...]:
        """Return the names of the facts that the rules of a kind read; empty for a kind without rules."""
        rules = self._kinds.get(kind)
        return rules.reads if rules else ()

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:
        """Return which rules of a kind hold; where the C engine failed, Python has answered and `trouble` says so."""
        rules = self._kinds.get(kind)
        if rules is None:
            return NOTHING_FIRED
        with self._lock:
            return rules.evaluate(facts)

    def close(self) -> None:
        """Give the handles back; a second time does nothing."""
        self._finalizer()


def _drop(shards: Iterable[_GuardedShard]) -> None:
    for shard in shards:
        shard.drop()


class _KindRules:
    """The rules of one kind: those that always hold, those for the C engine, and those too wide for it."""

    __slots__ = ("_always", "_ids", "_python", "_trouble", "reads", "shards")

    def __init__(self, kind: str, rules: Sequence[Rule], engine: Native) -> None:
        self._ids = tuple(rule.id for rule in rules)
        self.reads = tuple(dict.fromkeys(fact for rule in rules for fact in facts_read(rule.when)))
        always: list[int] = []
        wide: list[tuple[Condition, int]] = []
        narrow: list[Placed] = []
        trouble: list[str] = []
        for place, rule in enumerate(rules):
            try:
                alternatives = branches(rule.when)
                if alternatives == ALWAYS_TRUE:
                    always.append(place)
                elif alternatives:
                    _try_alone(engine, (place, alternatives))
                    narrow.append((place, alternatives))
            except TooManyBranches:
                wide.append((rule.when, place))
            except EngineFailure as failure:
                wide.append((rule.when, place))
                trouble.append(f"{kind}/{rule.id}: {failure} → compiled")
        self._always = tuple(always)
        self._trouble = tuple(trouble)
        self._python: Evaluate[int] | None = generate(wide) if wide else None
        self.shards = tuple(
            _GuardedShard(f"{kind}#{number}", _plan(chunk), rules, engine)
            for number, chunk in enumerate(_chunks(narrow))
        )

    def evaluate(self, facts: Mapping[str, FactValue]) -> Firings:
        places = set(self._always)
        trouble = self._trouble
        for shard in self.shards:
            try:
                places |= shard.fired(facts)
            except EngineFailure as failure:
                places.update(shard.answered_in_python(facts))
                trouble = (*trouble, str(failure))
        if self._python:
            places.update(self._python(facts))
        if not places and not trouble:
            return NOTHING_FIRED
        ids = self._ids
        return Firings(fired=tuple([ids[place] for place in sorted(places)]), trouble=trouble)


class _GuardedShard:
    """A shard that is thrown away and built again after a failure of the C engine."""

    __slots__ = ("_engine", "_name", "_plan", "_python", "_rules", "_shard")

    def __init__(self, name: str, plan: ShardPlan, rules: Sequence[Rule], engine: Native) -> None:
        self._name = name
        self._plan = plan
        self._engine = engine
        self._rules = tuple((rules[place].when, place) for place in dict.fromkeys(place for place, _ in plan.branches))
        self._python: Evaluate[int] | None = None
        self._shard: Shard | None = None
        self._rebuild()

    def fired(self, facts: Mapping[str, FactValue]) -> set[int]:
        """Return the places of the rules that fire.

        Raises:
            EngineFailure: the C engine failed; the shard has been built again where that was possible.
        """
        try:
            return self._living().fired(self._plan.layout.document(facts))
        except EngineFailure as failure:
            self.drop()
            self._rebuild()
            raise EngineFailure(f"{self._name}: {failure} → compiled") from failure

    def _living(self) -> Shard:
        if self._shard is None:
            raise EngineFailure("no shard")
        return self._shard

    def answered_in_python(self, facts: Mapping[str, FactValue]) -> Iterable[int]:
        """Return the places of the rules that hold, by the other evaluator."""
        if self._python is None:
            self._python = generate(self._rules)
        return self._python(facts)

    def drop(self) -> None:
        """Give the handle back, once."""
        shard, self._shard = self._shard, None
        if shard is not None:
            shard.drop()

    def _rebuild(self) -> None:
        try:
            self._shard = Shard(self._engine, self._plan)
        except EngineFailure:
            self._shard = None  # tried again at the next evaluation; until then Python answers


def _try_alone(engine: Native, rule: Placed) -> None:
    """Compile one rule and forget it: a refused compilation leaks its handle, better that of one rule than of sixty.

    Raises:
        TooManyBranches: the rule reads more attributes than a document may have.
        EngineFailure: the C engine refuses the rule.
    """
    plan = _plan([rule])
    if len(plan.layout.names) > SHARD_ATTRIBUTES:
        raise TooManyBranches
    Shard(engine, plan).drop()


def _plan(rules: Sequence[Placed]) -> ShardPlan:
    """Return the plan of a shard.

    Raises:
        NameClash: the C engine could not tell two of its names apart.
    """
    flat = tuple((place, branch) for place, alternatives in rules for branch in alternatives)
    plan = ShardPlan(branches=flat, layout=Layout(_literals(rules)))
    check_names((*plan.layout.names, *plan.rule_names()))
    return plan


def _literals(rules: Iterable[Placed]) -> Iterator[Literal]:
    return (literal for _, alternatives in rules for branch in alternatives for literal in branch)


def _chunks(rules: Iterable[Placed]) -> Iterator[Sequence[Placed]]:
    """Yield rules in order, so many at a time as one shard may hold."""
    chunk: list[Placed] = []
    for rule in rules:
        wider = [*chunk, rule]
        count = sum(len(alternatives) for _, alternatives in wider)
        if chunk and (count > SHARD_BRANCHES or len(Layout(_literals(wider)).names) > SHARD_ATTRIBUTES):
            yield chunk
            wider = [rule]
        chunk = wider
    if chunk:
        yield chunk
