"""Both evaluators beside hand-written closures, zen-engine and CEL: same rules, same facts, same answers, one run.

python benchmarks/engine.py            # needs the extra `bench`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from random import Random
from time import perf_counter
from typing import TypeAlias

import cel
import zen

from handover_policy.engine.compile import compile_rules
from handover_policy.engine.ruleset import Rule
from handover_policy.model.condition import AllOf, Comparison, Condition

Facts: TypeAlias = Mapping[str, str | int | bool]
Evaluate: TypeAlias = Callable[[Facts], tuple[str, ...]]
Closure: TypeAlias = Callable[[Facts], bool]
Operand: TypeAlias = str | int | bool | tuple[str, ...]
Asked: TypeAlias = tuple[str, str, Operand]

SIZES = (20, 100, 1000)
DOCUMENTS = 200
ROUNDS = 5
SHORTEST_SECONDS = 0.3
SEED = 20260701

WORDS: Mapping[str, tuple[str, ...]] = {
    "employee.role": ("sales", "engineer", "shop_assistant", "operator", "driver", "supervisor", "office"),
    "employee.stage": ("probation", "regular", "part_time"),
    "case.cause": ("resignation", "employer_fault", "dismissal", "mutual", "expiry", "retirement"),
    "employee.location": ("上海", "广州", "深圳", "北京"),
}
NUMBERS: Mapping[str, int] = {
    "tasks.unfinished": 12,
    "tasks.total": 12,
    "case.notice_days_required": 60,
    "case.days_to_last_day": 60,
    "employee.tenure_months": 240,
}
FLAGS = ("case.absent", "sheet.signed", "case.loss_proven")
SHAPES = ("word", "word", "words", "number", "number", "flag")
SIGNS = {"is": "==", "at_least": ">=", "below": "<"}


def drawn_rules(count: int, random: Random) -> list[tuple[str, list[Asked]]]:
    """Return rules of one kind, two to four comparisons each, as policies write them."""
    return [
        (f"rule.{number}", [drawn_comparison(random) for _ in range(random.randint(2, 4))]) for number in range(count)
    ]


def drawn_comparison(random: Random) -> Asked:
    """Return one comparison: half of them on words, the others on numbers and flags."""
    shape = random.choice(SHAPES)
    if shape == "flag":
        return random.choice(FLAGS), "is", random.choice((True, False))
    if shape == "number":
        fact = random.choice(tuple(NUMBERS))
        return fact, random.choice(("at_least", "below")), random.randrange(NUMBERS[fact])
    fact = random.choice(tuple(WORDS))
    if shape == "word":
        return fact, "is", random.choice(WORDS[fact])
    return fact, "one_of", tuple(sorted(random.sample(WORDS[fact], 2)))


def drawn_facts(random: Random) -> Facts:
    """Return the facts of one case, all of them there: the other engines stumble over missing ones."""
    words = {fact: random.choice(choices) for fact, choices in WORDS.items()}
    numbers = {fact: random.randrange(limit) for fact, limit in NUMBERS.items()}
    return {**words, **numbers, **{fact: random.choice((True, False)) for fact in FLAGS}}


def closures(rules: Sequence[tuple[str, list[Asked]]]) -> Evaluate:
    """Return the rules as one would write them by hand: a closure a comparison, a closure a rule."""
    made = [(name, every([closure(*asked) for asked in comparisons])) for name, comparisons in rules]
    return lambda facts: tuple([name for name, holds in made if holds(facts)])


def closure(fact: str, operator: str, operand: Operand) -> Closure:
    """Return one comparison as a closure."""
    if isinstance(operand, tuple):
        return lambda facts: facts.get(fact) in operand
    if isinstance(operand, int) and operator == "at_least":
        return lambda facts: number(facts.get(fact)) >= operand
    if isinstance(operand, int) and operator == "below":
        return lambda facts: number(facts.get(fact), sys.maxsize) < operand
    return lambda facts: facts.get(fact) == operand


def number(value: str | int | None, otherwise: int = -sys.maxsize) -> int:
    """Return a number, or what makes the comparison false."""
    return value if isinstance(value, int) else otherwise


def every(parts: Sequence[Closure]) -> Closure:
    """Return the conjunction of closures."""

    def holds(facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - twice as fast as all() over a generator, and this is the yardstick
            if not part(facts):
                return False
        return True

    return holds


def ours(name: str) -> Callable[[Sequence[tuple[str, list[Asked]]]], Evaluate]:
    """Return how one of our evaluators is made from rules."""

    def make(rules: Sequence[tuple[str, list[Asked]]]) -> Evaluate:
        made = [Rule(id=name, kind="k", when=condition(comparisons)) for name, comparisons in rules]
        ruleset = compile_rules(made, engine="durable" if name == "durable" else "compiled")
        if ruleset.engine != name:
            sys.exit(f"{name}: the C module is not there")
        return lambda facts: ruleset.evaluate("k", facts).fired

    return make


def condition(comparisons: Sequence[Asked]) -> Condition:
    """Return comparisons as a condition of a policy."""
    return AllOf(
        parts=tuple(Comparison(fact=fact, operator=asked, operand=operand) for fact, asked, operand in comparisons)
    )


def expression(comparisons: Sequence[Asked], *, conjunction: str) -> str:
    """Return comparisons as an expression of zen or CEL; both take the same operators and JSON literals."""
    return conjunction.join(
        f"{plain(fact)} in {json.dumps(operand, ensure_ascii=False)}"
        if asked == "one_of"
        else f"{plain(fact)} {SIGNS[asked]} {json.dumps(operand, ensure_ascii=False)}"
        for fact, asked, operand in comparisons
    )


def plain(fact: str) -> str:
    """Return a fact's name without the dot, which is field access to zen and CEL."""
    return fact.replace(".", "_")


