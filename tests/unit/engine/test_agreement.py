"""Both evaluators and the plain reading give one answer, whatever the policy and whatever the facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.conditions.meaning import facts_for, holds, unmet
from handover_policy.engine.compile import compile_rules
from handover_policy.engine.ruleset import Rule
from handover_policy.model.condition import AllOf, AnyOf, Comparison, Condition, Negation
from handover_policy.model.words.operators import OPERATORS

EXAMPLES = min(settings().max_examples, 4_000)
DRAWN = 5
"""Each with each makes 25 documents an example: 100 examples give 2,500 evaluations, the nightly 4,000 give 100,000."""

FACTS = ("employee.role", "tasks.unfinished", "case.absent", "event.last_day", '"}\\ 名')
EAST = timezone(timedelta(hours=8))
NUMBERS = [0, 1, -1, 5, 2**53, -(2**53), 0.5, 5.0, -0.0, 0.1 + 0.2, 1e-07, 5e-324, 1.5e-300, 999999999999999.9, -1e14]
WORDS = [
    "研发",
    "sales",
    "",
    "2026-03-02",
    "2026-02-30",
    "1",
    "true",
    '"',
    "\\",
    "a\x00b",
    "x" * 4000,
    "\U0001f600",
    "'",
]
DAYS = [date(2026, 3, 2), date(1, 1, 1), date(9999, 12, 31)]
INSTANTS = [
    datetime(2026, 3, 2, 10, tzinfo=EAST),
    datetime(2026, 3, 2, 2, tzinfo=UTC),
    datetime(2026, 3, 2, 10, 0, 0, 1, EAST),
    datetime(1, 1, 1, tzinfo=EAST),
    datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
]
GARBAGE = [
    float("nan"), float("inf"), float("-inf"), 2**53 + 1, -(2**60), 10**400, 1e15, -1e300, "x" * 4001, "研" * 4001,
    "\ud800", "a\udfffb", datetime(2026, 3, 2, 10, tzinfo=UTC).replace(tzinfo=None),
    [1], {"a": 1}, b"sales", 1j, (1, 2), object,
]  # fmt: skip
SCALARS = st.one_of(
    st.sampled_from([*WORDS, *NUMBERS, *DAYS, *INSTANTS, True, False]),
    st.text(max_size=4),
    st.integers(-3, 3),
    st.integers(),
    st.floats(),
    st.dates(),
)
VALUES = st.one_of(SCALARS, st.none(), st.sampled_from(GARBAGE))


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    operator = draw(st.sampled_from(tuple(OPERATORS)))
    if operator == "exists":
        operand: Any = draw(st.booleans())
    elif operator in {"one_of", "none_of"}:
        operand = tuple(draw(st.lists(SCALARS, max_size=4)))
    else:
        operand = draw(SCALARS)
    return Comparison(fact=draw(st.sampled_from(FACTS)), operator=operator, operand=operand)


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AllOf(parts=tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(parts=tuple(parts))),
        inner.map(lambda part: Negation(part=part)),
    ),
    max_leaves=8,
)
PEOPLE = st.dictionaries(st.sampled_from(FACTS), VALUES, min_size=2)


def told_about(conditions: list[Condition], draw: st.DrawFn) -> dict[str, Any]:
    """Facts half of which are the very operands of the conditions: random values alone hardly ever meet."""
    facts = draw(PEOPLE)
    asked = [item for condition in conditions for item in leaves(condition)]
    for comparison in draw(st.lists(st.sampled_from(asked), max_size=3)) if asked else ():
        operand: Any = comparison.operand
        facts[comparison.fact] = draw(st.sampled_from(operand)) if isinstance(operand, tuple) and operand else operand
    return facts


def leaves(condition: Condition) -> list[Comparison]:
    if isinstance(condition, Comparison):
        return [condition]
    parts = (condition.part,) if isinstance(condition, Negation) else condition.parts
    return [leaf for part in parts for leaf in leaves(part)]


@st.composite
def policies_and_people(draw: st.DrawFn) -> tuple[list[Condition], list[dict[str, Any]]]:
    conditions = draw(st.lists(CONDITIONS, min_size=1, max_size=6))
    told = [told_about(conditions, draw) for _ in range(DRAWN)]
    return conditions, [{**first, **second} for first, second in product(told, told)]


@settings(max_examples=EXAMPLES)
@given(policies_and_people())
def test_durable_compiled_and_the_plain_reading_agree_in_set_and_order(
    drawn: tuple[list[Condition], list[dict[str, Any]]],
) -> None:
    conditions, people = drawn
    rules = [Rule(id=f"r.{place}", kind="k", when=condition) for place, condition in enumerate(conditions)]
    durable, compiled = compile_rules(rules), compile_rules(rules, engine="compiled")
    assert (durable.engine, compiled.engine) == ("durable", "compiled")
    assert durable.reads("k") == compiled.reads("k")
    for facts in people:
        expected = tuple(rule.id for rule in rules if holds(rule.when, facts))
        assert compiled.evaluate("k", facts).fired == expected
        answer = durable.evaluate("k", facts)
        assert (answer.fired, answer.trouble) == (expected, ())
    durable.close()


@settings(max_examples=EXAMPLES // 4)
@given(policies_and_people())
def test_something_is_in_the_way_exactly_where_a_condition_does_not_hold(
    drawn: tuple[list[Condition], list[dict[str, Any]]],
) -> None:
    for condition in drawn[0]:
        for facts in drawn[1]:
            assert bool(unmet(condition, facts)) is not holds(condition, facts)
            assert all(
                isinstance(value, str | int | float | bool | None) for value in facts_for(condition, facts).values()
            )


@pytest.mark.parametrize("engine", ["durable", "compiled"])
def test_hundreds_of_rules_of_many_kinds_stay_in_policy_order(engine: Any) -> None:
    rules = [
        Rule(id=f"{kind}.{place}", kind=kind, when=Comparison(fact="n", operator="at_least", operand=place))
        for place in range(150)
        for kind in ("tasks", "gates")
    ]
    ruleset = compile_rules(rules, engine=engine)
    assert ruleset.evaluate("tasks", {"n": 149}).fired == tuple(f"tasks.{place}" for place in range(150))
    assert ruleset.evaluate("gates", {"n": 1.5}).fired == ("gates.0", "gates.1")
    assert ruleset.evaluate("gates", {}).fired == ()
    assert ruleset.evaluate("claims", {"n": 149}).fired == ()
    assert (ruleset.reads("tasks"), ruleset.reads("claims")) == (("n",), ())
    ruleset.close()


@pytest.mark.parametrize("engine", ["durable", "compiled"])
def test_the_deepest_condition_that_a_policy_file_can_hold_is_judged(engine: Any) -> None:
    deep: Condition = Comparison(fact="n", operator="is", operand=1)
    for level in range(100):
        deep = Negation(part=deep) if level % 2 else AnyOf(parts=(AllOf(parts=(deep,)),))
    ruleset = compile_rules([Rule(id="deep", kind="k", when=deep)], engine=engine)
    assert ruleset.evaluate("k", {"n": 1}).fired == (("deep",) if holds(deep, {"n": 1}) else ())
    assert ruleset.evaluate("k", {"n": 2}).fired == (("deep",) if holds(deep, {"n": 2}) else ())
