"""Reads the employer's own deadlines, and the work profile with its upload duties."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.condition import comparisons
from handover_policy.model.dates.expression import Period
from handover_policy.model.words.duties import OBLIGATIONS
from handover_policy.policy.policy_set import ObligationRule, SectionRule, UploadRule
from handover_policy.policy.rows.row import Row
from handover_policy.policy.rows.tasks import OF_THE_CASE
from handover_policy.texts.texts import texts

DAILY = Period(count=1, unit="day")
STALE = "profile.stale_sections"
"""A fact that asks of every section whether it applies."""


def read_obligations(row: Row, language: str) -> tuple[ObligationRule, ...]:
    """Return the statutory deadlines of an `obligations` document, in the order of OBLIGATIONS, called as a set does.

    `language` is the language of the set.
    """
    words = texts(language)
    rules = []
    for name in OBLIGATIONS:
        outer, _, inner = name.partition(".")
        holder = row.child(outer)
        due = holder.moment(inner or "due", OF_THE_CASE, hour=True) if holder else None
        if holder is not None and due is not None:
            rules.append(
                ObligationRule(
                    name=name,
                    title=words.say(f"words.obligations.{name}"),
                    due=due,
                    roll=holder.text("roll", "none"),
                    fields=holder.texts("fields"),
                    law=holder.law(),
                    location=holder.place_of(inner or "due"),
                )
            )
    retention = row.child("retention")
    if retention:
        for key in list(retention.node.keys()):
            retention.period(key)
    for deduction in row.children("deductions"):
        deduction.number("cap_percent_of_month", most=100)
    return tuple(rules)


def fields_of_sections(archive: Row | None) -> Mapping[str, tuple[str, ...]]:
    """Return the fields of each section of an `archive` document; of none where there is no such document."""
    sections = archive.named_children("sections") if archive else ()
    return {name: _fields(section) for name, _, section in sections}


def _fields(section: Row) -> tuple[str, ...]:
    """Return the names of a section's fields, written as a list or with their titles."""
    return section.texts("fields") or tuple(name for name, _, _ in section.entries("fields"))


def _titles(section: Row) -> Mapping[str, str]:
    """Return by field what people read in its place."""
    titled = section.child("fields")
    entries = section.entries("fields")
    return MappingProxyType({name: titled.text(name, name) for name, _, _ in entries} if titled else {})


def read_sections(row: Row) -> tuple[SectionRule, ...]:
    """Return the sections of the work profile; the key of each must be one of its fields."""
    rules = []
    for name, place, section in row.named_children("sections"):
        fields, key = _fields(section), section.text("key")
        if key and fields and key not in fields:
            row.around.found.error("key-not-a-field", section.place_of("key"), subject=key, known=fields, section=name)
        when = section.condition()
        for comparison in comparisons(when):
            if comparison.fact == STALE:
                row.around.found.error("fact-of-itself", comparison.location, subject=STALE)
        rules.append(
            SectionRule(
                id=name,
                title=section.spoken("title", name),
                key=key,
                fields=fields,
                field_titles=_titles(section),
                update_every=section.period("update_every"),
                required=section.flag("required", otherwise=True),
                when=when,
                location=place,
            )
        )
    return tuple(rules)


def read_uploads(row: Row) -> tuple[UploadRule, ...]:
    """Return the upload duties."""
    return tuple(
        UploadRule(
            id=upload.id,
            title=upload.spoken("title", upload.id),
            when=upload.condition(),
            every=upload.period("every") or DAILY,
            where=upload.spoken("where") or None,
            location=upload.location,
        )
        for upload in row.children("uploads")
    )
