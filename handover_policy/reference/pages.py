"""key_lines, reference_page: keys told for people, one by one or all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handover_policy.reference.flow import flow, plain
from handover_policy.reference.grammar import grammar
from handover_policy.reference.keys import ANY_KEY, Key, below
from handover_policy.texts.bilingual import WRITTEN_IN
from handover_policy.texts.texts import Texts, texts

LONGEST_EXAMPLE = 160


def key_lines(key: Key, keys: tuple[Key, ...], language: str) -> Iterator[str]:
    """Yield what there is to say of one key."""
    words = texts(language)
    yield f"{key.name}  {key.title(language)}"
    yield f"  {key.description(language)}"
    must = words.say("reference.keys.required" if key.required else "reference.keys.optional")
    told = words.say("reference.keys.type-line", type=_types(key, words), required=must)
    yield f"  {told if key.path else words.say('reference.keys.type-of-kind')}"
    if key.allowed:
        yield f"  {words.say('reference.keys.allowed', values=words.joined(map(str, key.allowed)))}"
    if key.default is not None:
        yield f"  {words.say('reference.keys.default-said', value=flow(key.default))}"
    if key.path and key.shown_example is not None:
        yield f"  {words.say('reference.keys.example', example=_example(key))}"
    if key.is_time:
        yield from (f"  {line}" for line in grammar(key.kind, language))
    inner = below(key, keys)
    if inner:
        yield f"  {words.say('reference.keys.below')}"
        for each in inner:
            sign = "*" if each.required else " "
            name = words.say("reference.keys.any") if each.path[-1] == ANY_KEY else each.path[-1]
            yield f"   {sign} {name}  {each.description(language)}"


def _types(key: Key, words: Texts) -> str:
    told = [words.say(f"texts.types.{kind}") for kind in key.kinds_of_value or ("string",)]
    return words.joined(told, by="texts.either")


def _example(key: Key) -> str:
    text = f"{key.path[-1]}: {flow(key.shown_example)}"
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"


def key_json(key: Key, keys: tuple[Key, ...]) -> dict[str, object]:
    """Return a key as JSON: both languages, type, allowed values, example, the keys below."""
    return {
        "name": key.name,
        "title": {language: key.title(language) for language in WRITTEN_IN},
        "description": {language: key.description(language) for language in WRITTEN_IN},
        "required": key.required,
        "type": list(key.kinds_of_value),
        "allowed": list(key.allowed),
        "default": key.default,
        "example": plain(key.shown_example) if key.path else None,
        "keys": [each.name for each in below(key, keys)],
    }


def reference_page(kinds: Iterable[tuple[Key, ...]], language: str) -> str:
    """Return the reference of all kinds as one Markdown page."""
    words = texts(language)
    lines = [f"# {words.say('reference.keys.title')}", "", words.say("reference.keys.intro"), ""]
    columns = [
        words.say(f"reference.keys.{column}") for column in ("key", "type", "default", "example-column", "meaning")
    ]
    for keys in kinds:
        head, *rest = keys
        lines += [f"## {head.kind} · {head.title(language)}", "", head.description(language), ""]
        lines += [row(columns), "|---" * len(columns) + "|"]
        lines += [_row(key, words) for key in rest]
        lines.append("")
    return "\n".join(lines)


def row(cells: Iterable[str]) -> str:
    """Return the row of a table in Markdown."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _row(key: Key, words: Texts) -> str:
    kinds = _types(key, words)
    if key.required:
        kinds = words.say("reference.keys.type-said", type=kinds, required=words.say("reference.keys.required"))
    told = [key.description(words.language)] if key.description(words.language) else []
    if key.allowed:
        told.append(words.say("reference.keys.allowed", values=words.joined(f"`{each}`" for each in key.allowed)))
    example = "" if key.shown_example is None else f"`{_example(key)}`"
    default = "" if key.default is None else f"`{flow(key.default)}`"
    return row((f"`{key.name}`", kinds, default, example, words.joined(told, by="reference.keys.joined")))
