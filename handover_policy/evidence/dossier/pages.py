"""readme_page, timeline_page: what people read of a dossier: as pages for the screen and for A4, nothing loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from jinja2 import DictLoader, Environment, StrictUndefined

from handover_policy.evidence.checkpoints import CheckpointUnreadable, read_checkpoint
from handover_policy.evidence.dossier.case_dossier import CaseDossier
from handover_policy.evidence.dossier.layout import file_name, key_path, note_path, stamp_path
from handover_policy.evidence.dossier.timeline import local, missing_said, timeline
from handover_policy.evidence.dossier.told_files import told_files
from handover_policy.evidence.notes import NoteUnreadable, read_note
from handover_policy.evidence.stamps import StampUnfit, read_stamp
from handover_policy.render.pages.content_policy import with_content_policy
from handover_policy.texts.texts import Texts, languages, texts

README, TIMELINE = "readme.html.j2", "timeline.html.j2"
PACKAGE = "handover_policy.evidence.dossier"
"""Beside whose modules the templates lie."""
TEMPLATES = (README, TIMELINE, "dossier.css")

ROLES = (
    "timeline",
    "rows",
    "delivery",
    "file",
    "signed",
    "certificates",
    "policy",
    "checkpoint",
    "stamp",
    "keys",
    "manifest",
    "seal",
)
OF_SOME = frozenset({"file", "signed", "certificates", "stamp", "policy"})
"""What is explained where a dossier has it."""
AREAS = ("dossier", "words", "reports", "pages_deliveries")
"""Of the texts, those that the pages take sentences from."""
FORGERS = ("reader", "database", "key", "clock", "person", "file")


def pages_digest(templates: Mapping[str, str]) -> str:
    """Return the digest of what pages are made by: who has other templates or sentences makes other pages."""
    made = hashlib.sha256("\0".join(templates[name] for name in TEMPLATES).encode())
    for language in languages():
        for area in AREAS:
            for name, sentence in sorted(texts(language).area(area).items()):
                made.update(f"{language}\0{area}\0{name}\0{sentence}\0".encode())
    return made.hexdigest()


def readme_page(dossier: CaseDossier, words: Texts, templates: Mapping[str, str]) -> bytes:
    """Return what tells a stranger what a dossier is, how to check it, and what it proves."""
    told = told_files(dossier.rows)
    missing = [
        (told[digest].name if digest in told else digest, digest, missing_said(words, why))
        for digest, why in sorted(dossier.standing.missing.items())
    ]
    key = dossier.keys[-1].key if dossier.keys else ""
    stamped = [each for each in dossier.checkpoints if each.stamp is not None] or dossier.checkpoints
    note = note_path(stamped[-1]) if stamped else ""
    erased = [row.position for row in dossier.rows if row.kind == "erased"]
    return _page(
        README,
        templates,
        words,
        dossier,
        told=told,
        missing=missing,
        erased=erased,
        sealed_at=sealed_at(dossier),
        stamped_at=stamped_at(dossier),
        lost=[(digest, missing_said(words, why)) for digest, why in sorted(dossier.standing.lost.items())],
        roles=[each for each in ROLES if each not in OF_SOME or each in _there(dossier)],
        forgers=FORGERS,
        key=key,
        file=file_name(dossier.standing.case),
        pem=key_path(key),
        note=note,
        stamp=stamp_path(note),
    )


def timeline_page(dossier: CaseDossier, words: Texts, templates: Mapping[str, str]) -> bytes:
    """Return what happened, for people to read."""
    return _page(TIMELINE, templates, words, dossier, lines=timeline(dossier, words), sealed_at=sealed_at(dossier))


def _there(dossier: CaseDossier) -> frozenset[str]:
    """Return which of the roles that not every dossier has are there."""
    told = [each for each in told_files(dossier.rows).values() if each.sha256 in dossier.held]
    found = {
        "file": any(not each.signed for each in told),
        "signed": any(each.signed for each in told),
        "certificates": bool(dossier.certificates),
        "stamp": any(each.stamp is not None for each in dossier.checkpoints),
        "policy": bool(dossier.policies),
    }
    return frozenset(name for name, there in found.items() if there)


def sealed_at(dossier: CaseDossier) -> str:
    """Return when the newest checkpoint was made, in the zone of the case; empty where that cannot be read."""
    try:
        checkpoint = read_checkpoint(read_note(dossier.checkpoints[-1].note).text)
    except (IndexError, NoteUnreadable, CheckpointUnreadable):
        return ""
    return local(checkpoint.at.isoformat(), dossier.standing.zone)


def stamped_at(dossier: CaseDossier) -> str:
    """Return when an authority saw the newest of the checkpoints that one saw; empty where none did."""
    for each in reversed(dossier.checkpoints):
        if each.stamp is not None and (at := _stamp(each.stamp, each.note)) is not None:
            return local(at.isoformat(), dossier.standing.zone)
    return ""


def _stamp(stamp: bytes, note: str) -> datetime | None:
    try:
        return read_stamp(stamp, note.encode()).at
    except StampUnfit:
        return None


def _page(name: str, templates: Mapping[str, str], words: Texts, dossier: CaseDossier, **told: object) -> bytes:
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(key: str, **values: object) -> str:
        return words.say(f"dossier.{key}", **values)

    written = environment.get_template(name).render(
        say=say, tag=words.say("reports.tag"), dossier=dossier, standing=dossier.standing, **told
    )
    return with_content_policy(written).encode("utf-8", "replace")
