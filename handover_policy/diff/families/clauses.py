"""Changes of clauses: what employees sign, and what may be claimed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.diff.change import Change, Direction, opposite
from handover_policy.diff.families.rewriting import BETTER, UNCLEAR, WORSE, RulePair, audience, numbered, rule_of
from handover_policy.diff.measuring.space import whom
from handover_policy.diff.sides import Scene
from handover_policy.policy.clauses import Clause, Consequence

IN_FAVOUR: Mapping[str, Direction] = {
    "damages": WORSE,
    "penalty": WORSE,
    "bonus": BETTER,
    "early_release": BETTER,
}
"""What a consequence that fires means for the employee."""
ROOT = "consequence"
LISTS = ("exclude", "persons")
WHO_SIGNS = ("clause-signing-changed", "clause-signing-changed", "clause-signing-changed")
CAP = ("clause-cap-raised", "clause-cap-lowered")
CAP_THERE = ("clause-cap-added", "clause-cap-removed")


def clause_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of clauses; a clause signed at onboarding reaches those who signed another text."""
    met = scene.differing(scene.before.policy.clauses, scene.after.policy.clauses)
    for clause in met.added:
        rule = rule_of(scene, None, clause, clause.title)
        people = whom(clause.when, scene.vocabulary)
        yield rule.change("clause-added", _weight(clause), people=people, hired=_at_onboarding(clause))
    for clause in met.gone:
        rule, people = rule_of(scene, clause, None, clause.title), whom(clause.when, scene.vocabulary)
        yield rule.change("clause-removed", opposite(_weight(clause)), people=people)
    for old, new in met.kept:
        yield from _one(rule_of(scene, old, new, new.title), old, new)


def _weight(clause: Clause) -> Direction:
    return IN_FAVOUR[clause.consequence.kind] if clause.consequence is not None else UNCLEAR


def _at_onboarding(clause: Clause) -> bool:
    return clause.sign == "onboarding"


def _one(rule: RulePair, old: Clause, new: Clause) -> Iterator[Change]:
    yield from rule.renamed()
    yield from rule.texts("clause-text-changed", "title", "law", "prominent")
    if old.text != new.text:
        yield rule.change("clause-text-changed", UNCLEAR, "text", hired=_at_onboarding(new))
    if old.sign != new.sign:
        yield rule.change("clause-signing-changed", UNCLEAR, "sign", old=old.sign, new=new.sign)
    yield from audience(rule, (old.when, new.when), WHO_SIGNS, UNCLEAR, "when")
    before, after = old.consequence, new.consequence
    if before is None and after is not None:
        people = whom(after.when, rule.scene.vocabulary)
        yield rule.change("clause-consequence-added", IN_FAVOUR[after.kind], ROOT, people=people, hired=True)
    elif after is None and before is not None:
        people = whom(before.when, rule.scene.vocabulary)
        yield rule.change("clause-consequence-removed", opposite(IN_FAVOUR[before.kind]), ROOT, people=people)
    elif before is not None and after is not None:
        yield from _consequence(rule, before, after)


def _consequence(rule: RulePair, old: Consequence, new: Consequence) -> Iterator[Change]:
    favour = IN_FAVOUR[new.kind]
    if old.kind != new.kind:
        direction = UNCLEAR if favour is IN_FAVOUR[old.kind] else favour
        yield rule.change("clause-consequence-changed", direction, ROOT, "kind", hired=True)
        for key in rule.keys(ROOT):
            if key != "kind" and rule.differs(ROOT, key):
                yield rule.change("clause-consequence-changed", UNCLEAR, ROOT, key)
        return
    yield from audience(
        rule,
        (old.when, new.when),
        ("clause-consequence-widened", "clause-consequence-narrowed", "clause-consequence-changed"),
        favour,
        ROOT,
        "when",
    )
    concerned = RulePair(
        scene=rule.scene,
        old_id=rule.old_id,
        new_id=rule.new_id,
        title=rule.title,
        people=whom(new.when, rule.scene.vocabulary),
    )
    for key in ("amount", "percent"):
        values = getattr(old, key), getattr(new, key)
        yield from numbered(concerned, (f"clause-{key}-raised", f"clause-{key}-lowered"), favour, values, ROOT, key)
        if (values[0] is None) is not (values[1] is None):
            yield concerned.change("clause-consequence-changed", UNCLEAR, ROOT, key)
    yield from _limits(concerned, old, new)
    yield from _terms(concerned, old, new)


def _shorter(old: Consequence, new: Consequence, key: str, direction: Direction) -> Direction:
    """Return what a list means that has lost items (`direction`) or won some; unclear where it has done both.

    A list of persons that is not written names everybody.
    """
    before, after = frozenset(getattr(old, key)), frozenset(getattr(new, key))
    if key == "persons" and not (before and after):
        return opposite(direction) if before else direction
    if after < before:
        return direction
    return opposite(direction) if before < after else UNCLEAR


def _limits(rule: RulePair, old: Consequence, new: Consequence) -> Iterator[Change]:
    caps = old.cap_percent_of_month, new.cap_percent_of_month
    yield from numbered(rule, CAP, WORSE, caps, ROOT, "cap_percent_of_month")  # type: ignore[arg-type] # dates are resolved
    if (caps[0] is None) is not (caps[1] is None):
        added = caps[0] is None
        kind, direction = CAP_THERE[0 if added else 1], BETTER if added else WORSE
        yield rule.change(kind, direction, ROOT, "cap_percent_of_month")
    if old.floor != new.floor:
        if old.floor is None or new.floor is None:
            added = old.floor is None
            kind = "clause-floor-added" if added else "clause-floor-removed"
            yield rule.change(kind, BETTER if added else WORSE, ROOT, "floor")
        else:
            yield rule.change("clause-consequence-changed", UNCLEAR, ROOT, "floor")


def _terms(rule: RulePair, old: Consequence, new: Consequence) -> Iterator[Change]:
    if old.measure != new.measure:
        fixed = new.measure == "fixed_sum"
        kind = "clause-measure-fixed" if fixed else "clause-measure-actual"
        yield rule.change(kind, WORSE if fixed else BETTER, ROOT, "measure")
    if old.proof_required is not new.proof_required:
        kind = "clause-proof-required" if new.proof_required else "clause-proof-dropped"
        yield rule.change(kind, BETTER if new.proof_required else WORSE, ROOT, "proof_required")
    for key, fewer in (("exclude", WORSE), ("persons", BETTER)):
        favour = fewer if IN_FAVOUR[new.kind] is WORSE else opposite(fewer)
        if rule.differs(ROOT, key):
            yield rule.change("clause-consequence-changed", _shorter(old, new, key, favour), ROOT, key)
    for key in dict.fromkeys(("of", "trigger", *(name for name in (*new.extra, *old.extra) if name not in LISTS))):
        if rule.differs(ROOT, key):
            yield rule.change("clause-consequence-changed", UNCLEAR, ROOT, key)
