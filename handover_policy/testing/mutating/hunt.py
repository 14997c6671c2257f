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

Start: TypeAlias = Callable[[PolicySet], Callable[[], Decide]]
"""Makes a policy set ready; each call of what it gives starts over, knowing nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A mutant and the case that failed on it; None where it survived every case."""

    mutant: Mutant
    killer: PolicyCase | None


def hunt(
    mutants: Iterable[Mutant], cases: Sequence[tuple[PolicyCase, Played]], start: Start, zone: ZoneInfo
) -> Iterator[Verdict]:
    """Yield a verdict on each mutant; `cases` come with what was played of them under the unchanged set.

    Cases in which the changed rule shows come first, the one that last noticed a change of this rule before all.
    """
    about = {case.location: rules_told(played) for case, played in cases}
    noticed: dict[str, PolicyCase] = {}
    for mutant in mutants:
        fresh = start(mutant.policy)
        order = sorted(
            (case for case, _ in cases),
            key=lambda case: (case is not noticed.get(mutant.rule), mutant.rule not in about[case.location]),
        )
        killer = next((case for case in order if not run_case(case, fresh(), zone).passed), None)
        if killer is not None:
            noticed[mutant.rule] = killer
        yield Verdict(mutant=mutant, killer=killer)


def rules_told(played: Played) -> frozenset[str]:
    """Return the ids of the rules that show in what came of a case."""
    reasons: Iterable[Mapping[str, object]] = (effect.get("because", {}) for effect in played.effects)
    return frozenset(str(reason["rule"]) for reason in reasons if "rule" in reason)


def sampled(mutants: Sequence[Mutant], count: int, seed: int) -> tuple[Mutant, ...]:
    """Return `count` mutants in their order, chosen by a hash of the seed and what each changes: never by chance."""

    def drawn(mutant: Mutant) -> bytes:
        named = "\n".join([str(seed), mutant.rule, mutant.field, mutant.before, mutant.after])
        return hashlib.blake2b(named.encode("utf-8", "surrogatepass")).digest()

    places = sorted(range(len(mutants)), key=lambda place: drawn(mutants[place]))[:count]
    return tuple(mutants[place] for place in sorted(places))
