"""Key, keys_of, find_keys: every key that a kind of policy file may hold, as its JSON Schema tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from handover_policy.texts.bilingual import described, titled

Schema: TypeAlias = Mapping[str, Any]

DEEPEST = 8
ANY_KEY = "*"
TIME = "time-expression"
"""The format by which schemas mark a value that is a time expression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key by its path within the kind (list levels left out); `rule` is its schema, `required` where it must stand.

    `path` is empty for the kind itself. `example` is the value a shipped policy has there, None where none has.
    """

    kind: str
    path: tuple[str, ...]
    rule: Schema
    required: bool
    example: object = None

    @property
    def name(self) -> str:
        """Return the full name, as `tasks.tasks.steps.due`."""
        return ".".join((self.kind, *self.path))

    @property
    def short(self) -> str:
        """Return the name without the list that holds the rows of the kind, as `tasks.steps.due`."""
        return ".".join((self.kind, *self.path[1:])) if len(self.path) > 1 else self.name

    def title(self, language: str) -> str:
        """Return what it is called, in a language."""
        return titled(self.rule, language)

    def description(self, language: str) -> str:
        """Return what it means, in a language."""
        return described(self.rule, language)

    @property
    def kinds_of_value(self) -> tuple[str, ...]:
        """Return the JSON types a value may have, `date → number` counted as a number."""
        return tuple(dict.fromkeys(_types(self.rule)))

    @property
    def allowed(self) -> tuple[object, ...]:
        """Return the closed list of values; empty where any value of the type will do."""
        return tuple(dict.fromkeys(_allowed(self.rule)))

    @property
    def is_time(self) -> bool:
        """Return whether it holds a day, told from an anchor."""
        choices = (self.rule, *self.rule.get("anyOf", ()))
        return any(choice.get("format") == TIME for choice in choices)

    @property
    def default(self) -> object:
        """Return what holds where the key does not stand; None where nothing does, or it has to stand."""
        return self.rule.get("default")

    @property
    def shown_example(self) -> object:
        """Return an example: the one the schema gives, else the one of a shipped policy, else the first allowed."""
        told = self.rule.get("examples")
        if told:
            return told[0]
        if self.example is not None:
            return self.example
        return self.allowed[0] if self.allowed else None


def keys_of(kind: str, schema: Schema, example: object = None) -> tuple[Key, ...]:
    """Return the kind itself and every key of it, in the order of the schema.

    `example` is a whole document of the kind (JSON values), from which examples of the keys are taken.
    """
    told = Key(kind=kind, path=(), rule=schema, required=True)
    return (told, *_below(kind, schema, schema, (), example))


def _below(kind: str, root: Schema, rule: Schema, path: tuple[str, ...], example: object) -> Iterator[Key]:
    if len(path) >= DEEPEST:
        return
    required = set(rule.get("required", ()))
    for name, told in rule.get("properties", {}).items():
        whole = _whole(root, told)
        value = _value(example, name)
        yield Key(kind=kind, path=(*path, name), rule=whole, required=name in required, example=value)
        if told.get("$ref") != "#/$defs/condition":
            yield from _below(kind, root, _rows(root, whole), (*path, name), value)
    free = rule.get("additionalProperties")
    if isinstance(free, Mapping):
        whole = _whole(root, free)
        value = next(iter(example.values()), None) if isinstance(example, Mapping) else None
        yield Key(kind=kind, path=(*path, ANY_KEY), rule=whole, required=False, example=value)
        yield from _below(kind, root, _rows(root, whole), (*path, ANY_KEY), value)


def _allowed(rule: Schema) -> Iterator[object]:
    if "const" in rule:
        yield rule["const"]
    items = rule.get("items")
    yield from rule.get("enum") or (items.get("enum", ()) if isinstance(items, Mapping) else ())
    for choice in rule.get("anyOf", ()):
        yield from _allowed(choice)


def _types(rule: Schema) -> Iterator[str]:
    told = rule.get("type", ())
    yield from (told,) if isinstance(told, str) else told
    for choice in (*rule.get("anyOf", ()), *rule.get("oneOf", ())):
        yield from _types(choice)


def _whole(root: Schema, rule: Schema) -> Schema:
    """Return a rule with what its reference says, or those of its choices; its own words count."""
    if "anyOf" in rule:
        return {**rule, "anyOf": [_whole(root, choice) for choice in rule["anyOf"]]}
    reference = str(rule.get("$ref", ""))
    if not reference.startswith("#/$defs/"):
        return rule
    return {**root["$defs"][reference.removeprefix("#/$defs/")], **rule}


def _rows(root: Schema, rule: Schema) -> Schema:
    """Return the rule of the rows where a rule is of a list, of the long form where there is one, else itself."""
    items = rule.get("items")
    if isinstance(items, Mapping):
        return _whole(root, items)
    return next((choice for choice in rule.get("anyOf", ()) if "properties" in choice), rule)


def _value(example: object, name: str) -> object:
    if isinstance(example, Mapping):
        return example.get(name)
    if isinstance(example, list | tuple):
        return next((row[name] for row in example if isinstance(row, Mapping) and name in row), None)
    return None


def find_keys(name: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the keys of a name, full, short or any last part of it; several where it is ambiguous, none where none."""
    last = name.partition(".")[2]
    return (
        tuple(key for key in keys if name == key.name)
        or tuple(key for key in keys if name == key.short)
        or tuple(key for key in keys if last and key.name.endswith(f".{last}"))
    )


def below(key: Key, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the keys right below a key."""
    depth = len(key.path) + 1
    return tuple(each for each in keys if len(each.path) == depth and each.path[:-1] == key.path)
