"""Changes of what is owed: the employer's own deadlines, and the leaver's work profile and uploads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import TypeVar

from handover_policy.diff.change import Change, Direction, opposite
from handover_policy.diff.families.rewriting import (
    BETTER,
    NEUTRAL,
    UNCLEAR,
    WORSE,
    RulePair,
    audience,
    later_is,
    listed,
    moved_moment,
    rule_of,
)
from handover_policy.diff.flow import flow
from handover_policy.diff.measuring.space import whom
from handover_policy.diff.sides import SECTION, Met, Scene
from handover_policy.model.condition import Condition
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import parse_period
from handover_policy.policy.policy_set import ObligationRule, SectionRule, UploadRule
from handover_policy.policy.yaml_source.node import MappingNode, mappings_in, plain, text_of

KIND = "kind:obligations"
DutyT = TypeVar("DutyT", SectionRule, UploadRule)
DUE = ("obligation-due-earlier", "obligation-due-later", "obligation-due-moved")
RHYTHM = ("duty-more-often", "duty-less-often", "duty-rhythm-changed")
PEOPLE = ("duty-people-added", "duty-people-removed", "duty-condition-rewritten")
FIELDS = ("section-field-added", "section-field-removed")


def obligation_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of the employer's deadlines: the later, the worse for the leaver."""
    before, after = ({rule.name: rule for rule in side.policy.obligations} for side in (scene.before, scene.after))
    for name in dict.fromkeys((*after, *before)):
        yield from _obligation(_document_rule(scene, name), before.get(name), after.get(name))
    yield from _retention(scene)
    yield from _deductions(scene)


def _document_rule(scene: Scene, title: str) -> RulePair:
    there = (KIND if side.node(KIND) is not None else "" for side in (scene.before, scene.after))
    return RulePair(scene=scene, old_id=next(there), new_id=next(there), title=title)


def _obligation(rule: RulePair, old: ObligationRule | None, new: ObligationRule | None) -> Iterator[Change]:
    name = new.name if new is not None else old.name if old is not None else ""
    outer, _, inner = name.partition(".")
    path = (outer, inner or "due")
    if old is None or new is None:
        added = old is None
        yield rule.change("obligation-added" if added else "obligation-removed", BETTER if added else WORSE, *path)
    elif (old.due.anchor, old.due.offset, old.roll) != (new.due.anchor, new.due.offset, new.roll):
        sign = rule.scene.almanac.compare(old.due, new.due, old.roll, new.roll)
        was, now = _due(old), _due(new)
        direction = NEUTRAL if sign == 0 else later_is(WORSE, sign)
        yield rule.change(moved_moment(sign, DUE), direction, *path, old=was, new=now)


def _due(rule: ObligationRule) -> str:
    return rule.due.text if rule.roll == "none" else f"{rule.due.text}, roll: {rule.roll}"


def _retention(scene: Scene) -> Iterator[Change]:
    rule = _document_rule(scene, "retention")
    before, after = (_entries(side.node(KIND, "retention")) for side in (scene.before, scene.after))
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) == after.get(key):
            continue
        longer = _longer(rule, before.get(key), after.get(key))
        yield rule.change("retention-longer" if longer else "retention-shorter", UNCLEAR, "retention", key)


def _longer(rule: RulePair, old: str | None, new: str | None) -> bool:
    if old is None or new is None:
        return old is None
    return rule.scene.almanac.longer(parse_period(old), parse_period(new)) == 1


def _entries(node: object) -> dict[str, str]:
    entries = node.entries if isinstance(node, MappingNode) else ()
    return {entry.key: text_of(entry.value) or "" for entry in entries}


def _deductions(scene: Scene) -> Iterator[Change]:
    """Yield what may be taken from wages: rows of one kind are the same, in the order they are written."""
    rule = _document_rule(scene, "deductions")
    before, after = (_by_kind(side.node(KIND, "deductions")) for side in (scene.before, scene.after))
    for kind in dict.fromkeys((*after, *before)):
        for old, new in zip_longest(before.get(kind, ()), after.get(kind, ())):
            if old == new:
                continue
            was, now = flow(old) if old else "", flow(new) if new else ""
            if old is None or new is None:
                name = "deduction-added" if old is None else "deduction-removed"
                yield rule.change(name, WORSE if old is None else BETTER, "deductions", kind, old=was, new=now)
            else:
                yield rule.change("deduction-changed", _stricter(old, new), "deductions", kind, old=was, new=now)


