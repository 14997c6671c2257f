"""Generated Python: the rules of a kind as one function whose source holds only names and figures of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import TypeAlias, TypeVar

from handover_policy.conditions.values import (
    MISSING_NUMBER,
    TEXT_LIMIT,
    WHOLE_LIMIT,
    Letter,
    Value,
    day_of,
    instant_of,
    normal,
    number_of,
    text_of,
)
from handover_policy.engine.terms import Term, term
from handover_policy.model.condition import AllOf, Comparison, Condition, Negation, comparisons, facts_read

Answer = TypeVar("Answer")
Evaluate: TypeAlias = Callable[[Mapping[str, object]], list[Answer]]

_READERS: Mapping[str, Callable[[object], object]] = {
    "text_of": text_of,
    "number_of": number_of,
    "day_of": day_of,
    "instant_of": instant_of,
}


def generate(rules: Sequence[tuple[Condition, Answer]]) -> Evaluate[Answer]:
    """Return a function that takes facts by name and returns the answers of the conditions that hold, in order.

    Only names made here and finite numbers stand in the source; fact names, strings and answers are handed over
    as objects, so no text of a policy is ever executed.

    Raises:
        TypeError: an operand is still dated.
        ValueError: an operator is unknown.
    """
    return _Writer().function(rules)


class _Writer:
    """Collects the objects and lines of one function while its rules are gone through."""

    def __init__(self) -> None:
        self.namespace: dict[str, object] = {**_READERS, "normal": normal, "nan": MISSING_NUMBER}
        self._names = count()
        self._slots: dict[str, int] = {}

    def function(self, rules: Sequence[tuple[Condition, Answer]]) -> Evaluate[Answer]:
        facts = dict.fromkeys(fact for condition, _ in rules for fact in facts_read(condition))
        self._slots = {fact: slot for slot, fact in enumerate(facts)}
        terms = [term(comparison) for condition, _ in rules for comparison in comparisons(condition)]
        lines = ["def evaluate(facts):", " get = facts.get", " fired = []", " add = fired.append"]
        asked: dict[str, list[Term]] = {fact: [] for fact in facts}
        for item in terms:
            asked[item.fact].append(item)
        for fact in facts:
            lines += [f" {line}" for line in self._load(fact, asked[fact])]
        for condition, answer in rules:
            lines.append(f" if {self._test(condition)}: add({self._constant(answer)})")
        lines.append(" return fired")
        exec("\n".join(lines), self.namespace)  # noqa: S102 - the source is written above, without any text of a policy
        evaluate: Evaluate[Answer] = self.namespace["evaluate"]  # type: ignore[assignment]  # defined by the line above
        return evaluate

    def _constant(self, content: object) -> str:
        name = f"c{next(self._names)}"
        self.namespace[name] = content
        return name

    def _load(self, fact: str, terms: Sequence[Term]) -> Iterator[str]:
        """Write how a fact gets into its typed local names; a type that the fact has not is None or NaN there."""
        slot, key = self._slots[fact], self._constant(fact)
        letters = dict.fromkeys(letter for item in terms for letter in item.values)
        if len(letters) == 1 and not any(item.ask in {"present", "absent"} for item in terms):
            letter = next(iter(letters))
            yield from _SINGLE[letter](f"{letter}{slot}", key, any(item.ask == "differ" for item in terms))
            return
        yield f"v = normal(get({key}))"
        yield "l, v = v or ('', None)"
        for letter in letters:
            yield f"{letter}{slot} = v if l == '{letter}' else {'nan' if letter in 'ndi' else 'None'}"
        yield f"p{slot} = l != ''"

    def _test(self, condition: Condition) -> str:
        if isinstance(condition, Comparison):
            return self._term(term(condition))
        if isinstance(condition, Negation):
            return f"(not {self._test(condition.part)})"
        joined = " and " if isinstance(condition, AllOf) else " or "
        parts = [self._test(part) for part in condition.parts]
        return f"({joined.join(parts)})" if parts else str(isinstance(condition, AllOf))

    def _term(self, item: Term) -> str:
        slot = self._slots[item.fact]
        if item.ask in {"present", "absent"}:
            return f"p{slot}" if item.ask == "present" else f"(not p{slot})"
        tests = [self._of_letter(item, letter, f"{letter}{slot}") for letter in item.values]
        return f"({' or '.join(tests)})" if tests else "False"

    def _of_letter(self, item: Term, letter: Letter, name: str) -> str:
        values = item.values[letter]
        if item.ask not in {"equal", "differ"}:
            return f"{name} {item.ask} {values[0].content!r}"
        if len(values) > 1:
            test = f"{name} in {self._constant(frozenset(value.content for value in values))}"
        else:
            test = f"{name} == {self._literal(values[0])}"
        if item.ask == "equal":
            return test
        known = f"{name} == {name}" if letter in "ndi" else f"{name} is not None"
        return f"({known} and not {test})"

    def _literal(self, value: Value) -> str:
        return self._constant(value.content) if value.letter == "s" else repr(value.content)


def _load_text(name: str, key: str, strict: bool) -> Iterator[str]:  # noqa: FBT001 - called through the table below
    """Read a string; only where a rule asks for another value does it matter whether an unknown one is usable."""
    doubtful = f"len({name}) == 10 or len({name}) > {TEXT_LIMIT} or not {name}.isascii()"
    yield f"{name} = get({key})"
    yield f"if {name}.__class__ is not str{f' or {doubtful}' if strict else ''}: {name} = text_of({name})"


def _load_number(name: str, key: str, _: bool) -> Iterator[str]:  # noqa: FBT001 - called through the table below
    yield f"{name} = get({key})"
    yield f"if {name}.__class__ is not int or not {-WHOLE_LIMIT} <= {name} <= {WHOLE_LIMIT}: {name} = number_of({name})"


def _load_flag(name: str, key: str, _: bool) -> Iterator[str]:  # noqa: FBT001 - called through the table below
    yield f"{name} = get({key})"
    yield f"if {name} is not True and {name} is not False: {name} = None"


def _load_day(name: str, key: str, _: bool) -> Iterator[str]:  # noqa: FBT001 - called through the table below
    yield f"{name} = day_of(get({key}))"


def _load_instant(name: str, key: str, _: bool) -> Iterator[str]:  # noqa: FBT001 - called through the table below
    yield f"{name} = instant_of(get({key}))"


_SINGLE: Mapping[Letter, Callable[[str, str, bool], Iterator[str]]] = {
    "s": _load_text,
    "n": _load_number,
    "b": _load_flag,
    "d": _load_day,
    "i": _load_instant,
}
