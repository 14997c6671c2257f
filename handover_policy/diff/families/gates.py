"""Changes of gates: what stays held for whom, and until when at the latest."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.conditions.waiting import can_be_held_on_the_last_day
from handover_policy.diff.change import Change, Direction, opposite
from handover_policy.diff.families.rewriting import (
    NEUTRAL,
    UNCLEAR,
    WORSE,
    RulePair,
    later_is,
    moved_moment,
    rule_of,
)
from handover_policy.diff.measuring.people import EVERYBODY
from handover_policy.diff.measuring.space import difference, whom
from handover_policy.diff.sides import Scene
from handover_policy.model.condition import AllOf, Condition, Negation
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.words.controls import HARMLESS
from handover_policy.policy.policy_set import GateRule

RELEASE = ("gate-release-earlier", "gate-release-later", "gate-release-moved")


def gate_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of gates: what is held longer, or for more people, is worse for them."""
    met = scene.differing(scene.before.policy.gates, scene.after.policy.gates)
    for gate in met.added:
        people = whom(gate.when, scene.vocabulary)
        yield rule_of(scene, None, gate, gate.title, people=people).change("gate-added", _holding(gate))
    for gate in met.gone:
        people = whom(gate.when, scene.vocabulary)
        yield rule_of(scene, gate, None, gate.title, people=people).change("gate-removed", opposite(_holding(gate)))
    for old, new in met.kept:
        yield from _one(rule_of(scene, old, new, new.title, people=whom(new.when, scene.vocabulary)), old, new)


def _holding(gate: GateRule) -> Direction:
    """Return what it means for the leaver that a gate is held."""
    return NEUTRAL if gate.controls in HARMLESS else WORSE


def held(gate: GateRule) -> Condition:
    """Return when a gate is held: it stands in the way of somebody, and what opens it does not hold."""
    return AllOf(parts=(gate.when, Negation(part=gate.opens_when)))


def _one(rule: RulePair, old: GateRule, new: GateRule) -> Iterator[Change]:
    yield from rule.renamed()
    yield from rule.texts("gate-text-changed", "title", "law")
    if old.controls != new.controls:
        yield rule.change("gate-control-changed", UNCLEAR, "controls")
    yield from _requirement(rule, old, new)
    yield from _release(rule, old, new)


def _requirement(rule: RulePair, old: GateRule, new: GateRule) -> Iterator[Change]:
    if (old.when, old.opens_when) == (new.when, new.opens_when):
        return
    keys = [key for key in ("when", "opens_when") if rule.differs(key)] or ["opens_when"]
    path = (keys[-1],)
    found = difference(held(old), held(new), rule.scene.vocabulary)
    holding = _holding(new)
    if not found.whole:
        yield rule.change("gate-requirement-changed", UNCLEAR, *path, people=EVERYBODY)
    elif found.gained is not None and found.lost is not None and found.gained == found.lost:
        direction = NEUTRAL if holding is NEUTRAL else _held_past_the_end(rule, old, new, holding)
        yield rule.change("gate-requirement-changed", direction, *path, people=found.gained)
    else:
        if found.gained is not None:
            yield rule.change("gate-requirement-added", holding, *path, people=found.gained)
        if found.lost is not None:
            yield rule.change("gate-requirement-removed", opposite(holding), *path, people=found.lost)
        if found.gained is None and found.lost is None:
            yield rule.change("gate-requirement-rewritten", NEUTRAL, *path)


def _held_past_the_end(rule: RulePair, old: GateRule, new: GateRule, holding: Direction) -> Direction:
    """Return what it means that other things open a gate than did: by when it is open at the latest decides.

    What opens on the last day, whatever the leaver has done, is worth more than what may wait; otherwise it is unclear.
    """
    before, after = (_latest(rule, gate) for gate in (old, new))
    if before is None or after is None:
        return UNCLEAR if before is after else holding if after is None else opposite(holding)
    sign = rule.scene.almanac.compare(before, after)
    return later_is(holding, sign) if sign else UNCLEAR


def _latest(rule: RulePair, gate: GateRule) -> TimeExpression | None:
    """Return the day on which a gate is open at the latest; None where it may be held for ever."""
    waits = can_be_held_on_the_last_day(gate.opens_when, rule.scene.vocabulary)
    return gate.release_by if waits else TimeExpression(anchor="last_day")


def _release(rule: RulePair, old: GateRule, new: GateRule) -> Iterator[Change]:
    before, after = old.release_by, new.release_by
    holding = NEUTRAL if _says_nothing(rule, old) and _says_nothing(rule, new) else _holding(new)
    if before is None or after is None:
        if before is not after:
            added = before is None
            kind = "gate-release-added" if added else "gate-release-removed"
            yield rule.change(kind, opposite(holding) if added else holding, "release_by")
    elif rule.differs("release_by"):
        sign = rule.scene.almanac.compare(before, after)
        direction = NEUTRAL if sign == 0 or holding is NEUTRAL else later_is(holding, sign)
        yield rule.change(moved_moment(sign, RELEASE), direction, "release_by")


def _says_nothing(rule: RulePair, gate: GateRule) -> bool:
    """Return whether a gate opens on the last day in any case, so that a release on that day or later says nothing."""
    release = gate.release_by
    late = release is None or (release.anchor == "last_day" and release.offset.count >= 0)
    return late and not can_be_held_on_the_last_day(gate.opens_when, rule.scene.vocabulary)
