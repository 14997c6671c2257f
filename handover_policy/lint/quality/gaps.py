"""note_gaps: lists of cases of which none holds for somebody, so that something else stands in."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.conditions.domains import Domains, domains_of
from handover_policy.conditions.meaning import holds
from handover_policy.conditions.situations import MOST, how_many, situations
from handover_policy.findings.collected import Collected
from handover_policy.model.condition import Comparison, FactValue, comparisons
from handover_policy.policy.cases.listed import CaseList
from handover_policy.policy.policy_set import PolicySet

SHOWN = 3
"""How many of those for whom no case holds are named."""


def note_gaps(policy: PolicySet, found: Collected) -> None:
    """Note every list of cases that leaves somebody out, and whom."""
    domains, vocabulary = domains_of(policy, in_case=True), policy.manifest.vocabulary
    for each in policy.cases:
        if each.is_whole:
            continue
        values = _values(each, domains, vocabulary)
        if how_many(values) > MOST:
            found.warning("situations-too-many", each.location, subject=each.id, count=how_many(values), limit=MOST)
            continue
        left = [world for world in situations(values) if not any(holds(row.when, world) for row in each.rows)]
        if left:
            people = dict.fromkeys(_in_words(world, vocabulary) for world in left)
            more = " …" if len(people) > SHOWN else ""
            whom = "; ".join(list(people)[:SHOWN]) + more
            found.warning("case-for-nobody", each.location, subject=each.id, whom=whom)


def _values(
    each: CaseList, domains: Domains, vocabulary: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[FactValue, ...]]:
    asked: dict[str, list[Comparison]] = {}
    for row in each.rows:
        for comparison in comparisons(row.when):
            asked.setdefault(comparison.fact, []).append(comparison)
    return {
        name: tuple(vocabulary[name]) if name in vocabulary else tuple(domains.values(name, told))
        for name, told in asked.items()
    }


def _in_words(world: Mapping[str, FactValue], vocabulary: Mapping[str, Mapping[str, str]]) -> str:
    return ", ".join(_trait(name, value, vocabulary) for name, value in world.items())


def _trait(name: str, value: FactValue, vocabulary: Mapping[str, Mapping[str, str]]) -> str:
    words = vocabulary.get(name, {})
    return words.get(str(value), f"{name}: {'—' if value is None else value}")
