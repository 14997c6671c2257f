"""KeyPlaces, report_unknown_keys: keys that do not belong where they stand, and what was meant by each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from handover_policy.findings.collected import Collected, Unabridged
from handover_policy.findings.suggestion import nearest
from handover_policy.policy.meant.choices import choices_told
from handover_policy.policy.meant.spoken import word_meant
from handover_policy.policy.meant.values import written_as
from handover_policy.policy.yaml_source.node import MappingNode, Node
from handover_policy.texts.bilingual import described, titled
from handover_policy.texts.texts import FIRST, languages, texts

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

DEEPEST = 8
MOST_PLACES = 6
DEFINED = "#/$defs/"
READ_BY_CODE = ("condition", "number")
"""Definitions whose keys are facts and operators, or dates."""
OTHER_KINDS = ("test", "statutes", "service")
"""Kinds whose keys nobody looks for in the rules of a company."""


class KeyPlaces:
    """Where each key of the policy files may stand, worked out when first asked for."""

    __slots__ = ("_places", "_schemas")

    def __init__(self, schemas: Mapping[str, Mapping[str, Any]]) -> None:
        """Take the schemas by kind."""
        self._schemas = schemas
        self._places: dict[str, dict[str, None]] | None = None

    def of(self, key: str) -> tuple[str, ...]:
        """Return the places of a key by their paths, as `tasks.steps.due`; none where no kind has it."""
        if self._places is None:
            self._places = {}
            for kind, schema in self._schemas.items():
                for name, path in _keys(schema, schema, (kind,)) if kind not in OTHER_KINDS else ():
                    self._places.setdefault(name, {})[".".join(path)] = None
        return tuple(self._places.get(key, ()))


def _keys(
    root: Mapping[str, Any], rule: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    reference = str(rule.get("$ref", ""))
    if reference.startswith(DEFINED) and not reference.endswith(READ_BY_CODE):
        rule = root["$defs"][reference.removeprefix(DEFINED)]
    if len(path) > DEEPEST:
        return
    for name, told in rule.get("properties", {}).items():
        yield name, (*path, name)
        if isinstance(told, Mapping):
            yield from _keys(root, told, (*path, name))
    for part in (rule.get("items"), rule.get("additionalProperties"), *rule.get("anyOf", ())):
        if isinstance(part, Mapping):
            yield from _keys(root, part, path)


def report_unknown_keys(error: ValidationError, node: Node, found: Collected, places: KeyPlaces) -> None:
    """Note each key that a mapping does not take, with the one that was meant, or the places where it belongs."""
    rules = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    entries = node.entries if isinstance(node, MappingNode) else ()
    unused = [name for name in rules if name not in {entry.key for entry in entries}]
    for entry in entries:
        if entry.key in rules or found.is_full(entry.key_location.file):
            continue
        certain = _called(entry.key, rules, unused)
        elsewhere = () if certain else places.of(entry.key)
        if elsewhere:
            at = {f"places_{each}": _listed(elsewhere, each) for each in languages()}
            told = choices_told(rules, _titles(rules))
            found.error("key-misplaced", entry.key_location, subject=entry.key, **at, **told)
            continue
        near = certain or word_meant(entry.key, "keys", unused) or nearest(entry.key, unused)
        found.note_misspelt(node.location, near)
        told = choices_told(rules, _titles(rules))
        found.error(
            "unknown-key", entry.key_location, subject=entry.key, suggestion=near, **told, **written_as(certain)
        )


def key_told(schema: object, key: str) -> dict[str, Unabridged]:
    """Return the details `form_<language>` of a missing key: what it means, and the choices there are."""
    rule = schema.get("properties", {}).get(key) if isinstance(schema, Mapping) else None
    if not isinstance(rule, Mapping) or "description" not in rule:
        return {}
    listed = rule.get("enum", ())
    told = {}
    for language in languages():
        words = texts(language)
        choices = choices_told(map(str, listed))[f"allowed_{language}"] if listed else ""
        name = "findings.missing-choices" if listed else "findings.missing"
        meaning = described(rule, language).rstrip(words.say("findings.stop"))
        told[f"form_{language}"] = Unabridged(words.say(name, meaning=meaning, allowed=choices))
    return told


def _titles(rules: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    return {name: titled(rule, FIRST) for name, rule in rules.items()}


def _called(key: str, rules: Mapping[str, Mapping[str, object]], unused: list[str]) -> str:
    """Return the key that is called so; empty where none, or more than one, is."""
    named = [name for name in unused if titled(rules[name], FIRST) == key]
    return named[0] if len(named) == 1 else ""


def _listed(places: tuple[str, ...], language: str) -> Unabridged:
    words = texts(language)
    more = "…" if len(places) > MOST_PLACES else ""
    return Unabridged(words.joined(places[:MOST_PLACES]) + more)
