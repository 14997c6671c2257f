"""Changes of the manifest: identity, validity, words, parties, contacts, signatures and adoption; and of waivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from handover_policy.diff.change import Change
from handover_policy.diff.families.rewriting import (
    BETTER,
    NEUTRAL,
    UNCLEAR,
    WORSE,
    RulePair,
    later_is,
    listed,
    numbered,
)
from handover_policy.diff.flow import flow
from handover_policy.diff.measuring.people import Audience
from handover_policy.diff.sides import Scene, Side
from handover_policy.policy.inherit.long_form import VALUES, is_long
from handover_policy.policy.policy_set import Manifest
from handover_policy.policy.yaml_source.node import Node, mappings_in, plain, text_of

KIND = "kind:policy"
SETTINGS: Mapping[str, str] = {
    "title": "policy-text-changed",
    "company": "policy-text-changed",
    "timezone": "calendar-changed",
    "calendar": "calendar-changed",
    "send_at": "sending-time-changed",
    "send_on": "sending-time-changed",
    "language": "sending-time-changed",
    "adoption": "adoption-changed",
}
"""Keys whose change is neutral, or, where it moves days, unclear."""
MOVES_DAYS = frozenset({"timezone", "calendar"})
SIGNATURES = ("signature-added", "signature-removed")
SILENCE = ("sheet-acceptance-sooner", "sheet-acceptance-later")
ABSENCE = ("absence-longer", "absence-shorter")


def manifest_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of the manifest."""
    before, after = scene.before.policy.manifest, scene.after.policy.manifest
    rule = RulePair(scene=scene, old_id="" if scene.before.empty else KIND, new_id=KIND, title=after.title)
    if scene.before.empty:
        yield rule.change("policy-added", NEUTRAL, old="", new=f"{after.id} {after.version}")
        return
    if before.id != after.id:
        yield rule.change("policy-id-changed", UNCLEAR, "id")
    for key, kind in SETTINGS.items():
        if rule.differs(key):
            yield rule.change(kind, UNCLEAR if key in MOVES_DAYS else NEUTRAL, key)
    if before.jurisdiction != after.jurisdiction:
        yield rule.change("jurisdiction-changed", UNCLEAR, "jurisdiction")
    if (before.effective_from, before.effective_until) != (after.effective_from, after.effective_until):
        yield rule.change("effective-date-changed", NEUTRAL, "effective")
    yield from listed(rule, SIGNATURES, WORSE, (before.sheet_parties, after.sheet_parties), "sheet", "parties")
    yield from _silence(rule, before, after)
    yield from _duties(rule, before, after)
    yield from _absence(rule)
    yield from _words(rule, before, after)
    yield from _parties(rule, before, after)
    for name in dict.fromkeys((*after.contacts, *before.contacts)):
        if before.contacts.get(name) != after.contacts.get(name):
            yield rule.change("contact-changed", NEUTRAL, "contacts", name)


def _silence(rule: RulePair, before: Manifest, after: Manifest) -> Iterator[Change]:
    """Yield after what time others are taken to have signed: the sooner, the better for who leaves."""
    old, new = before.sheet_accepted_after, after.sheet_accepted_after
    if old == new:
        return
    sign = rule.scene.almanac.longer(old, new)
    kind = "setting-changed" if sign == 0 else SILENCE[0 if sign == -1 else 1]
    yield rule.change(kind, NEUTRAL if sign == 0 else later_is(WORSE, sign), "sheet", "accepted_after")


def _duties(rule: RulePair, before: Manifest, after: Manifest) -> Iterator[Change]:
    """Yield from which day people owe signatures, uploads and updates: the earlier, the worse for everybody."""
    if not rule.differs("duties"):
        return
    old, new = before.duties_from or before.effective_from, after.duties_from or after.effective_from
    if old == new:
        yield rule.change("setting-changed", NEUTRAL, "duties")
    else:
        earlier = new < old
        yield rule.change("duties-earlier" if earlier else "duties-later", WORSE if earlier else BETTER, "duties")


def _absence(rule: RulePair) -> Iterator[Change]:
    """Yield after how many workdays away a case begins: at once where nothing is written; the later, the better."""
    written = (side.node(KIND, "absence", "days") for side in (rule.scene.before, rule.scene.after))
    old, new = (0 if node is None else plain(node) for node in written)
    if isinstance(old, int) and isinstance(new, int):
        yield from numbered(rule, ABSENCE, BETTER, (old, new), "absence", "days")


def _words(rule: RulePair, before: Manifest, after: Manifest) -> Iterator[Change]:
    for attribute in dict.fromkeys((*after.vocabulary, *before.vocabulary)):
        path = ("vocabulary", attribute, *_values(rule, attribute))
        old, new = before.vocabulary.get(attribute, {}), after.vocabulary.get(attribute, {})
        for word in dict.fromkeys((*new, *old)):
            people = Audience((((attribute, (word,)),),))
            if word not in old or word not in new:
                kind = "word-added" if word in new else "word-removed"
                yield rule.change(kind, NEUTRAL, *path, word, people=people)
            elif old[word] != new[word]:
                yield rule.change("word-renamed", NEUTRAL, *path, word, people=people)


def _values(rule: RulePair, attribute: str) -> tuple[str, ...]:
    """Return the key under which the values of an attribute stand: of its long form, none in the short one."""
    written = (side.node(KIND, "vocabulary", attribute) for side in (rule.scene.after, rule.scene.before))
    return (VALUES,) if any(map(is_long, written)) else ()


def _parties(rule: RulePair, before: Manifest, after: Manifest) -> Iterator[Change]:
    for name in dict.fromkeys((*after.parties, *before.parties)):
        old, new = before.parties.get(name), after.parties.get(name)
        path = ("parties", name)
        if old is None or new is None:
            yield rule.change("party-removed" if new is None else "party-added", NEUTRAL, *path)
        else:
            if (old.resolves_to, old.otherwise) != (new.resolves_to, new.otherwise):
                yield rule.change("party-changed", UNCLEAR, *path)
            if old.title != new.title:
                yield rule.change("party-renamed", NEUTRAL, *path, "title")


def waiver_changes(scene: Scene) -> Iterator[Change]:
    """Yield the waivers that came, went, or say something else.

    None is neutral: a waiver takes a finding out of sight (`review.diff.waived` adds which, and how grave it is).
    """
    before, after = _waivers(scene.before), _waivers(scene.after)
    for name in dict.fromkeys((*after, *before)):
        for old, new in zip_longest(before.get(name, ()), after.get(name, ())):
            was, now = _said(old), _said(new)
            if was != now:
                kind = "waiver-added" if old is None else "waiver-removed" if new is None else "waiver-changed"
                yield Change(
                    id=kind,
                    subject=name,
                    old_at=old.location if old else None,
                    new_at=new.location if new else None,
                    direction=UNCLEAR,
                    old=was,
                    new=now,
                )


def _waivers(side: Side) -> dict[str, list[Node]]:
    """Return the waivers by what they name; two may name the same, and each is told."""
    found: dict[str, list[Node]] = {}
    for row in mappings_in(side.node("kind:waivers", "waivers")):
        found.setdefault(text_of(row.get("finding")) or "", []).append(row)
    return found


def _said(node: Node | None) -> str:
    return "" if node is None else flow(plain(node))
