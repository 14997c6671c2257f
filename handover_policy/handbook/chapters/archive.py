"""archive_chapter: what is kept up to date while one works here, so that a handover has something to stand on."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.handbook.handbook import Chapter, PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.policy.policy_set import SectionRule, UploadRule


def archive_chapter(saying: InWords) -> Chapter:
    """Return the chapter of the work profile and uploads."""
    sections = [_section(saying, place, rule) for place, rule in enumerate(saying.policy.sections)]
    uploads = [_upload(saying, place, rule) for place, rule in enumerate(saying.policy.uploads)]
    return Chapter(id="archive", title=saying.say("archive.title"), rules=(*sections, *uploads))


def _section(saying: InWords, place: int, rule: SectionRule) -> PlainRule:
    return PlainRule(id=f"archive.{rule.id}", title=rule.title, sentences=tuple(_told(saying, place, rule)))


def _told(saying: InWords, place: int, rule: SectionRule) -> Iterator[str]:
    yield saying.those(rule.when)
    yield saying.say(
        "archive.fields",
        fields=saying.listed(rule.field_titles.get(each, spelled_field(saying, each)) for each in rule.fields),
    )
    if rule.update_every is not None:
        every = saying.value(rule.update_every, ("sections", place, "update_every"))
        yield saying.say("archive.every", every=every)
    yield saying.say("archive.required" if rule.required else "archive.optional")


def spelled_field(saying: InWords, field: str) -> str:
    """Return what people read in the place of a field that the set gives no title."""
    return saying.named("record-fields", field)


def _upload(saying: InWords, place: int, rule: UploadRule) -> PlainRule:
    every = saying.value(rule.every, ("uploads", place, "every"))
    told = [saying.those(rule.when), saying.say("archive.upload", every=every)]
    if rule.where:
        told.append(saying.say("archive.where", place=rule.where))
    return PlainRule(id=rule.id, title=rule.title, sentences=tuple(told))