def listed(rules: Sequence[tuple[str, list[Asked]]], conjunction: str) -> str:
    """Return all rules as one list expression: the fastest way into zen and CEL, one crossing an evaluation."""
    return f"[{', '.join(f'({expression(comparisons, conjunction=conjunction)})' for _, comparisons in rules)}]"


def by_zen(rules: Sequence[tuple[str, list[Asked]]]) -> Evaluate:
    """Return the rules in zen-engine."""
    compiled = zen.compile_expression(listed(rules, " and "))
    names = [name for name, _ in rules]

    def evaluate(facts: Facts) -> tuple[str, ...]:
        held = compiled.evaluate({plain(fact): value for fact, value in facts.items()})
        return tuple([name for name, holds in zip(names, held, strict=True) if holds])

    return evaluate


def by_cel(rules: Sequence[tuple[str, list[Asked]]]) -> Evaluate:
    """Return the rules in common-expression-language."""
    compiled = cel.compile(listed(rules, " && "))
    names = [name for name, _ in rules]

    def evaluate(facts: Facts) -> tuple[str, ...]:
        held = compiled.execute({plain(fact): value for fact, value in facts.items()})
        return tuple([name for name, holds in zip(names, held, strict=True) if holds])

    return evaluate


ENGINES: Mapping[str, Callable[[Sequence[tuple[str, list[Asked]]]], Evaluate]] = {
    "closures": closures,
    "compiled": ours("compiled"),
    "durable": ours("durable"),
    "zen": by_zen,
    "CEL": by_cel,
}


def microseconds(evaluate: Evaluate, people: Sequence[Facts]) -> float:
    """Return the best of several rounds, in microseconds an evaluation."""
    times = []
    for _ in range(ROUNDS):
        done, start = 0, perf_counter()
        while perf_counter() - start < SHORTEST_SECONDS:
            for facts in people:
                evaluate(facts)
            done += len(people)
        times.append((perf_counter() - start) / done * 1e6)
    return min(times)


def compare(count: int) -> Mapping[str, float]:
    """Return the microseconds of every engine for so many rules, after their answers have been found equal."""
    random = Random(f"{SEED}/{count}")  # noqa: S311 - the same rules in every run
    rules = drawn_rules(count, random)
    people = [drawn_facts(random) for _ in range(DOCUMENTS)]
    made = {name: make(rules) for name, make in ENGINES.items()}
    expected = [made["closures"](facts) for facts in people]
    for name, evaluate in made.items():
        if [evaluate(facts) for facts in people] != expected:
            sys.exit(f"{name} answers otherwise than the closures with {count} rules")
    print(
        f"{count} rules: equal answers on {len(people)} cases, {sum(map(len, expected)) / len(people):.1f} fire a case"
    )
    return {name: microseconds(evaluate, people) for name, evaluate in made.items()}


def main() -> None:
    """Print microseconds an evaluation, and the ratio to closures in the same run."""
    table = {count: compare(count) for count in SIZES}
    print(f"\n{'rules':>6}" + "".join(f"{name:>20}" for name in ENGINES))
    for count, figures in table.items():
        cells = (f"{figures[name]:.1f} µs (×{figures[name] / figures['closures']:.2f})" for name in ENGINES)
        print(f"{count:>6}" + "".join(f"{cell:>20}" for cell in cells))


if __name__ == "__main__":
    main()
