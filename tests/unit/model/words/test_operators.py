"""Operators: each is a row, asked by both evaluators and told apart in every language."""

import pytest

from handover_policy.conditions.meaning import holds
from handover_policy.model.condition import Comparison
from handover_policy.model.words.operators import OPERATORS, asked_in_words

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_operators_read_alike(language: str) -> None:
    operands: dict[str, object] = {
        name: [1, 2] if row.takes_list else True if row.asks == "presence" else 1 for name, row in OPERATORS.items()
    }
    told = [asked_in_words({name: operand}, language) for name, operand in operands.items()]
    told += [asked_in_words({"not": {name: operand}}, language) for name, operand in operands.items()]
    assert len(set(told)) == 2 * len(OPERATORS)


def test_what_must_be_none_of_a_list_does_not_read_as_one_of_it() -> None:
    needs = {"none_of": ["sales", "driver"]}
    assert asked_in_words(needs, "zh") == "不属于 sales、driver"
    assert asked_in_words(needs, "en") == "none of sales, driver"
    assert asked_in_words({"not": needs}, "en") == "not none of sales, driver"


@pytest.mark.parametrize("name", [name for name, row in OPERATORS.items() if row.beside])
def test_an_operator_and_the_one_beside_it_differ_in_the_limit_alone(name: str) -> None:
    beside = OPERATORS[name].beside
    assert OPERATORS[beside].beside == name

    def differs(value: int) -> bool:
        first, second = (Comparison(fact="a", operator=each, operand=5) for each in (name, beside))
        return holds(first, {"a": value}) is not holds(second, {"a": value})

    assert [value for value in range(10) if differs(value)] == [5]
