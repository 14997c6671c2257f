"""key_lines, reference_page: keys told for people, one by one or all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from handover_policy.reference.keys import ANY_KEY, Key, below

TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "string": ("文本", "text"),
        "boolean": ("true 或 false", "true or false"),
        "number": ("数", "a number"),
        "integer": ("整数", "a whole number"),
        "array": ("列表", "a list"),
        "object": ("映射（键: 值）", "a mapping (key: value)"),
        "null": ("空", "nothing"),
    }
)
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "required": "必填",
            "optional": "可选",
            "type": "类型",
            "allowed": "可选值",
            "example": "例",
            "keys": "其中的键",
            "any": "（任意名称）",
            "title": "YAML 参考",
            "intro": "由 schemas/ 生成：每种文件的每个键。`handover schema KIND.KEY` 在命令行给出同样的说明。",
            "key": "键",
            "meaning": "含义",
        },
        "en": {
            "required": "required",
            "optional": "optional",
            "type": "type",
            "allowed": "one of",
            "example": "example",
            "keys": "its keys",
            "any": "(any name)",
            "title": "YAML reference",
            "intro": "Made from schemas/: every key of every kind. `handover schema KIND.KEY` tells the same.",
            "key": "key",
            "meaning": "meaning",
        },
    }
)
LONGEST_EXAMPLE = 160


def key_lines(key: Key, keys: tuple[Key, ...], language: str) -> Iterator[str]:
    """Yield what there is to say of one key."""
    words = WORDS[language]
    title, meaning = key.said("title", language), key.said("description", language)
    yield f"{key.short}  {title}"
    yield f"  {meaning}"
    must = words["required" if key.required else "optional"]
    yield f"  {words['type']}：{_types(key, language)}；{must}" if key.path else f"  {words['type']}：YAML"
    if key.allowed:
        yield f"  {words['allowed']}：{'、'.join(map(str, key.allowed))}"
    if key.path and key.shown_example is not None:
        yield f"  {words['example']}：{_example(key)}"
    inner = below(key, keys)
    if inner:
        yield f"  {words['keys']}："
        for each in inner:
            sign = "*" if each.required else " "
            name = words["any"] if each.path[-1] == ANY_KEY else each.path[-1]
            yield f"   {sign} {name}  {each.said('description', language)}"


def _types(key: Key, language: str) -> str:
    place = 0 if language == "zh" else 1
    joint = "或" if language == "zh" else " or "
    told = [TYPES[kind][place] for kind in key.kinds_of_value]
    return joint.join(told) or TYPES["string"][place]


def _example(key: Key) -> str:
    value = key.shown_example
    text = f"{key.path[-1]}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"


def key_json(key: Key, keys: tuple[Key, ...]) -> dict[str, object]:
    """Return a key as JSON: both languages, type, allowed values, example, the keys below."""
    return {
        "name": key.name,
        "title": {language: key.said("title", language) for language in WORDS},
        "description": {language: key.said("description", language) for language in WORDS},
        "required": key.required,
        "type": list(key.kinds_of_value),
        "allowed": list(key.allowed),
        "example": key.shown_example if key.path else None,
        "keys": [each.name for each in below(key, keys)],
    }


def reference_page(kinds: Iterable[tuple[Key, ...]], language: str) -> str:
    """Return the reference of all kinds as one Markdown page."""
    words = WORDS[language]
    lines = [f"# {words['title']}", "", words["intro"], ""]
    for keys in kinds:
        head, *rest = keys
        lines += [f"## {head.kind} · {head.said('title', language)}", "", head.said("description", language), ""]
        lines += [f"| {words['key']} | {words['type']} | {words['meaning']} |", "|---|---|---|"]
        lines += [_row(key, language) for key in rest]
        lines.append("")
    return "\n".join(lines)


def _row(key: Key, language: str) -> str:
    words = WORDS[language]
    must = f"，{words['required']}" if key.required else ""
    told = [key.said("description", language)]
    if key.allowed:
        told.append(f"{words['allowed']}：{'、'.join(f'`{each}`' for each in key.allowed)}")
    if key.shown_example is not None and not isinstance(key.shown_example, list | tuple | Mapping):
        told.append(f"{words['example']}：`{_example(key)}`")
    cells = (f"`{key.short}`", f"{_types(key, language)}{must}", "；".join(told))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
