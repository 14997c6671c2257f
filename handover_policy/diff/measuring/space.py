"""Space: every kind of person and situation that conditions tell apart, values that they treat alike taken together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, product
from math import inf, prod

from handover_policy.conditions.domains import OUTSIDE, Domains
from handover_policy.conditions.meaning import holds
from handover_policy.conditions.situations import MOST
from handover_policy.diff.measuring.people import EVERYBODY, OTHER, UNKNOWN, Audience, boxed
from handover_policy.model.condition import Comparison, Condition, FactValue, comparisons
from handover_policy.policy.facts import FactTable

EMPLOYEE = "employee."
UNFINISHED = "tasks.unfinished"
PARTS_OF_UNFINISHED = ("tasks.overdue", "tasks.waiting_for.")
Vocabulary = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Values of a fact that no condition tells apart: one of them to try, and the labels of all.

    Of numbers `value` is the least and `most` the greatest.
    """

    value: FactValue
    labels: tuple[str, ...]
    most: float = inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A person in a situation: the facts, and the labels of the person's attributes."""

    facts: Mapping[str, FactValue]
    person: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """All worlds that some conditions tell apart; `whole` is false where there are more than are looked at."""

    alike: Mapping[str, tuple[Alike, ...]]

    @property
    def whole(self) -> bool:
        """Return whether every world can be looked at."""
        return prod(len(each) for each in self.alike.values()) <= MOST

    def worlds(self) -> Iterator[Situation]:
        """Yield every world."""
        names = tuple(self.alike)
        persons = tuple(place for place, name in enumerate(names) if name.startswith(EMPLOYEE))
        for combination in product(*self.alike.values()):
            told = dict(zip(names, combination, strict=True))
            if possible(told):
                facts = {name: each.value for name, each in told.items()}
                yield Situation(facts=facts, person=tuple(combination[place].labels for place in persons))

    def people(self, persons: Iterable[tuple[tuple[str, ...], ...]]) -> Audience:
        """Return persons, as worlds name them, as people."""
        universe = {
            name: tuple(label for each in alike for label in each.labels)
            for name, alike in self.alike.items()
            if name.startswith(EMPLOYEE)
        }
        return boxed(persons, universe)


def space_of(conditions: Iterable[Condition], vocabulary: Vocabulary) -> Space:
    """Return the space that conditions, their numbers resolved, tell apart over a closed vocabulary."""
    asked: dict[str, dict[Comparison, None]] = {}
    for condition in conditions:
        for comparison in comparisons(condition):
            asked.setdefault(comparison.fact, {})[comparison] = None
    domains = Domains(table=FactTable(vocabulary=vocabulary, parties=None, sections=None), in_case=True, fewest_tasks=0)
    return Space(alike={name: _alike(name, tuple(each), domains, vocabulary) for name, each in asked.items()})


def _alike(name: str, asked: Sequence[Comparison], domains: Domains, vocabulary: Vocabulary) -> tuple[Alike, ...]:
    def answers(value: FactValue) -> tuple[bool, ...]:
        return tuple(holds(comparison, {name: value}) for comparison in asked)

    if name in vocabulary:
        return _by_answers({word: answers(word) for word in vocabulary[name]})
    values = tuple(domains.values(name, asked))
    ordered = [value for value in values if isinstance(value, int | float | date) and not isinstance(value, bool)]
    runs = [tuple(run) for _, run in groupby(sorted(ordered), answers)]
    found = [
        Alike(value=run[0], labels=(label,), most=_most(run, runs))
        for run, label in zip(runs, _spans(runs), strict=True)
    ]
    rest: dict[FactValue, tuple[bool, ...]] = {
        value: answers(value) for value in values if isinstance(value, str | bool | None)
    }
    return (*found, *_by_answers(rest))


def _most(run: Sequence[object], runs: Sequence[Sequence[object]]) -> float:
    return run[-1] if run is not runs[-1] and isinstance(run[-1], int | float) else inf


def possible(told: Mapping[str, Alike]) -> bool:
    """Return whether values can meet in one case: facts that follow from another must agree with it."""
    unfinished = told.get(UNFINISHED)
    if unfinished is not None:
        handover = told.get("case.handover")
        if handover is not None:
            least, most = (0, 0) if handover.value == "complete" else (1, inf)
            if unfinished.value is None or _number(unfinished) > most or unfinished.most < least:
                return False
        if any(_number(told[part]) > unfinished.most for part in told if part.startswith(PARTS_OF_UNFINISHED)):
            return False
    total = told.get("tasks.total")
    if total is not None and unfinished is not None and _number(unfinished) > total.most:
        return False
    reached, days = told.get("case.last_day_reached"), told.get("case.days_to_last_day")
    if reached is None or days is None or days.value is None:
        return True
    return _number(days) <= 0 if reached.value is True else days.most > 0


def _number(alike: Alike) -> float:
    return alike.value if isinstance(alike.value, int | float) else -inf


def _by_answers(answers: Mapping[FactValue, tuple[bool, ...]]) -> tuple[Alike, ...]:
    groups: dict[tuple[bool, ...], list[FactValue]] = {}
    for value, told in answers.items():
        groups.setdefault(told, []).append(value)
    return tuple(Alike(value=group[0], labels=tuple(map(_label, group))) for group in groups.values())


def _label(value: FactValue) -> str:
    if value is None:
        return UNKNOWN
    return OTHER if value == OUTSIDE else str(value)


def _spans(runs: Sequence[tuple[int | float | date, ...]]) -> Iterator[str]:
    """Yield a label for each run of values, as `<12`, `12–23` and `≥24`."""
    for place, run in enumerate(runs):
        following = runs[place + 1][0] if place + 1 < len(runs) else None
        if following is None:
            yield f"≥{run[0]}"
        elif place == 0:
            yield f"<{following}"
        else:
            last = following - (timedelta(days=1) if isinstance(following, date) else 1)  # type: ignore[operator]
            yield str(run[0]) if run[0] == last else f"{run[0]}–{last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceChange:
    """For whom a condition holds on one side only; None for nobody. Not `whole` where too much can be told apart."""

    gained: Audience | None
    lost: Audience | None
    whole: bool = True


def difference(old: Condition, new: Condition, vocabulary: Vocabulary) -> AudienceChange:
    """Return who is added (`new` holds, `old` does not) and who falls away, over all people and situations."""
    space = space_of((old, new), vocabulary)
    if not space.whole:
        return AudienceChange(gained=EVERYBODY, lost=EVERYBODY, whole=False)
    gained: list[tuple[tuple[str, ...], ...]] = []
    lost: list[tuple[tuple[str, ...], ...]] = []
    for world in space.worlds():
        before, after = holds(old, world.facts), holds(new, world.facts)
        if before is not after:
            (gained if after else lost).append(world.person)
    return AudienceChange(gained=space.people(gained) if gained else None, lost=space.people(lost) if lost else None)


def whom(condition: Condition, vocabulary: Vocabulary) -> Audience:
    """Return for whom a condition can hold, in some situation; everybody where too much can be told apart."""
    space = space_of((condition,), vocabulary)
    if not space.whole:
        return EVERYBODY
    return space.people(world.person for world in space.worlds() if holds(condition, world.facts))
