"""ShapeChecker: the shape of a document held against its JSON Schema, every deviation reported at its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import jsonschema_rs

from handover_policy.findings.collected import FINDINGS_A_FILE, Collected
from handover_policy.findings.finding import Location
from handover_policy.policy.meant.choices import choice_meant, choice_near, choices_told
from handover_policy.policy.meant.values import day_meant, written_as
from handover_policy.policy.shape.choice import meant_errors
from handover_policy.policy.shape.keys import KeyPlaces, key_told, report_unknown_keys
from handover_policy.policy.shape.meant import form_meant, is_day, type_meant, unreadable_time
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node, Plain, ScalarNode, SequenceNode, plain
from handover_policy.texts.bilingual import WRITTEN_IN, described

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

READ_BY_CODE = ("condition", "number")  # definitions whose own readers tell more than a schema can
JSON_NAMES = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A node, and the mapping and the key it stands under where it stands in one; an item, the key of its list."""

    node: Node
    entry: Entry | None
    mapping: MappingNode | None

    @property
    def is_broken(self) -> bool:
        """Return whether a finding already told of this node."""
        return isinstance(self.node, ScalarNode) and self.node.broken


class ShapeChecker:
    """Holds documents against JSON Schemas (draft 2020-12), one a kind.

    Whether a document fits is asked of a compiled library; what is wrong with one that does not is told by a slower
    one, which says of each deviation where it lies. That one is loaded for the first document that does not fit.
    """

    __slots__ = ("_fits", "_found", "_places", "_schemas")

    def __init__(self, schemas: Mapping[str, dict[str, object]], found: Collected) -> None:
        """Take the schemas by kind, and where findings go."""
        self._found = found
        self._schemas = {kind: _without_own_readers(schema) for kind, schema in schemas.items()}
        self._places = KeyPlaces(schemas)
        self._fits: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def check(self, kind: str, root: Node, *, missing: bool = True, present: bool = True) -> None:
        """Note what is `missing` in a document, and what is `present` but wrong.

        Files of a set that extends another are checked for what is present; what is missing shows after inheritance.
        """
        content = plain(root)
        if self._is_fit(kind, content):
            return
        lacking = []
        for error in meant_errors(deviations(self._schemas[kind], content)):
            if error.validator == "required":
                lacking.append(error)
            elif present:
                self._note(error, root)
            if self._found.is_full(root.location.file):
                return
            if len(lacking) > FINDINGS_A_FILE:
                break
        # Last, when it is known which keys are there but misspelt. A row whose id is misspelt inherits nothing.
        for error in lacking if missing else ():
            if present or not self._found.is_misspelt(_place(root, error.absolute_path).node.location, "id"):
                self._note(error, root)

    def _is_fit(self, kind: str, content: Plain) -> bool:
        if kind not in self._fits:
            self._fits[kind] = jsonschema_rs.Draft202012Validator(self._schemas[kind], validate_formats=False)
        return self._fits[kind].is_valid(content)

    def _note(self, error: ValidationError, root: Node) -> None:
        place = _place(root, error.absolute_path)
        if place.is_broken:
            return
        if error.validator == "additionalProperties":
            report_unknown_keys(error, place.node, self._found, self._places)
            return
        report = BY_KEYWORD.get(str(error.validator), _report_other)
        if "propertyNames" in error.absolute_schema_path:
            report = _report_key
        report(error, place, self._found)


