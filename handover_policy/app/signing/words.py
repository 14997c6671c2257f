"""stamp_lines: what stands in a party's place of a signed sheet, in the company's language."""

from __future__ import annotations

from datetime import datetime

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import SOURCE as PORTAL
from handover_policy.app.signing.sheets import SignatureGiven
from handover_policy.policy.policy_set import Manifest
from handover_policy.ports.signer import Signatory
from handover_policy.texts.texts import Texts, texts

SHORT, LONGEST_SOURCE = 16, 40


def agreement_lines(
    manifest: Manifest, signatory: Signatory, at: datetime, how: tuple[str, str], sha256: str
) -> tuple[str, ...]:
    """Return what stands in the place of whoever signed clauses; `how` is the method, and the source that told it."""
    words, local = texts(manifest.language), at.astimezone(manifest.timezone)
    return (
        signatory.name,
        words.say("signing.stamp.number", person=signatory.person),
        words.say("signing.stamp.at", at=f"{local:%Y-%m-%d %H:%M:%S} ({manifest.timezone.key})"),
        _how_said(words, *how),
        words.say("signing.stamp.digest", digest=sha256[:SHORT]),
    )


def _how_said(words: Texts, method: str, source: str) -> str:
    """Return how somebody signed: of what a system told nobody was recognised here, whatever method it names."""
    if source != PORTAL:
        return words.say("signing.stamp.told", source=source[:LONGEST_SOURCE])
    key = f"signing.methods.{method}"
    return words.say("signing.stamp.method", method=words.say(key) if words.has(key) else method)


def stamp_lines(view: View, signatory: Signatory, given: SignatureGiven, sha256: str) -> tuple[str, ...]:
    """Return what stands in a party's place: who signed when and how, or that they were silent or signed on paper."""
    words, zone = texts(view.policy.manifest.language), view.policy.manifest.timezone
    title, name = signatory.title, signatory.name
    at = given.at.astimezone(zone)
    told = words.say("signing.stamp.at", at=f"{at:%Y-%m-%d %H:%M:%S} ({zone.key})")
    if given.silent:
        since = words.say("signing.stamp.deemed-on", day=f"{at:%Y-%m-%d}")
        who = words.say("signing.stamp.signed", title=title, name=name)
        return (words.say("signing.stamp.deemed"), who, since)
    if given.paper:
        on_paper = words.say("signing.stamp.paper", title=title, name=name)
        return (on_paper, told, words.say("signing.stamp.paper-more"))
    behalf = given.behalf
    instead = () if behalf is None else (words.say("signing.stamp.behalf", name=view.called(behalf) or behalf),)
    opinion = (words.say("signing.stamp.opinion", text=given.opinion),) if given.opinion else ()
    return (
        words.say("signing.stamp.signed", title=title, name=name),
        *instead,
        words.say("signing.stamp.number", person=signatory.person),
        told,
        _how_said(words, given.method, given.source),
        words.say("signing.stamp.digest", digest=sha256[:SHORT]),
        *opinion,
    )
