"""Shard: up to sixty branches of one kind inside the C rule engine, in the subset that is known to be safe."""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from threading import Lock
from typing import Any, Protocol, TypeAlias

from handover_policy.engine.branches import Test
from handover_policy.engine.values import Typed

Branch: TypeAlias = tuple[int, tuple[Test, ...]]
MOST_IN_SHARD = 60
SENTINEL = "~"
LETTER_OF_SLOT = {"s": "s", "n": "n", "b": "b", "d": "d"}


class NativeEngine(Protocol):
    """The C module's functions that are used here; a handle names a ruleset, an offset its sentinel's state."""

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Create a ruleset from JSON."""

    def assert_fact(self, handle: int, document: str, /) -> tuple[int, int]:
        """Assert a document; the first number is 0 where a rule may fire."""

    def start_action_for_state(self, handle: int, offset: int, /) -> tuple[str, str, int] | None:
        """Start on the first rule that fires; its name stands in the second text."""

    def complete_and_start_action(self, handle: int, offset: int, /) -> str | None:
        """Go on to the next rule that fires."""

    def retract_fact(self, handle: int, document: str, /) -> tuple[int, int]:
        """Retract a document."""

    def delete_state(self, handle: int, sid: str, /) -> object:
        """Forget what was asserted."""

    def delete_ruleset(self, handle: int, /) -> object:
        """Drop a ruleset."""


class EngineFailed(Exception):
    """The C engine reported an error; the shard that raised this must be thrown away."""


class NameClash(Exception):
    """Two names of a shard have the same 32-bit hash, by which alone the engine tells names apart."""


def name_hash(name: str) -> int:
    """Return the FNV-1a hash (32 bits) by which the engine knows a name."""
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def slot_name(slots: Mapping[str, int], fact: str, letter: str) -> str:
    """Return the attribute under which the engine sees a fact of a type; `p` tells whether it is there at all."""
    return f"a{slots[fact]}{letter or 'p'}"


def _rule_json(branch: tuple[Test, ...], slots: Mapping[str, int]) -> dict[str, Any]:
    tests: list[dict[str, Any]] = [{"t": 1}]
    for test in branch:
        name = slot_name(slots, test.fact, test.letter)
        if test.test in {"some", "none"}:
            tests.append({name: 1 if test.test == "some" else 0})
        elif test.test in {"has", "lacks"}:
            tests.append({f"{name}h": 1 if test.test == "has" else 0})
        elif test.test == "eq":
            tests.append({name: test.value})
        else:
            sign = {"ne": "$neq", "ge": "$gte", "le": "$lte", "gt": "$gt", "lt": "$lt"}[test.test]
            tests.append({sign: {name: test.value}})
    return {"all": [{"m": {"$and": tests} if len(tests) > 1 else tests[0]}]}


class Shard:
    """One ruleset of the C engine: created with its rules, asked one document at a time under a lock."""

    def __init__(self, engine: NativeEngine, place: str, listed: Iterable[Branch], slots: Mapping[str, int]) -> None:
        """Create the ruleset; raises EngineFailed where the engine refuses it, NameClash for a hash clash."""
        self._engine = engine
        self._lock = Lock()
        self._slots = slots
        rules: dict[str, Any] = {}
        self._numbers: dict[str, int] = {}
        for position, (number, branch) in enumerate(listed):
            rules[f"r{position}"] = _rule_json(branch, slots)
            self._numbers[f"r{position}"] = number
        self._reads = _slots_read(rules)
        names = [*rules, *self._reads, SENTINEL, "t", "sid", "id", "$s"]
        if len({name_hash(name) for name in names}) < len(names):
            raise NameClash
        rules[SENTINEL] = {"all": [{"m": {SENTINEL: 1}}]}
        self._handle = self._create(place, rules)
        self._finalizer = weakref.finalize(self, _drop, engine, self._handle)

    def _create(self, place: str, rules: Mapping[str, Any]) -> int:
        try:
            handle: int = self._engine.create_ruleset(place, json.dumps(rules, ensure_ascii=False))
            _, self._offset = self._engine.assert_fact(handle, '{"sid":"s","id":"z","~":1}')
            self._engine.start_action_for_state(handle, self._offset)
            self._engine.complete_and_start_action(handle, self._offset)
        except Exception as error:
            raise EngineFailed(str(error)) from error
        return handle

    def close(self) -> None:
        """Drop the ruleset; asking it afterwards raises EngineFailed."""
        self._finalizer()

    def evaluate(self, facts: Mapping[str, Typed | None]) -> set[int]:
        """Return the numbers of the rules with a branch that holds; raises EngineFailed."""
        if not self._finalizer.alive:
            raise EngineFailed("the shard was dropped")
        document: dict[str, Any] = {"sid": "s", "id": "e", "t": 1}
        for fact, place in self._slots.items():
            value = facts.get(fact)
            document[f"a{place}p"] = 0 if value is None else 1
            for letter in LETTER_OF_SLOT:
                document[f"a{place}{letter}h"] = 1 if value is not None and value[0] == letter else 0
            if value is not None:
                document[f"a{place}{value[0]}"] = value[1]
        kept = {name: value for name, value in document.items() if name in self._reads or name in {"sid", "id", "t"}}
        with self._lock:
            return self._ask(_written(kept))

    def _ask(self, document: str) -> set[int]:
        engine, fired = self._engine, set()
        try:
            if engine.assert_fact(self._handle, document)[0] == 0:
                started = engine.start_action_for_state(self._handle, self._offset)
                message = started[1] if started else None
                while message:
                    fired.add(self._numbers[next(iter(json.loads(message)))])
                    message = engine.complete_and_start_action(self._handle, self._offset)
                engine.retract_fact(self._handle, '{"sid":"s","id":"e"}')
        except Exception as error:
            raise EngineFailed(str(error)) from error
        return fired


def _written(document: Mapping[str, Any]) -> str:
    """Return a document as the engine's reader takes it: floats always with a fraction."""
    parts = [f'"{name}":{_value_written(value)}' for name, value in document.items()]
    return "{" + ",".join(parts) + "}"


def _value_written(value: str | float | bool) -> str:  # noqa: FBT001 - one value of three types
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return encode_basestring(value)
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _slots_read(rules: Mapping[str, Any]) -> frozenset[str]:
    names: set[str] = set()
    for rule in rules.values():
        tests = rule["all"][0]["m"]
        for test in tests.get("$and", [tests]):
            for name, value in test.items():
                names.update(value if isinstance(value, dict) else [name])
    return frozenset(names - {"t"})


def _drop(engine: NativeEngine, handle: int) -> None:
    engine.delete_state(handle, "s")
    engine.delete_ruleset(handle)
