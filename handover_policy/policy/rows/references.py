"""Checks that every name in a policy set names something: parties, contacts, notifications, sections, ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.model.words.messages import ABOUT_TASKS, EVERYBODY_TOLD, STEP_PARTY
from handover_policy.policy.meant.choices import choice_meant, choices_told
from handover_policy.policy.meant.values import written_as
from handover_policy.policy.policy_set import Manifest, NoticeRule, Party
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


def check_steps(lists: Iterable[Row], parties: Collection[str], sections: Collection[str] | None) -> None:
    """Check the parties of all steps, and the profile section of every `for_each`."""
    for task in (task for listed in lists for task in listed.children("tasks")):
        found = task.around.found
        instead = task.child("without_leaver")
        for step in (*task.children("steps"), *((instead,) if instead else ())):
            if step.text("party"):
                check_party(step.text("party"), step.place_of("party"), parties, found)
        section = task.text("for_each").removeprefix("profile.")
        if section and sections is not None and section not in sections:
            told = choices_told(sections, {})
            found.error("unknown-section", task.place_of("for_each"), subject=section, known=sections, **told)


def check_notice(row: Row, rule: NoticeRule, parties: Mapping[str, Party]) -> None:
    """Check whom a message goes to; the party of the current step exists only where a task is spoken of."""
    spoken_of = not row.lacks("for") or not ABOUT_TASKS.isdisjoint(rule.on)
    # Who was told of a case is known only once something has happened in it.
    told = (EVERYBODY_TOLD,) if rule.on and rule.at is None else ()
    known = (*parties, *told, *((STEP_PARTY,) if spoken_of else ()))
    for name, place in row.placed_texts("to"):
        if name not in known:
            check_party(name, place, parties, row.around.found)


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
