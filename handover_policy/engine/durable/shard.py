"""Shard: at most 60 branches of a document kind, compiled in the C engine under one handle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from handover_policy.engine.durable.branches import Branch, Literal
from handover_policy.engine.durable.document import Layout, json_text
from handover_policy.engine.durable.native import Native

SHARD_BRANCHES = 60
SHARD_ATTRIBUTES = 200

_STATE = "s"
_SENTINEL_RULE = '"~":{"all":[{"m":{"~":1}}]}'
_SENTINEL_FACT = '{"sid":"s","id":"z","~":1}'
_RETRACTION = '{"sid":"s","id":"e"}'
_SIGNS: Mapping[str, str] = {">=": "$gte", "<=": "$lte", ">": "$gt", "<": "$lt", "!=": "$neq"}
_FIRED, _NOTHING = 0, 1


class EngineFailure(Exception):
    """The C engine refused or answered what it must not: throw the shard away and evaluate in Python."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardPlan:
    """What a shard is compiled from: branches, each with the place of its rule in the kind, and the documents' layout.

    The names are all ours and few: `r0` to `r59` for the branches, and the attributes of the layout.
    """

    branches: tuple[tuple[int, Branch], ...]
    layout: Layout

    def source(self) -> str:
        """Return the branches as the JSON that the C engine compiles."""
        named = [
            f'"{name}":{{"all":[{{"m":{{"$and":[{self._all(branch)}]}}}}]}}'
            for name, (_, branch) in zip(self.rule_names(), self.branches, strict=True)
        ]
        return f"{{{','.join([*named, _SENTINEL_RULE])}}}"

    def rule_names(self) -> Iterator[str]:
        """Yield the names of the branches, in order."""
        return (f"r{number}" for number, _ in enumerate(self.branches))

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

    __slots__ = ("_handle", "_native", "_offset", "_places")

    def __init__(self, engine: Native, plan: ShardPlan) -> None:
        """Compile a plan.

        Raises:
            EngineFailure: the C engine refuses them.
        """
        self._native = engine
        self._places = tuple(place for place, _ in plan.branches)
        try:
            self._handle = engine.create_ruleset("p", plan.source())
        except engine.error as refusal:
            raise EngineFailure(f"create_ruleset: {refusal}") from refusal
        try:
            # Firing one fact of our own creates the state; deleting a state that never fired crashes the process.
            _, self._offset = engine.assert_fact(self._handle, _SENTINEL_FACT)
            engine.start_action_for_state(self._handle, self._offset)
            engine.complete_and_start_action(self._handle, self._offset)
        except engine.error as refusal:
            # Its handle is given up: deleting a state that never fired is what crashes.
            raise EngineFailure(f"sentinel: {refusal}") from refusal

    def fired(self, document: str) -> set[int]:
        """Return the places of the rules that fire on a document.

        Raises:
            EngineFailure: the C engine refuses the document; the shard must not be used any more.
        """
        engine, handle, offset, places = self._native, self._handle, self._offset, self._places
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
                found.add(places[int(message[3 : message.index('"', 3)])])  # {"r17":{"m":…
                message = engine.complete_and_start_action(handle, offset)
            engine.retract_fact(handle, _RETRACTION)
        except engine.error as refusal:
            raise EngineFailure(str(refusal)) from refusal
        return found

    def drop(self) -> None:
        """Give the handle back; the shard must not be used any more. Refusals are ignored: there is nothing to save."""
        with suppress(self._native.error):
            self._native.delete_state(self._handle, _STATE)
        with suppress(self._native.error):
            self._native.delete_ruleset(self._handle)
