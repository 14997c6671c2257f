"""hunt: play the cases against each mutant until one fails; what no case notices has survived."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

from handover_policy.policy.policy_set import PolicySet
from handover_policy.testing.cases import PolicyCase
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.policy_test import Decide, Played, run_case

Start: TypeAlias = Callable[[PolicySet], Callable[[PolicyCase], Decide]]
"""Makes a policy set ready; each call of what it gives starts over for a case, knowing nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A mutant and the case that failed on it; None where it survived every case."""

    mutant: Mutant
    killer: PolicyCase | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A case with the rules that show under the unchanged set, and the names its expectations speak of."""

    case: PolicyCase
    told: frozenset[str]
    asked: frozenset[str]


def hunt(
    mutants: Iterable[Mutant], cases: Sequence[tuple[PolicyCase, Played]], start: Start, zone: ZoneInfo
) -> Iterator[Verdict]:
    """Yield a verdict on each mutant; `cases` come with what was played of them under the unchanged set.

    Cases that expect something of the changed rule come first, then those in which it shows, the one that last noticed
    a change of this rule before all. Cases in which the change cannot show are not played.
    """
    known = [_Known(case=case, told=rules_told(played), asked=names_asked(case)) for case, played in cases]
    noticed: dict[str, PolicyCase] = {}
    for mutant in mutants:
        fresh = start(mutant.policy)
        order = _in_order(mutant, known, noticed.get(mutant.rule))
        killer = next((case for case in order if not run_case(case, fresh(case), zone).passed), None)
        if killer is not None:
            noticed[mutant.rule] = killer
        yield Verdict(mutant=mutant, killer=killer)


def _in_order(mutant: Mutant, known: Iterable[_Known], last: PolicyCase | None) -> Iterator[PolicyCase]:
    """Yield the cases in which a change may show, those first that are likely to notice it."""
    members = (task.id for task in mutant.policy.tasks if task.list_id == mutant.rule)
    rules = frozenset((mutant.rule, *members))
    playable = [each for each in known if not _is_inside_task(mutant) or mutant.rule in each.told]
    playable.sort(key=lambda each: (each.case is not last, rules.isdisjoint(each.asked), rules.isdisjoint(each.told)))
    return (each.case for each in playable)


def _is_inside_task(mutant: Mutant) -> bool:
    """Return whether only how a task goes has changed: whether there is one depends on its conditions alone.

    A case without the task cannot notice such a change, for every task there is shows.
    """
    return mutant.kind != "condition" and any(task.id == mutant.rule for task in mutant.policy.tasks)


def rules_told(played: Played) -> frozenset[str]:
    """Return the ids of the rules that show in what came of a case."""
    reasons: Iterable[Mapping[str, object]] = (effect.get("because", {}) for effect in played.effects)
    return frozenset(str(reason["rule"]) for reason in reasons if "rule" in reason)


def names_asked(case: PolicyCase) -> frozenset[str]:
    """Return what the expectations of a case name: tasks, messages, gates, steps and people alike."""
    return frozenset(_texts((case.content.get("expect", ()), case.content.get("never", ()))))


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        yield from _texts(tuple(part.values()))
    elif isinstance(part, Sequence):
        for each in part:
            yield from _texts(each)


def sampled(mutants: Sequence[Mutant], count: int, seed: int) -> tuple[Mutant, ...]:
    """Return `count` mutants in their order, chosen by a hash of the seed and what each changes: never by chance."""

    def drawn(mutant: Mutant) -> bytes:
        named = "\n".join([str(seed), mutant.rule, mutant.field, mutant.before, mutant.after])
        return hashlib.blake2b(named.encode("utf-8", "surrogatepass")).digest()

    places = sorted(range(len(mutants)), key=lambda place: drawn(mutants[place]))[:count]
    return tuple(mutants[place] for place in sorted(places))
