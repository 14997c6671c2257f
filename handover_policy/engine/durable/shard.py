"""Shard: at most 60 branches of a document kind, compiled in the C engine under one handle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handover_policy.engine.durable.branches import Branches, Literal
from handover_policy.engine.durable.document import Layout, json_text
from handover_policy.engine.durable.native import Native

SHARD_BRANCHES = 60
SHARD_ATTRIBUTES = 200

RULE_PREFIX = "r"
_STATE = "s"
_SENTINEL_RULE = '"~":{"all":[{"m":{"~":1}}]}'
_SENTINEL_FACT = '{"sid":"s","id":"z","~":1}'
_RETRACTION = '{"sid":"s","id":"e"}'
_SIGNS: Mapping[str, str] = {">=": "$gte", "<=": "$lte", ">": "$gt", "<": "$lt", "!=": "$neq"}
_FIRED, _NOTHING = 0, 1


class EngineFailure(Exception):
    """The C engine refused or answered what it must not: throw the shard away and judge in Python."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a shard is compiled from: rules as (their place in the kind, branches), and the layout of documents."""

    rules: tuple[tuple[int, Branches], ...]
    layout: Layout

    def source(self) -> str:
        """Return the rules as the JSON that the C engine compiles; names are ours, `r<place>_<branch>`."""
        named = [
            f'"{RULE_PREFIX}{place}_{number}":{{"all":[{{"m":{{"$and":[{self._all(branch)}]}}}}]}}'
            for place, alternatives in self.rules
            for number, branch in enumerate(alternatives)
        ]
        return f"{{{','.join([*named, _SENTINEL_RULE])}}}"

    def _all(self, branch: Iterable[Literal]) -> str:
        return ",".join(['{"t":1}', *(self._one(literal) for literal in branch)])

    def _one(self, literal: Literal) -> str:
        name = self.layout.attribute(literal)
        if literal.value is None:
            return f'{{"{name}":{0 if literal.ask == "absent" else 1}}}'
        pair = f'{{"{name}":{json_text(literal.value)}}}'
        return pair if literal.ask == "==" else f'{{"{_SIGNS[literal.ask]}":{pair}}}'


class Shard:
    """Compiled rules under a handle of the C engine; not safe for two threads at once."""

    __slots__ = ("_handle", "_native", "_offset")

    def __init__(self, engine: Native, source: str) -> None:
        """Compile rules.

        Raises:
            EngineFailure: the C engine refuses them.
        """
        self._native = engine
        try:
            self._handle = engine.create_ruleset("p", source)
        except engine.error as refusal:
            raise EngineFailure(f"create_ruleset: {refusal}") from refusal
        try:
            # Firing one fact of our own creates the state; deleting a state that never fired crashes the process.
            _, self._offset = engine.assert_fact(self._handle, _SENTINEL_FACT)
            engine.start_action_for_state(self._handle, self._offset)
            engine.complete_and_start_action(self._handle, self._offset)
        except engine.error as refusal:
            raise EngineFailure(f"sentinel: {refusal}") from refusal

    def fired(self, document: str) -> set[int]:
        """Return the places of the rules that fire on a document.

        Raises:
            EngineFailure: the C engine refuses the document; the shard must not be used any more.
        """
        engine, handle, offset = self._native, self._handle, self._offset
        found: set[int] = set()
        try:
            outcome = engine.assert_fact(handle, document)[0]
            if outcome == _NOTHING:
                return found
            if outcome != _FIRED:
                raise EngineFailure(f"assert_fact: outcome {outcome}")
            started = engine.start_action_for_state(handle, offset)
            message = started[1] if started else None
            while message:
                found.add(int(message[3 : message.index("_", 3)]))  # {"r<place>_<branch>":…
                message = engine.complete_and_start_action(handle, offset)
            engine.retract_fact(handle, _RETRACTION)
        except engine.error as refusal:
            raise EngineFailure(str(refusal)) from refusal
        return found

    def drop(self) -> None:
        """Give the handle back; the shard must not be used any more. Refusals are ignored: there is nothing to save."""
        for give_back in (lambda: self._native.delete_state(self._handle, _STATE), self._delete):
            try:
                give_back()
            except self._native.error:
                continue

    def _delete(self) -> None:
        self._native.delete_ruleset(self._handle)


def compiles(engine: Native, plan: Plan) -> Sequence[str]:
    """Return why the C engine refuses a plan; empty where it takes it."""
    try:
        Shard(engine, plan.source()).drop()
    except EngineFailure as failure:
        return (str(failure),)
    return ()
