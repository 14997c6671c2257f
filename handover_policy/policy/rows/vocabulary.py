"""Reads what a set says of employees and gates: its vocabulary, its attributes with their types, its own controls."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.model.attribute import Attribute
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.word import title
from handover_policy.policy.inherit.long_form import is_long, values_in
from handover_policy.policy.names import RECKONED, RESERVED
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node, text_of
from handover_policy.texts.texts import languages

PREFIX = "employee."


def vocabulary_of(manifest: MappingNode) -> MappingProxyType[str, MappingProxyType[str, str]]:
    """Return the closed values of each attribute with their titles."""
    entries = _entries(manifest, "vocabulary")
    return MappingProxyType({entry.key: _titles(values_in(entry.value)) for entry in entries})


def attributes_of(manifest: MappingNode) -> MappingProxyType[str, Attribute]:
    """Return the typed attributes by name."""
    found = {}
    for entry in _entries(manifest, "attributes"):
        told = entry.value
        if isinstance(told, MappingNode):
            found[entry.key] = Attribute(
                name=entry.key,
                type=text_of(told.get("type")) or "",
                title=text_of(told.get("title")) or entry.key.removeprefix(PREFIX),
                unit=text_of(told.get("unit")) or "",
            )
    return MappingProxyType(found)


def titles_of(manifest: MappingNode) -> MappingProxyType[str, str]:
    """Return what the set calls the attributes of employees."""
    titles = {name: each.title for name, each in attributes_of(manifest).items()}
    for entry in _entries(manifest, "vocabulary"):
        told = (
            text_of(entry.value.get("title")) if isinstance(entry.value, MappingNode) and is_long(entry.value) else None
        )
        if told:
            titles[entry.key] = told
    return MappingProxyType(titles)


def controls_of(manifest: MappingNode) -> MappingProxyType[str, str]:
    """Return the company's own controls with their titles."""
    return _titles(manifest.get("controls"))


def check_attributes(manifest: MappingNode, found: Collected) -> None:
    """Note attributes that are the product's own or declared twice, and titles that two values share."""
    closed = {entry.key: entry for entry in _entries(manifest, "vocabulary")}
    for entry in (*closed.values(), *_entries(manifest, "attributes")):
        name = entry.key.removeprefix(PREFIX)
        if name in RESERVED or name in RECKONED:
            found.error(
                "attribute-reserved", entry.key_location, subject=entry.key, reserved=", ".join((*RESERVED, *RECKONED))
            )
    for entry in _entries(manifest, "attributes"):
        if entry.key in closed:
            first = str(closed[entry.key].key_location)
            found.error("attribute-twice", entry.key_location, subject=entry.key, first=first)
    for entry in closed.values():
        _check_titles(entry, found)


def check_controls(manifest: MappingNode, found: Collected) -> None:
    """Note own controls that bear the title of one of the product's: for those the law says what they may wait for."""
    taken = {title(f"controls.{name}", language): name for name in CONTROLS for language in languages()}
    for entry in _entries(manifest, "controls"):
        written = text_of(entry.value) or ""
        if written in taken:
            found.error("control-title-taken", entry.value.location, subject=written, control=taken[written])


def _check_titles(attribute: Entry, found: Collected) -> None:
    values = values_in(attribute.value)
    titled: dict[str, list[Entry]] = defaultdict(list)
    for entry in values.entries if isinstance(values, MappingNode) else ():
        titled[text_of(entry.value) or ""].append(entry)
    for words, entries in titled.items():
        for entry in entries[1:] if words else ():
            told = {"fact": attribute.key, "first": entries[0].key, "value": entry.key}
            found.warning("title-shared", entry.value.location, subject=words, **told)


def _entries(manifest: MappingNode, key: str) -> tuple[Entry, ...]:
    node = manifest.get(key)
    return node.entries if isinstance(node, MappingNode) else ()


def _titles(node: Node | None) -> MappingProxyType[str, str]:
    entries = node.entries if isinstance(node, MappingNode) else ()
    return MappingProxyType({entry.key: text_of(entry.value) or entry.key for entry in entries})
