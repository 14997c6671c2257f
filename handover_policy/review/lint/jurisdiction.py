"""statutes_for: the packs a jurisdiction is judged by, overlays applied to what they extend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.review.lint.read_statutes import checks_of
from handover_policy.review.lint.statutes import StatutePack, StatuteRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Statutes:
    """The rules that count in one jurisdiction, the packs they come from, and words that reassure."""

    packs: tuple[StatutePack, ...]
    rules: tuple[StatuteRule, ...]
    reassurances: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def law_ids(self) -> frozenset[str]:
        """Return every id that a policy may name under `law:`."""
        laws = {name for pack in self.packs for name in pack.laws}
        return frozenset(laws | {rule.id for rule in self.rules})


def statutes_for(jurisdiction: str, packs: Iterable[StatutePack]) -> Statutes:
    """Return the rules of a jurisdiction (`CN-GD`: its own pack over the one that it extends).

    Where no pack is of this jurisdiction, that of the country counts; what a pack patches or extends and what is not
    there is a finding, and so is a rule that two packs write.
    """
    found = Collected()
    known = {pack.id: pack for pack in packs}
    by_place = {pack.jurisdiction: pack for pack in known.values()}
    place = jurisdiction
    while place and place not in by_place:
        place = place.rpartition("-")[0]
    chain: list[StatutePack] = []
    pack = by_place.get(place)
    if pack is None:
        places = ", ".join(sorted(by_place))
        found.warning("statutes-missing", Location("policy.yaml"), subject=jurisdiction, known_places=places)
    while pack is not None and pack not in chain:
        chain.insert(0, pack)
        if pack.extends and pack.extends not in known:
            found.error("statutes-extend-nothing", pack.location, subject=pack.extends, known=known)
        pack = known.get(pack.extends)
    rules: dict[str, StatuteRule] = {}
    for each in chain:
        for rule in each.rules:
            if rule.id in rules:
                found.error("statute-twice", rule.location, subject=rule.id, first=rules[rule.id].location)
            rules[rule.id] = rule
        for name, patch in each.patches.items():
            if name in rules:
                rules[name] = _patched(rules[name], patch)
            else:
                found.error("statute-patches-nothing", each.location, subject=name, known=rules)
    return Statutes(
        packs=tuple(chain),
        rules=tuple(rules.values()),
        reassurances=tuple(text for each in chain for text in each.reassurances),
        findings=found.sorted(),
    )


def _patched(rule: StatuteRule, patch: Mapping[str, object]) -> StatuteRule:
    content = cast("Mapping[str, Any]", patch)
    changed = rule
    if "severity" in content:
        changed = replace(changed, severity=Severity(content["severity"]))
    if "checks" in content:
        changed = replace(changed, checks=checks_of(content))
    if "note" in content:
        changed = replace(changed, note=content["note"])
    return changed
