"""Reads the manifest: identity, versions, vocabulary, parties."""

from __future__ import annotations

from datetime import date, time
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from handover_policy.findings.collected import Unabridged
from handover_policy.findings.finding import Location
from handover_policy.model.dates.calendar import (
    UnknownCalendar,
    calendar_for,
    differs_by_subdivision,
    subdivision_codes,
)
from handover_policy.policy.meant.values import written_as
from handover_policy.policy.policy_set import ContactPerson, Manifest, Party, Renaming
from handover_policy.policy.rows.row import Row
from handover_policy.policy.rows.vocabulary import (
    attributes_of,
    check_attributes,
    check_controls,
    controls_of,
    titles_of,
    vocabulary_of,
)
from handover_policy.policy.shape.meant import value_meant
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, plain, text_of
from handover_policy.texts.texts import languages, texts

UNKNOWN_DAY = date(1900, 1, 1)
UTC = ZoneInfo("UTC")
MOST_DAYS_AWAY = 100
"""Workdays away: more would be a slip, and keep an absence from ever being seen to."""


def read_manifest(row: Row) -> Manifest:
    """Return the manifest; values that are wrong, with a finding, are replaced so that the rest can be read."""
    begins, ends = _effective(row)
    sheet, absence = row.child("sheet"), row.child("absence")
    check_attributes(row.node, row.around.found)
    check_controls(row.node, row.around.found)
    return Manifest(
        id=row.id,
        title=row.text("title"),
        version=row.text("version"),
        effective_from=begins or UNKNOWN_DAY,
        effective_until=ends,
        jurisdiction=row.text("jurisdiction"),
        timezone=_zone(row),
        language=row.text("language", "zh-CN"),
        calendar=_calendar(row),
        send_at=_send_at(row),
        send_on=row.text("send_on", "any"),
        duties_from=duties.date("from") if (duties := row.child("duties")) else None,
        absence_days=absence.number("days", least=1, most=MOST_DAYS_AWAY, whole=True) if absence else None,
        vocabulary=vocabulary_of(row.node),
        attributes=attributes_of(row.node),
        titles=titles_of(row.node),
        controls=controls_of(row.node),
        plain=row.condition("plain") if row.has("plain") else None,
        parties=_parties(row),
        contacts=_contacts(row.node.get("contacts")),
        sheet_parties=(sheet.texts("parties") if sheet else ()) or ("leaver", "successor", "manager"),
        sheet_order=sheet.text("order", "any") if sheet else "any",
        sheet_accepted_after=sheet.period("accepted_after") if sheet else None,
        company=row.text("company"),
        adoption=frozen_mapping(row.node.get("adoption")),
        moved=tuple(
            Renaming(old=child.text("from"), new=child.text("to"), location=child.place_of("from"))
            for child in row.children("moved")
        ),
        places=_places(row),
        location=row.location,
    )


def _places(row: Row) -> MappingProxyType[str, Location]:
    """Return where the keys are written that hold one value for the whole set, by their names in the file."""
    places = {key: row.place_of(key) for key in ("send_at", "send_on", "plain") if row.has(key)}
    return MappingProxyType(places | row.places_below("sheet", "absence", "duties"))


def _effective(row: Row) -> tuple[date | None, date | None]:
    effective = row.child("effective")
    begins = effective.date("from") if effective else None
    ends = effective.date("until") if effective else None
    if effective and begins and ends and ends < begins:
        row.around.found.error("effective-reversed", effective.place_of("until"), subject=str(ends), begins=begins)
    return begins, ends


def frozen(value: object) -> object:
    """Return plain content with mappings and tuples that cannot be changed."""
    if isinstance(value, dict):
        return MappingProxyType({key: frozen(member) for key, member in value.items()})
    return tuple(frozen(member) for member in value) if isinstance(value, list) else value


def frozen_mapping(node: Node | None) -> MappingProxyType[str, object] | None:
    """Return the plain content of a mapping; None where there is none."""
    content = frozen(plain(node)) if isinstance(node, MappingNode) else None
    return content if isinstance(content, MappingProxyType) else None


def _contacts(node: Node | None) -> MappingProxyType[str, tuple[ContactPerson, ...]]:
    """Return who stands behind each contact: an id, an id with name and phone, or several of them."""
    entries = node.entries if isinstance(node, MappingNode) else ()
    return MappingProxyType({entry.key: _contact(entry.value) for entry in entries})


def _contact(node: Node) -> tuple[ContactPerson, ...]:
    nodes = node.items if isinstance(node, SequenceNode) else (node,)
    people = {person.id: person for each in nodes if (person := _contact_person(each)) is not None}
    return tuple(people.values())


def _contact_person(node: Node) -> ContactPerson | None:
    if not isinstance(node, MappingNode):
        told = text_of(node)
        return None if told is None else ContactPerson(id=told)
    name = text_of(node.get("id"))
    if name is None:
        return None
    return ContactPerson(id=name, name=text_of(node.get("name")) or "", phone=text_of(node.get("phone")) or "")


def _parties(row: Row) -> MappingProxyType[str, Party]:
    parties = {}
    for name, place, party in row.named_children("parties"):
        parties[name] = Party(
            id=name,
            title=party.spoken("title", name),
            resolves_to=party.spoken("is"),
            otherwise=party.optional_text("else"),
            location=place,
        )
    return MappingProxyType(parties)


def _zone(row: Row) -> ZoneInfo:
    name = row.optional_text("timezone")
    if name is None:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a name that is a folder, or too long for a file
        meant = written_as(value_meant(name, "timezone"))
        at = row.place_of("timezone")
        row.around.found.error("unknown-timezone", at, subject=name, known=available_timezones(), **meant)
        return UTC


def _calendar(row: Row) -> str:
    code = row.optional_text("calendar")
    if code is None:
        return ""
    try:
        calendar_for(code)
    except UnknownCalendar as unknown:
        known, there = (unknown.suggestion,) if unknown.suggestion else (), row.place_of("calendar")
        both = {f"form_{each}": _known_parts(unknown.known, each) for each in languages()}
        meant = written_as(value_meant(code, "calendar"))
        row.around.found.error("unknown-calendar", there, subject=code, known=known, **both, **meant)
        return code
    if differs_by_subdivision(code):
        parts = subdivision_codes(code)
        row.around.found.hint("calendar-subdivision", row.place_of("calendar"), subject=code, parts=parts)
    return code


def _known_parts(codes: tuple[str, ...], language: str) -> Unabridged:
    words = texts(language)
    return Unabridged(words.say("findings.known-parts", parts=words.joined(codes)) if codes else "")


def _send_at(row: Row) -> time:
    written = row.text("send_at", "09:00")
    try:
        return time.fromisoformat(written)
    except ValueError:
        return time(9)  # the schema's finding names the form
