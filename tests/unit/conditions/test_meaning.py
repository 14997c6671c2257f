"""What conditions mean, case by case: each is asked of the plain reading and of both evaluators."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any

import pytest

from handover_policy.conditions.meaning import facts_for, holds, unmet
from handover_policy.conditions.values import Value, figure, plain
from handover_policy.engine.compile import compile_rules
from handover_policy.engine.ruleset import Rule
from handover_policy.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Condition, Negation, Unmet
from handover_policy.model.dated import Dated

NAN = float("nan")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Role(StrEnum):
    SALES = "sales"


class Level(IntEnum):
    FIVE = 5


class Share(float):
    """A number of a class of its own."""


MEANINGS: list[tuple[str, Any, Any, bool]] = [
    ("is", "sales", "sales", True),
    ("is", "sales", Role.SALES, True),
    ("is", 5, 5.0, True),
    ("is", 5, Level.FIVE, True),
    ("is", 0.5, Share(0.5), True),
    ("is", 1, True, False),
    ("is", True, 1, False),
    ("is", "1", 1, False),
    ("is", False, False, True),
    ("is", "2026-03-02", date(2026, 3, 2), True),
    ("is", date(2026, 3, 2), "2026-03-02", True),
    ("is", "2026-02-30", "2026-02-30", True),
    ("is", NOON, NOON, True),
    ("is", date(2026, 3, 2), NOON, False),
    ("is", NAN, NAN, False),
    ("is", ("sales", 5), 5, True),
    ("is_not", "sales", "office", True),
    ("is_not", "sales", "sales", False),
    ("is_not", "sales", 5, False),
    ("is_not", "sales", None, False),
    ("is_not", "sales", "2026-03-02", False),
    ("is_not", "sales", "研发", True),
    ("is_not", "sales", "\ud800", False),
    ("is_not", "sales", "x" * 4001, False),
    ("is_not", NAN, 5, False),
    ("is_not", True, False, True),
    ("is_not", 5, NAN, False),
    ("is_not", 5, 2**53 + 1, False),
    ("one_of", ("sales", 5, True), 5, True),
    ("one_of", ("sales", "office"), "office", True),
    ("one_of", (), "sales", False),
    ("one_of", (True, False), False, True),
    ("none_of", ("sales", 5), "office", True),
    ("none_of", ("sales", 5), True, False),
    ("none_of", (1, 2), 3, True),
    ("none_of", (1, 2), 2, False),
    ("none_of", (True, False), True, False),
    ("none_of", (), "sales", False),
    ("at_least", 5, 5, True),
    ("at_least", 5, 4.9, False),
    ("at_most", 5, 5.0, True),
    ("at_most", (5,), 5, False),
    ("above", 0, 1e-07, True),
    ("above", 0, float("inf"), False),
    ("below", 0, -1, True),
    ("below", 5, True, False),
    ("at_least", "a", "b", False),
    ("at_least", False, True, False),
    ("at_least", date(2026, 3, 2), "2026-03-03", True),
    ("below", NOON, datetime(2026, 3, 2, 11, 59, 59, 999999, UTC), True),
    ("at_least", 5, NOON, False),
    ("is", NOON, NOON.replace(tzinfo=None), False),
    ("exists", True, 0, True),
    ("exists", True, None, False),
    ("exists", True, [1], False),
    ("exists", False, NAN, True),
    ("exists", False, "", False),
    ("exists", "no", None, False),
]


def answers(condition: Condition, facts: dict[str, Any]) -> set[bool]:
    rules = [Rule(id="r", kind="k", when=condition)]
    given = [compile_rules(rules, engine=name).evaluate("k", facts) for name in ("durable", "compiled")]
    return {holds(condition, facts), *(answer.fired == ("r",) for answer in given)}


@pytest.mark.parametrize(("operator", "operand", "value", "expected"), MEANINGS)
def test_a_comparison_means_what_the_contract_says(operator: str, operand: Any, value: Any, expected: Any) -> None:
    comparison = Comparison(fact="f", operator=operator, operand=operand)
    assert answers(comparison, {"f": value}) == {expected}
    assert answers(Negation(part=comparison), {"f": value}) == {not expected}


@pytest.mark.parametrize("operator", ["is", "is_not", "one_of", "none_of", "at_least", "at_most", "above", "below"])
def test_a_missing_fact_makes_every_operator_false_and_its_negation_true(operator: str) -> None:
    comparison = Comparison(fact="f", operator=operator, operand=(1,) if operator.endswith("of") else 1)
    assert answers(comparison, {}) == {False}
    assert answers(Negation(part=comparison), {}) == {True}


def test_all_of_nothing_always_holds_and_any_of_nothing_never_does() -> None:
    assert answers(ALWAYS, {}) == {True}
    assert answers(AnyOf(parts=()), {}) == {False}
    assert answers(AllOf(parts=(AnyOf(parts=()), ALWAYS)), {}) == {False}


def test_one_fact_may_be_asked_for_several_types_at_once() -> None:
    condition = AllOf(
        parts=(
            Comparison(fact="f", operator="exists", operand=True),
            Comparison(fact="f", operator="none_of", operand=("sales", 3, True, date(2026, 3, 2), NOON)),
        )
    )
    assert answers(condition, {"f": "office"}) == {True}
    assert answers(condition, {"f": 4}) == {True}
    assert answers(condition, {"f": 3}) == {False}
    assert answers(condition, {"f": date(2026, 3, 3)}) == {True}
    assert answers(condition, {"f": None}) == {False}


@pytest.mark.parametrize("engine", ["durable", "compiled"])
def test_numbers_by_date_and_unknown_operators_are_programming_errors(engine: Any) -> None:
    dated = Comparison(fact="n", operator="is", operand=Dated(values=((date(2026, 1, 1), 1),)))
    unknown = Comparison(fact="n", operator="like", operand="x")
    with pytest.raises(TypeError, match="resolved"):
        compile_rules([Rule(id="r", kind="k", when=dated)], engine=engine)
    with pytest.raises(ValueError, match="like"):
        compile_rules([Rule(id="r", kind="k", when=unknown)], engine=engine)
    with pytest.raises(TypeError, match="resolved"):
        holds(dated, {"n": 1})
    with pytest.raises(ValueError, match="like"):
        holds(unknown, {"n": 1})


@pytest.mark.parametrize("engine", ["durable", "compiled"])
def test_a_rule_given_twice_holds_where_either_does_and_fires_once(engine: Any) -> None:
    twice = [
        Rule(id="r", kind="k", when=Comparison(fact="n", operator="is", operand=1)),
        Rule(id="s", kind="k", when=ALWAYS),
        Rule(id="r", kind="k", when=Comparison(fact="n", operator="at_most", operand=2)),
    ]
    ruleset = compile_rules(twice, engine=engine)
    assert ruleset.evaluate("k", {"n": 1}).fired == ("r", "s")
    assert ruleset.evaluate("k", {"n": 3}).fired == ("s",)


def test_every_failing_alternative_is_named_and_what_holds_but_must_not() -> None:
    role = Comparison(fact="role", operator="is", operand="sales")
    days = Comparison(fact="days", operator="above", operand=3)
    absent = Comparison(fact="absent", operator="is", operand=True)
    condition = AllOf(parts=(AnyOf(parts=(role, days)), Negation(part=absent)))
    assert unmet(condition, {"role": "office", "absent": True}) == (
        Unmet(fact="role", operator="is", operand="sales", value="office", negated=False),
        Unmet(fact="days", operator="above", operand=3, value=None, negated=False),
        Unmet(fact="absent", operator="is", operand=True, value=True, negated=True),
    )
    assert unmet(condition, {"role": "office", "days": 4}) == ()
    both = Negation(part=AllOf(parts=(role, days)))
    assert [item.fact for item in unmet(both, {"role": "sales", "days": 4})] == ["role", "days"]
    either = Negation(part=AnyOf(parts=(role, days)))
    assert [item.fact for item in unmet(either, {"role": "office", "days": 4})] == ["days"]


def test_a_comparison_written_twice_is_named_once_but_one_and_true_are_two() -> None:
    one = Comparison(fact="f", operator="is", operand=1)
    true = Comparison(fact="f", operator="is", operand=True)
    assert [item.operand for item in unmet(AnyOf(parts=(one, true, one)), {})] == [1, True]


def test_a_condition_that_can_never_be_met_is_named_without_a_fact() -> None:
    assert [item.fact for item in unmet(AnyOf(parts=()), {})] == [""]
    assert [item.negated for item in unmet(Negation(part=ALWAYS), {})] == [True]


def test_facts_are_shown_as_json_has_them() -> None:
    names = ("day", "instant", "bad", "none", "text", "role", "share", "level", "flag")
    condition = AllOf(parts=tuple(Comparison(fact=name, operator="exists", operand=True) for name in names))
    facts: dict[str, Any] = {
        "day": date(2026, 3, 2), "instant": NOON, "bad": [1], "text": "2026-03-02", "role": Role.SALES,
        "share": Share(0.5), "level": Level.FIVE, "flag": True, "unread": 1,
    }  # fmt: skip
    shown = facts_for(condition, facts)
    assert shown == {
        "day": "2026-03-02", "instant": "2026-03-02T12:00:00+00:00", "bad": None, "none": None, "text": "2026-03-02",
        "role": "sales", "share": 0.5, "level": 5, "flag": True,
    }  # fmt: skip
    assert [type(shown[name]) for name in ("role", "share", "level")] == [str, float, int]
    assert plain(Role.SALES) == "sales"


def test_a_string_is_no_figure() -> None:
    with pytest.raises(TypeError):
        figure(Value("s", "5"))