def _by_kind(node: object) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for row in mappings_in(node if not isinstance(node, MappingNode) else None):  # type: ignore[arg-type] # any node
        found.setdefault(text_of(row.get("kind")) or "", []).append(dict(plain(row)))  # type: ignore[arg-type] # a mapping
    return found


def _stricter(old: Mapping[str, object], new: Mapping[str, object]) -> Direction:
    """Return the direction of a changed deduction: a higher cap, or no proof asked for, is worse."""
    found = set()
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if key == "cap_percent_of_month":
            found.add(_cap(before, after))
        elif key in {"proof_required", "prior_written_notice"}:
            found.add(BETTER if after is True else WORSE)
        elif key == "floor" and (before is None or after is None):
            found.add(BETTER if before is None else WORSE)
        else:
            found.add(UNCLEAR)
    return found.pop() if len(found) == 1 else UNCLEAR


def _cap(before: object, after: object) -> Direction:
    numbers = [each for each in (before, after) if isinstance(each, int | float)]
    if len(numbers) == 2:  # noqa: PLR2004 - both are plain numbers
        return WORSE if numbers[1] > numbers[0] else BETTER
    return BETTER if before is None else WORSE if after is None else UNCLEAR


def archive_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of the work profile and of uploads: more to keep up is worse for the employee."""
    before, after = scene.before.policy, scene.after.policy
    sections = scene.differing(before.sections, after.sections, SECTION)
    uploads = scene.differing(before.uploads, after.uploads)
    yield from _came_and_went(scene, sections, "section", SECTION)
    yield from _came_and_went(scene, uploads, "upload", "")
    for old, new in sections.kept:
        rule = rule_of(scene, old, new, new.title, people=whom(new.when, scene.vocabulary), room=SECTION)
        yield from _duty(rule, old.when, new.when)
        yield from _section(rule, old, new)
    for earlier, later in uploads.kept:
        rule = rule_of(scene, earlier, later, later.title, people=whom(later.when, scene.vocabulary))
        yield from _duty(rule, earlier.when, later.when)
        yield from _rhythm(rule, earlier.every, later.every, "every")


def _came_and_went(scene: Scene, met: Met[DutyT], sort: str, room: str) -> Iterator[Change]:
    for duty in met.added:
        people = whom(duty.when, scene.vocabulary)
        yield rule_of(scene, None, duty, duty.title, people=people, room=room).change(f"{sort}-added", WORSE)
    for duty in met.gone:
        people = whom(duty.when, scene.vocabulary)
        yield rule_of(scene, duty, None, duty.title, people=people, room=room).change(f"{sort}-removed", BETTER)


def _duty(rule: RulePair, old: Condition, new: Condition) -> Iterator[Change]:
    yield from rule.renamed()
    yield from rule.texts("duty-text-changed", "title")
    yield from audience(rule, (old, new), PEOPLE, WORSE, "when")


def _section(rule: RulePair, old: SectionRule, new: SectionRule) -> Iterator[Change]:
    yield from listed(rule, FIELDS, WORSE, (old.fields, new.fields), "fields")
    if old.fields == new.fields and old.field_titles != new.field_titles:
        yield rule.change("duty-text-changed", NEUTRAL, "fields")
    yield from _rhythm(rule, old.update_every, new.update_every, "update_every")
    if old.required is not new.required:
        kind = "section-required" if new.required else "section-optional"
        yield rule.change(kind, WORSE if new.required else BETTER, "required")


def _rhythm(rule: RulePair, old: Period | None, new: Period | None, key: str) -> Iterator[Change]:
    if old == new:
        return
    sign = rule.scene.almanac.longer(old, new)
    direction = NEUTRAL if sign == 0 else later_is(opposite(WORSE), sign)
    yield rule.change(moved_moment(sign, RHYTHM), direction, key)
