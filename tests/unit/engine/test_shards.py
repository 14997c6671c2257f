"""What happens around the C engine: its limits, its errors, its handles."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from handover_policy.engine.compile import compile_rules, engine_in_use
from handover_policy.engine.durable.branches import BRANCH_LIMIT, TooManyBranches, branches
from handover_policy.engine.durable.document import Layout, NameClash, check_names, name_hash
from handover_policy.engine.durable.evaluating import DurableRuleset
from handover_policy.engine.durable.native import Native, native
from handover_policy.engine.durable.shard import SHARD_ATTRIBUTES, SHARD_BRANCHES, EngineFailure, Shard, ShardPlan
from handover_policy.engine.ruleset import Rule
from handover_policy.model.condition import AllOf, AnyOf, Comparison, Condition, Negation


def is_one(fact: str) -> Comparison:
    return Comparison(fact=fact, operator="is", operand=1)


def rule(when: Condition, name: str = "r") -> Rule:
    return Rule(id=name, kind="k", when=when)


def engine() -> Native:
    module = native()
    assert module is not None
    return module


class Unwell:
    """The real C engine, except that the named calls refuse or answer wrongly as often as said."""

    def __init__(self, **ills: Any) -> None:
        self.error = engine().error
        self._ills = {call: iter(answers) for call, answers in ills.items()}

    def __getattr__(self, call: str) -> Any:
        def made(*arguments: Any) -> Any:
            ill = next(self._ills.get(call, iter(())), None)
            if ill == "refuse":
                raise self.error(f"{call} refused")
            return ill if ill is not None else getattr(engine(), call)(*arguments)

        return made


def unwell(**ills: Any) -> Native:
    return cast("Native", Unwell(**ills))


def shard_of(ruleset: Any) -> Any:
    return ruleset._kinds["k"].shards[0]


@pytest.fixture
def ruleset() -> Iterator[DurableRuleset]:
    made = DurableRuleset({"k": [rule(is_one("n"))]}, engine())
    yield made
    made.close()


def test_a_shard_whose_handle_is_gone_is_told_rebuilt_and_answered_in_python(ruleset: DurableRuleset) -> None:
    handle = shard_of(ruleset)._shard._handle
    engine().delete_state(handle, "s")
    engine().delete_ruleset(handle)
    answer = ruleset.evaluate("k", {"n": 1})
    assert answer.fired == ("r",)
    assert len(answer.trouble) == 1
    assert answer.trouble[0].startswith("k#0: ")
    assert answer.trouble[0].endswith("→ compiled")
    well = ruleset.evaluate("k", {"n": 1})
    assert (well.fired, well.trouble) == (("r",), ())


def test_more_conditions_true_at_once_than_the_engine_can_stack_are_an_error_and_no_crash() -> None:
    plan = ShardPlan(
        branches=tuple((place, branches(is_one(f"f{place}"))[0]) for place in range(65)),
        layout=Layout(branches(is_one(f"f{place}"))[0][0] for place in range(65)),
    )
    crowded = Shard(engine(), plan)
    everything = plan.layout.document({f"f{place}": 1 for place in range(65)})
    with pytest.raises(EngineFailure, match="303"):
        crowded.fired(everything)
    crowded.drop()


def test_a_full_shard_with_every_branch_true_answers() -> None:
    rules = [rule(is_one(f"f{place}"), f"r{place}") for place in range(SHARD_BRANCHES)]
    made = DurableRuleset({"k": rules}, engine())
    assert len(made._kinds["k"].shards) == 1
    answer = made.evaluate("k", {f"f{place}": 1 for place in range(SHARD_BRANCHES)})
    assert (len(answer.fired), answer.trouble) == (SHARD_BRANCHES, ())


def test_sixty_rules_with_one_condition_all_fire() -> None:
    made = DurableRuleset({"k": [rule(is_one("n"), f"r{place}") for place in range(SHARD_BRANCHES)]}, engine())
    assert len(made.evaluate("k", {"n": 1}).fired) == SHARD_BRANCHES


def test_rules_that_read_many_facts_are_spread_over_shards() -> None:
    wide = [
        rule(AllOf(parts=tuple(is_one(f"f{place}.{fact}") for fact in range(20))), f"r{place}") for place in range(30)
    ]
    made = DurableRuleset({"k": wide}, engine())
    shards = made._kinds["k"].shards
    assert len(shards) == 3
    assert all(len(shard._plan.layout.names) <= SHARD_ATTRIBUTES for shard in shards)
    everything = {f"f{place}.{fact}": 1 for place in range(30) for fact in range(20)}
    assert len(made.evaluate("k", everything).fired) == 30


@pytest.mark.parametrize(
    "wide",
    [
        AnyOf(parts=tuple(is_one(f"f{n}") for n in range(BRANCH_LIMIT + 1))),
        AllOf(parts=tuple(is_one(f"f{n}") for n in range(40))),
        AllOf(parts=tuple(AnyOf(parts=(is_one(f"f{n}"), is_one(f"g{n}"))) for n in range(6))),
        AnyOf(parts=tuple(AllOf(parts=tuple(is_one(f"f{n}.{m}") for m in range(20))) for n in range(20))),
    ],
    ids=["alternatives", "literals", "product", "attributes"],
)
def test_a_condition_too_wide_for_the_engine_is_answered_by_python_without_trouble(wide: Condition) -> None:
    made = DurableRuleset({"k": [rule(wide), rule(is_one("n"), "narrow")]}, engine())
    assert [len(shard._rules) for shard in made._kinds["k"].shards] == [1]
    facts: dict[str, Any] = {f"f{n}": 1 for n in range(40)} | {f"f3.{m}": 1 for m in range(20)} | {"n": 1}
    answer = made.evaluate("k", facts)
    assert (answer.fired, answer.trouble) == (("r", "narrow"), ())
    assert made.evaluate("k", {"n": 1}).fired == ("narrow",)


def test_thirty_two_alternatives_are_allowed_and_equal_ones_count_once() -> None:
    assert len(branches(AnyOf(parts=tuple(is_one(f"f{n}") for n in range(BRANCH_LIMIT))))) == BRANCH_LIMIT
    assert len(branches(AnyOf(parts=(is_one("f"),) * 40))) == 1
    assert len(branches(AllOf(parts=(is_one("f"),) * 40))[0]) == 1
    with pytest.raises(TooManyBranches):
        branches(Negation(part=Comparison(fact="f", operator="one_of", operand=tuple(range(30)))))


def test_a_rule_that_the_engine_refuses_is_answered_by_python_and_told_every_time() -> None:
    made = DurableRuleset({"k": [rule(is_one("n")), rule(is_one("n"), "s")]}, unwell(create_ruleset=["refuse"]))
    for _ in range(2):
        answer = made.evaluate("k", {"n": 1})
        assert answer.fired == ("r", "s")
        assert answer.trouble == ("k/r: create_ruleset: create_ruleset refused → compiled",)
    assert made.evaluate("k", {"n": 2}).fired == ()


def test_a_shard_that_cannot_be_built_is_tried_again_at_the_next_evaluation() -> None:
    made = DurableRuleset({"k": [rule(is_one("n"))]}, unwell(create_ruleset=[None, "refuse", "refuse"]))
    first, second, third = (made.evaluate("k", {"n": 1}) for _ in range(3))
    assert (first.fired, first.trouble) == (("r",), ("k#0: no shard → compiled",))
    assert (second.fired, second.trouble) == (("r",), ("k#0: no shard → compiled",))
    assert (third.fired, third.trouble) == (("r",), ())


def test_a_sentinel_that_is_refused_is_an_engine_failure() -> None:
    made = DurableRuleset({"k": [rule(is_one("n"))]}, unwell(assert_fact=["refuse"]))
    assert made.evaluate("k", {"n": 1}).trouble == ("k/r: sentinel: assert_fact refused → compiled",)


def test_an_outcome_that_the_engine_must_not_give_is_an_engine_failure() -> None:
    made = DurableRuleset({"k": [rule(is_one("n"))]}, unwell(assert_fact=[None, None, (2, 0)]))
    answer = made.evaluate("k", {"n": 1})
    assert (answer.fired, answer.trouble) == (("r",), ("k#0: assert_fact: outcome 2 → compiled",))


def test_a_firing_whose_start_is_lost_fires_nothing_rather_than_crash() -> None:
    made = DurableRuleset({"k": [rule(is_one("n"))]}, unwell(start_action_for_state=[None, None, ()]))
    assert made.evaluate("k", {"n": 1}).fired == ()


def test_handles_are_given_back_when_a_ruleset_is_dropped_or_closed() -> None:
    made = DurableRuleset({"k": [rule(is_one("n"))]}, engine())
    handle = shard_of(made)._shard._handle
    made.close()
    made.close()
    with pytest.raises(engine().error):
        engine().delete_ruleset(handle)
    dropped = DurableRuleset({"k": [rule(is_one("n"))]}, engine())
    handle = shard_of(dropped)._shard._handle
    del dropped
    gc.collect()
    with pytest.raises(engine().error):
        engine().delete_ruleset(handle)


def test_threads_share_a_ruleset_safely() -> None:
    made = DurableRuleset({"k": [rule(is_one("n"), "one"), rule(Negation(part=is_one("n")), "other")]}, engine())

    def ask(number: int) -> bool:
        expected = ("one",) if number % 2 else ("other",)
        return all(made.evaluate("k", {"n": number % 2}).fired == expected for _ in range(200))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(8)))


def test_without_the_c_module_the_compiled_evaluator_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_in_use() == "durable"
    assert engine_in_use("compiled") == "compiled"
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    native.cache_clear()
    try:
        assert engine_in_use() == "compiled"
        assert compile_rules([rule(is_one("n"))]).engine == "compiled"
    finally:
        native.cache_clear()


def test_no_two_names_that_a_shard_can_ever_have_are_one_to_the_engine() -> None:
    slots = [f"{letter}{lacks}" for letter in "snbdi" for lacks in ("", "x")]
    attributes = [f"a{number}{slot}" for number in range(SHARD_ATTRIBUTES) for slot in [*slots, "p"]]
    check_names([*attributes, *(f"r{number}" for number in range(SHARD_BRANCHES))])
    with pytest.raises(NameClash, match="aa and bb"):
        check_names(["aa", "bb"], lambda name: len(name) if name in {"aa", "bb"} else name_hash(name))


def test_the_hash_is_that_of_the_engine() -> None:
    assert name_hash("a") == 0xE40C292C


def test_texts_that_come_again_are_remembered_but_not_without_end() -> None:
    made = DurableRuleset({"k": [rule(Comparison(fact="n", operator="at_least", operand=500))]}, engine())
    assert [made.evaluate("k", {"n": n}).fired == ("r",) for n in range(600)] == [n >= 500 for n in range(600)]
    long = "x" * 100
    told = DurableRuleset({"k": [rule(Comparison(fact="n", operator="is", operand=long))]}, engine())
    assert told.evaluate("k", {"n": long}).fired == ("r",)
    known = shard_of(made)._plan.layout._plan[0][1].known
    assert 0 < len(known[int]) <= 256
    assert shard_of(told)._plan.layout._plan[0][1].known[str] == {}
