"""Checks that every name in a policy set names something: parties, contacts, notifications, sections, ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.model.words.controls import CONTROLS, OWN
from handover_policy.model.words.messages import ABOUT_TASKS, EVERYBODY_TOLD, SHEET, SHEET_PARTIES, STEP_PARTY, TO_SIGN
from handover_policy.policy.meant.choices import choice_meant, choices_told
from handover_policy.policy.meant.values import written_as
from handover_policy.policy.policy_set import GateRule, Manifest, NoticeRule, Party
from handover_policy.policy.renamed import rings_in
from handover_policy.policy.rows.row import Row


def check_parties(manifest: Row, typed: Manifest) -> None:
    """Check what each party resolves to, and that the chains of `else` end."""
    found = manifest.around.found
    for name, _, row in manifest.named_children("parties"):
        party = typed.parties[name]
        for resolved, at in row.told_by_cases("is"):
            kind, _, contact = resolved.partition(":")
            if kind == "contact" and contact and contact not in typed.contacts:
                told = choices_told(typed.contacts, {})
                found.error("unknown-contact", at, subject=contact, known=typed.contacts, **told)
        if party.otherwise is not None and party.otherwise not in typed.parties:
            check_party(party.otherwise, row.place_of("else"), typed.parties, found)
        if _returns(name, typed):
            found.error("party-cycle", row.place_of("else"), subject=name)
    sheet = manifest.child("sheet")
    for name, place in sheet.placed_texts("parties") if sheet else ():
        check_party(name, place, typed.parties, found)


def check_party(name: str, at: Location, parties: Collection[str], found: Collected) -> None:
    """Note a party that the manifest does not declare."""
    if name not in parties:
        titles = {each: party.title for each, party in parties.items()} if isinstance(parties, Mapping) else {}
        meant = written_as(choice_meant(name, parties, titles))
        found.error("unknown-party", at, subject=name, known=parties, **choices_told(parties, titles), **meant)


def _returns(name: str, manifest: Manifest) -> bool:
    seen: set[str] = set()
    current: str | None = name
    while current is not None and current in manifest.parties:
        if current in seen:
            return current == name
        seen.add(current)
        current = manifest.parties[current].otherwise
    return False


def check_notice(row: Row, rule: NoticeRule, parties: Mapping[str, Party]) -> None:
    """Check whom a message goes to; the party of the current step exists only where a task is spoken of."""
    spoken_of = not row.lacks("for") or not ABOUT_TASKS.isdisjoint(rule.on)
    # Who was told of a case is known only once something has happened in it.
    told = (EVERYBODY_TOLD,) if rule.on and rule.at is None else ()
    known = (*parties, SHEET_PARTIES, *told, *((STEP_PARTY,) if spoken_of else ()))
    for name, place in row.placed_texts("to"):
        if name not in known:
            check_party(name, place, parties, row.around.found)


def check_told_to_sign(manifest: Row, typed: Manifest, notices: Collection[NoticeRule]) -> None:
    """Check that each party of the sheet is asked to sign it, in a set whose messages ask anybody at all.

    A set without such messages has its sheets signed elsewhere.
    """
    told = {party for rule in notices if SHEET in rule.on for party in rule.to}
    if EVERYBODY_TOLD in told:
        told |= {"leaver", "manager", "hr"}
    if SHEET_PARTIES in told or told.isdisjoint(typed.sheet_parties):
        return
    sheet = manifest.child("sheet")
    places = dict(sheet.placed_texts("parties")) if sheet else {}
    for party in typed.sheet_parties:
        if party not in told and party in typed.parties:
            manifest.around.found.error("sheet-party-untold", places.get(party, manifest.location), subject=party)


def check_asked_to_sign(row: Row, rule: NoticeRule, typed: Manifest) -> None:
    """Check that nobody is asked to sign the sheet who is none of its parties."""
    if SHEET in rule.on and rule.notification == TO_SIGN:
        for name, place in row.placed_texts("to"):
            if name in typed.parties and name not in typed.sheet_parties:
                row.around.found.warning("signing-asked-of-others", place, subject=name)


def check_gate(row: Row, rule: GateRule, controls: Collection[str]) -> None:
    """Check that a company's own control is one that the manifest declares."""
    if rule.controls.startswith(OWN) and rule.controls not in controls:
        there = row.place_of("controls")
        row.around.found.error(
            "unknown-control", there, subject=rule.controls, known=controls, allowed=", ".join((*CONTROLS, *controls))
        )


def check_notification(row: Row, rule: NoticeRule, notifications: Collection[str]) -> None:
    """Check that the message's text exists."""
    if rule.notification and rule.notification not in notifications:
        row.around.found.error(
            "unknown-notification",
            row.place_of("notification"),
            subject=rule.notification,
            known=notifications,
            **choices_told(sorted(notifications), {}),
        )


def check_moved(manifest: Row, ids: Mapping[str, Location]) -> None:
    """Check that renamed ids are gone, that their new names exist, and that each is renamed once, to its own name."""
    found = manifest.around.found
    rows = [(row.text("from"), row.text("to"), row) for row in manifest.children("moved")]
    following = {old: new for old, new, _ in rows}
    rings = rings_in(following)
    renamed: set[str] = set()
    taken: dict[str, str] = {}
    for old, new, row in rows:
        row.date("on")
        if old and old in ids:
            found.error("moved-still-there", row.place_of("from"), subject=old)
        elif old and old in rings:
            found.error("moved-cycle", row.place_of("from"), subject=old, new=new)
        if old in renamed:
            found.error("moved-twice", row.place_of("from"), subject=old)
        elif new in taken:
            found.error("moved-together", row.place_of("to"), subject=new, first=taken[new], second=old)
        renamed.add(old)
        taken.setdefault(new, old)
        if new and new not in ids and new not in following:
            found.error("moved-to-nothing", row.place_of("to"), subject=new, known=ids)
