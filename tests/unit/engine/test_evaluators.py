"""Both evaluators and the plain reading give one answer, whatever the policy and whatever the facts."""

from __future__ import annotations

import os
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.engine.compile import compile_rules
from handover_policy.engine.durable import DurableRules
from handover_policy.engine.explain import facts_for, holds, unmet
from handover_policy.engine.ruleset import Rule
from handover_policy.engine.shard import EngineFailed, NativeEngine, Shard, name_hash
from handover_policy.model.condition import ALWAYS, OPERATORS, AllOf, AnyOf, Comparison, Condition, Negation
from handover_policy.model.dated import Dated

FACTS = ("employee.role", "tasks.unfinished", "case.absent", "event.last_day")
DOCUMENTS = 1000 if os.environ.get("HANDOVER_HYPOTHESIS") == "nightly" else 20
SCALARS = st.one_of(
    st.sampled_from(["研发", "sales", "", "2026-03-02", "2026-13-45", "1", "true"]),
    st.integers(-3, 3),
    st.sampled_from([0.5, 5.0, 1e-07, -0.0, 2**53, 1e14]),
    st.booleans(),
    st.sampled_from([date(2026, 3, 2), date(2026, 3, 3)]),
)
GARBAGE = st.one_of(
    SCALARS,
    st.none(),
    st.text(max_size=5),
    st.sampled_from([float("nan"), float("inf"), 2**60, 1e300, "x" * 5000, "\ud800", "a\x00b", '"\\', [1], {"a": 1}]),
)


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    operator = draw(st.sampled_from(OPERATORS))
    if operator == "exists":
        operand: Any = draw(st.booleans())
    elif operator in {"one_of", "none_of"}:
        operand = tuple(draw(st.lists(SCALARS, max_size=3)))
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
    max_leaves=6,
)
PEOPLE = st.dictionaries(st.sampled_from(FACTS), GARBAGE)


@settings(max_examples=120)
@given(st.lists(CONDITIONS, min_size=1, max_size=5), st.lists(PEOPLE, min_size=DOCUMENTS, max_size=DOCUMENTS))
def test_both_evaluators_and_the_plain_reading_agree(conditions: list[Condition], people: list[dict[str, Any]]) -> None:
    rules = [Rule(id=f"r.{place}", kind="k", when=condition) for place, condition in enumerate(conditions)]
    durable, compiled = compile_rules(rules), compile_rules(rules, engine="compiled")
    assert durable.engine == "durable"
    for facts in people:
        expected = tuple(rule.id for rule in rules if holds(rule.when, facts))
        assert compiled.evaluate("k", facts).fired == expected
        answer = durable.evaluate("k", facts)
        assert answer.fired == expected
        assert answer.trouble == ()


@given(CONDITIONS, PEOPLE)
def test_somebody_is_to_blame_exactly_where_a_condition_does_not_hold(
    condition: Condition, facts: dict[str, Any]
) -> None:
    assert bool(unmet(condition, facts)) == (not holds(condition, facts))


def test_a_hundred_alternatives_go_over_several_shards_and_stay_in_order() -> None:
    rules = [
        Rule(id=f"r{place}", kind="k", when=Comparison(fact="n", operator="at_least", operand=place))
        for place in range(100)
    ]
    durable = compile_rules(rules)
    assert durable.evaluate("k", {"n": 99}).fired == tuple(f"r{place}" for place in range(100))
    assert durable.evaluate("k", {"n": -1}).fired == ()
    assert durable.evaluate("other", {"n": 1}).fired == ()
    assert durable.reads("other") == ()
    assert compile_rules(rules, engine="compiled").evaluate("other", {}).fired == ()


def test_a_condition_with_too_many_alternatives_is_answered_all_the_same() -> None:
    wide = AllOf(
        parts=tuple(
            AnyOf(parts=tuple(Comparison(fact=f"f{n}", operator="is", operand=v) for v in range(4))) for n in range(3)
        )
    )
    ruleset = compile_rules([Rule(id="wide", kind="k", when=wide), Rule(id="always", kind="k", when=ALWAYS)])
    assert ruleset.evaluate("k", {"f0": 1, "f1": 2, "f2": 3}).fired == ("wide", "always")
    assert ruleset.evaluate("k", {"f0": 1, "f1": 2}).fired == ("always",)
    many = Negation(part=Comparison(fact="f", operator="one_of", operand=tuple(range(40))))
    assert compile_rules([Rule(id="many", kind="k", when=many)]).evaluate("k", {"f": 41}).fired == ("many",)


def test_an_engine_error_is_told_and_answered_by_the_plain_evaluator() -> None:
    rules = [Rule(id="r", kind="k", when=Comparison(fact="n", operator="is", operand=1))]
    ruleset = compile_rules(rules)
    assert isinstance(ruleset, DurableRules)
    shard = ruleset.kinds["k"].shards()[0]
    assert shard is not None
    shard.close()
    answer = ruleset.evaluate("k", {"n": 1})
    assert answer.fired == ("r",)
    assert answer.trouble == ("k: the shard was dropped",)
    assert ruleset.evaluate("k", {"n": 1}).trouble == ()


def test_a_shard_that_the_engine_refuses_raises() -> None:
    class Refusing:
        def create_ruleset(self, *_: object) -> int:
            raise RuntimeError("refused")

    with pytest.raises(EngineFailed, match="refused"):
        Shard(cast("NativeEngine", Refusing()), "p", [], {})


def test_without_the_c_module_the_compiled_evaluator_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "durable_rules_engine", None)
    assert compile_rules([]).engine == "compiled"


def test_unresolved_dates_are_a_programming_error() -> None:
    dated = Comparison(fact="n", operator="is", operand=Dated(values=((date(2026, 1, 1), 1),)))
    with pytest.raises(TypeError, match="resolved"):
        compile_rules([Rule(id="r", kind="k", when=dated)])


def test_facts_are_told_as_json() -> None:
    condition = AllOf(
        parts=tuple(Comparison(fact=name, operator="exists", operand=True) for name in ("day", "bad", "none", "text"))
    )
    told = facts_for(condition, {"day": date(2026, 3, 2), "bad": float("nan"), "text": "人"})
    assert told == {"day": "2026-03-02", "bad": None, "none": None, "text": "人"}


def test_the_hash_is_fnv_1a() -> None:
    assert name_hash("a") == 0xE40C292C