def deviations(schema: Mapping[str, Any], content: Plain) -> Iterable[ValidationError]:
    """Return where a document deviates from its schema."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - takes a tenth of a second to load

    return Draft202012Validator(schema).iter_errors(content)


def _without_own_readers(schema: dict[str, object]) -> dict[str, object]:
    definitions = schema.get("$defs")
    if not isinstance(definitions, dict):
        return schema
    return {**schema, "$defs": {**definitions, **{name: True for name in READ_BY_CODE if name in definitions}}}


def _place(root: Node, path: Iterable[str | int]) -> Place:
    node, entry, mapping = root, None, None
    for step in path:
        if isinstance(node, MappingNode):
            entry, mapping = next(each for each in node.entries if each.key == step), node
            node = entry.value
        else:
            node, mapping = (node.items[int(step)] if isinstance(node, SequenceNode) else node), None
    return Place(node=node, entry=entry, mapping=mapping)


def _subject(place: Place) -> str:
    return "" if place.entry is None else f"{place.entry.key}{'' if place.node is place.entry.value else '[]'}"


def _report_missing(error: ValidationError, place: Place, found: Collected) -> None:
    present = set(place.node.keys()) if isinstance(place.node, MappingNode) else set()
    meant = found.inherited_alike(place.node.location)
    if meant is not None:
        name, at, near, keys = meant
        found.error("id-not-inherited", at, subject=name, suggestion=near)
        for key in keys:
            found.note_misspelt(place.node.location, key)
    # One `required` yields one error a key; the key stands in the message only, so all of them are reckoned here.
    required = error.validator_value if isinstance(error.validator_value, list) else []
    for key in required:
        if key not in present and not found.is_misspelt(place.node.location, key):
            found.error("missing-key", place.node.location, subject=key, **key_told(error.schema, key))


def _report_type(error: ValidationError, place: Place, found: Collected) -> None:
    written = place.node.written if isinstance(place.node, ScalarNode) else ""
    code, reason = unreadable_time(error.schema, written) if json_name(place.node) == "number" else ("", "")
    if code:
        found.error(code, place.node.location, subject=written, reason=reason)
        return
    expected = error.validator_value
    names = expected if isinstance(expected, list) else [expected]
    found.error(
        "wrong-type",
        place.node.location,
        subject=_subject(place),
        expected="|".join(str(name) for name in names),
        found=json_name(place.node),
        **written_as(type_meant([str(name) for name in names], place.node, _subject(place), error.schema)),
    )


def _report_value(error: ValidationError, place: Place, found: Collected) -> None:
    allowed = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    if isinstance(error.instance, list | dict):
        found.error(
            "wrong-type", place.node.location, subject=_subject(place), expected="string", found=json_name(place.node)
        )
        return
    names = [str(each) for each in allowed]
    if place.mapping is not None:
        found.note_misspelt(place.mapping.location, _subject(place))
    found.error(
        "unknown-value",
        place.node.location,
        subject=str(error.instance),
        suggestion=choice_near(str(error.instance), names),
        key=_subject(place).removesuffix("[]"),
        **choices_told(names),
        **written_as(choice_meant(str(error.instance), names)),
    )


def _report_form(error: ValidationError, place: Place, found: Collected) -> None:
    if is_day(error.schema):
        meant = written_as(day_meant(str(error.instance)))
        found.error("not-a-date", place.node.location, subject=str(error.instance), **meant)
    else:
        _report_written(error, "bad-form", place.node.location, found, form_meant(error, _subject(place)))


def _report_key(error: ValidationError, place: Place, found: Collected) -> None:
    entries = place.node.entries if isinstance(place.node, MappingNode) else ()
    if place.mapping is not None:
        found.note_misspelt(place.mapping.location, _subject(place))
    for entry in entries:
        if entry.key == error.instance:
            _report_written(error, "bad-id", entry.key_location, found)


def _report_written(error: ValidationError, code: str, at: Location, found: Collected, meant: str = "") -> None:
    """Report how a text should be written, by the words of its schema, and the example nearest to it."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    found.error(
        code,
        at,
        subject=str(error.instance),
        known=schema.get("examples", ()),
        **{f"form_{language}": described(schema, language) for language in WRITTEN_IN},
        **written_as(meant),
    )


def _report_emptiness(_error: ValidationError, place: Place, found: Collected) -> None:
    found.error("empty", place.node.location, subject=_subject(place))


def _report_range(error: ValidationError, place: Place, found: Collected) -> None:
    limits = error.schema if isinstance(error.schema, Mapping) else {}
    found.error(
        "number-out-of-range",
        place.node.location,
        subject=str(error.instance),
        least=limits.get("minimum", "…"),
        most=limits.get("maximum", "…"),
    )


def _report_length(error: ValidationError, place: Place, found: Collected) -> None:
    found.error("too-long", place.node.location, subject=_subject(place), limit=error.validator_value)


def _report_other(error: ValidationError, place: Place, found: Collected) -> None:
    """Report a rule without words of its own; no schema that ships has one."""
    _report_written(error, "bad-form", place.node.location, found)


def json_name(node: Node) -> str:
    """Return the name of a node's type as JSON Schema calls it."""
    if isinstance(node, ScalarNode):
        return JSON_NAMES[type(node.value)]
    return "array" if isinstance(node, SequenceNode) else "object"


Reports: TypeAlias = "Callable[[ValidationError, Place, Collected], None]"
BY_KEYWORD: Mapping[str, Reports] = {
    "required": _report_missing,
    "type": _report_type,
    "enum": _report_value,
    "const": _report_value,
    "pattern": _report_form,
    "minItems": _report_emptiness,
    "minProperties": _report_emptiness,
    "minLength": _report_emptiness,
    "minimum": _report_range,
    "maximum": _report_range,
    "maxLength": _report_length,
    "maxItems": _report_length,
    "maxProperties": _report_length,
}
