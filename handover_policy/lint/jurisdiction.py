"""statutes_for: the packs a jurisdiction is evaluated by, overlays applied to what they extend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.lint.read_statutes import checks_of
from handover_policy.lint.statutes import Check, StatutePack, StatuteRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Statutes:
    """The rules that count in one jurisdiction, the packs they come from."""

    packs: tuple[StatutePack, ...]
    rules: tuple[StatuteRule, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def law_ids(self) -> frozenset[str]:
        """Return every id that a policy may name under `law:`."""
        laws = {name for pack in self.packs for name in pack.laws}
        return frozenset(laws | {rule.id for rule in self.rules})


def statutes_for(jurisdiction: str, packs: Iterable[StatutePack]) -> Statutes:
    """Return the rules of a jurisdiction (`CN-GD`: its own pack over the one that it extends).

    Where no pack is of this jurisdiction, that of the country counts. Packs that cannot be put together are findings:
    one that patches or extends what is not there, or itself; two of one name or place; a rule that two packs write;
    rules that no policy could satisfy together.
    """
    found = Collected()
    chain = _chain(jurisdiction, packs, found)
    rules = _applied(chain, found)
    _note_contradictions(rules.values(), found)
    return Statutes(
        packs=tuple(chain),
        rules=tuple(rules.values()),
        findings=found.sorted(),
    )


def _chain(jurisdiction: str, packs: Iterable[StatutePack], found: Collected) -> list[StatutePack]:
    """Return the pack of a jurisdiction with all it extends before it."""
    known: dict[str, StatutePack] = {}
    by_place: dict[str, StatutePack] = {}
    for each in packs:
        first = known.setdefault(each.id, by_place.setdefault(each.jurisdiction, each))
        if first is not each:
            found.error("statutes-twice", each.location, subject=each.id, first=first.location)
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
    if pack is not None:
        found.error("statutes-extend-circle", pack.location, subject=pack.id)
    return chain


def _applied(chain: Iterable[StatutePack], found: Collected) -> dict[str, StatuteRule]:
    """Return the rules of packs by id, each pack's patches made to what came before."""
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
    return rules


def _note_contradictions(rules: Iterable[StatuteRule], found: Collected) -> None:
    """Note rules that no value can satisfy together: bounds that cross, or two values for one setting."""
    told: dict[tuple[str, str], list[tuple[StatuteRule, Check]]] = {}
    for rule in rules:
        for check in rule.checks if rule.severity is not Severity.INFO else ():
            key = (check.reads, str(sorted(check.where.items(), key=str)))
            for other, before in told.setdefault(key, []):
                if _contradict(before.requires, check.requires):
                    found.error("statute-contradicts", rule.location, subject=rule.id, other=other.id)
            told[key].append((rule, check))


def _contradict(one: Mapping[str, object], two: Mapping[str, object]) -> bool:
    for first, second in ((one, two), (two, one)):
        least, most = first.get("at_least"), second.get("at_most")
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            return True
    return "is" in one and "is" in two and one["is"] != two["is"]


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
