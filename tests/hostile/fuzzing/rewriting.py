"""CHANGES: what somebody may do to one file of a policy set, told by the tree it is and done in its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

import yaml
from hypothesis import strategies as st

from handover_policy.app.library import load_schemas
from tests.hostile.fuzzing.nasties import CONDITIONS, DAYS, TEMPLATES, TEXTS, TIMES, YAML_NUMBERS, YAML_RAW
from tests.hostile.fuzzing.true_sets import BASES, true_files
from tests.hostile.fuzzing.vocabulary import SLIPS

Draw = Callable[[st.SearchStrategy[Any]], Any]
Node: TypeAlias = Any
"""A node of PyYAML, which has no types for them."""


@cache
def _kept_values() -> Mapping[str, tuple[str, ...]]:
    """Return what stands under each key in all sets, as it is written."""
    kept: dict[str, dict[str, None]] = {}
    for base in BASES:
        for text in true_files(base).values():
            for key, value in _pairs(yaml.compose(text, Loader=yaml.CSafeLoader)):
                written = text[value.start_mark.index : value.end_mark.index].strip()
                if isinstance(value, yaml.ScalarNode) or value.flow_style:
                    kept.setdefault(str(key.value), {})[" ".join(written.split())] = None
    return {key: tuple(sorted(values)) for key, values in kept.items()}


def _pairs(node: Node) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key, value
            yield from _pairs(value)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _pairs(each)


def _items(node: Node) -> Iterator[tuple[Any, int]]:
    """Yield every list of a tree with the place of each of its items."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _items(value)
    elif isinstance(node, yaml.SequenceNode):
        for place, each in enumerate(node.value):
            yield node, place
            yield from _items(each)


@cache
def _keys_of_schemas() -> tuple[str, ...]:
    found: set[str] = set()

    def look(schema: object) -> None:
        if isinstance(schema, dict):
            found.update(schema.get("properties", {}))
            for each in schema.values():
                look(each)
        elif isinstance(schema, list):
            for each in schema:
                look(each)

    for name, schema in load_schemas().items():
        if "/" not in name:
            look(schema)
    return tuple(sorted(found))


def tree_of(text: str) -> Node:
    """Return the nodes of a file, None where it no longer is YAML: then only its letters can be spoilt."""
    if "\ufeff" in text or "\r" in text:
        return None
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, UnicodeError):
        return None


def _quoted(text: str) -> str:
    inside = "".join(each if each.isprintable() and each not in '"\\' else f"\\U{ord(each):08X}" for each in text)
    return f'"{inside}"'


def _value(draw: Draw, key: str) -> str:
    """Return what somebody might write under a key: what belongs there, elsewhere, or nowhere."""
    kept = _kept_values()
    kind = draw(st.integers(0, 11))
    if kind <= 2 and key in kept:  # what belongs there
        return str(draw(st.sampled_from(kept[key])))
    if kind <= 4:  # what belongs elsewhere
        return str(draw(st.sampled_from(kept[draw(st.sampled_from(sorted(kept)))])))
    pools = (TIMES, CONDITIONS, YAML_RAW, YAML_NUMBERS, DAYS, TEMPLATES, TEXTS)
    pool = pools[kind - 5]
    text = str(draw(st.sampled_from(pool)))
    return text if pool not in (TEMPLATES, TEXTS) else _quoted(text)


def _span(text: str, node: Node) -> tuple[int, int]:
    start, end = node.start_mark.index, node.end_mark.index
    return start, start + len(text[start:end].rstrip())


def _replace(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    pairs = list(_pairs(tree))
    if not pairs:
        return "nothing", text
    key, value = draw(st.sampled_from(pairs))
    start, end = _span(text, value)
    return "value replaced", f"{text[:start]}{_value(draw, str(key.value))}{text[end:]}"


def _replace_item(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    items = list(_items(tree))
    if not items:
        return "nothing", text
    held, place = draw(st.sampled_from(items))
    start, end = _span(text, held.value[place])
    return "item replaced", f"{text[:start]}{_value(draw, '')}{text[end:]}"


def _swap(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    """Swap two values of the file that do not overlap; of blocks only those that are written in one line."""
    spans = sorted({_span(text, value) for _, value in _pairs(tree)})
    spans = [each for each in spans if "\n" not in text[slice(*each)]]
    if not spans:
        return "nothing", text
    one, other = sorted((draw(st.sampled_from(spans)), draw(st.sampled_from(spans))))
    if one[1] > other[0]:
        return "nothing", text
    between = text[one[1] : other[0]]
    return "values swapped", text[: one[0]] + text[slice(*other)] + between + text[slice(*one)] + text[other[1] :]


def _cut(text: str, start: int, end: int) -> str:
    """Return a text without a part, and without the comma or the line it leaves behind."""
    after = re.match(r"[ ]*(,[ ]*|\n)", text[end:])
    return text[:start] + text[end + (after.end() if after else 0) :]


def _drop(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    pairs = list(_pairs(tree))
    if not pairs:
        return "nothing", text
    key, value = draw(st.sampled_from(pairs))
    return "entry dropped", _cut(text, key.start_mark.index, _span(text, value)[1])


def _drop_item(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    items = list(_items(tree))
    if not items:
        return "nothing", text
    held, place = draw(st.sampled_from(items))
    start, end = _span(text, held.value[place])
    if held.flow_style:
        return "item dropped", _cut(text, start, end)
    return "item dropped", f"{text[:start]}~{text[end:]}"


def _double(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    """Write an entry or an item twice: a doubled key, or a row whose id stands there already."""
    spots = [(key.start_mark, _span(text, value)[1], ", ") for key, value in _pairs(tree)]
    spots += [(held.value[place].start_mark, _span(text, held.value[place])[1], "- ") for held, place in _items(tree)]
    if not spots:
        return "nothing", text
    mark, end, between = draw(st.sampled_from(spots))
    part = text[mark.index : end]
    line_start = text.rfind("\n", 0, mark.index) + 1
    inside_flow = bool(re.search(r"[{\[]", text[line_start : mark.index]))
    if inside_flow:
        return "doubled", f"{text[:end]}, {part}{text[end:]}"
    dash = between if between == "- " else ""
    indent = " " * (mark.column - len(dash))
    return "doubled", f"{text[:end]}\n{indent}{dash}{part}{text[end:]}"


def _rename(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    pairs = list(_pairs(tree))
    if not pairs:
        return "nothing", text
    key, _ = draw(st.sampled_from(pairs))
    kind = draw(st.integers(0, 3))
    name = str(key.value)
    if kind == 0:
        other = str(draw(st.sampled_from(_keys_of_schemas())))
    elif kind == 1:
        other = name[:-1] or "x"
    elif kind == 2:
        other = _quoted(name + draw(st.sampled_from(TEXTS)))
    else:
        other = str(
            draw(st.sampled_from(("id", "<<", "? x", "&a k", "!t k", "when", "1", "null", "2026-01-01", "“x”", "’")))
        )
    start, end = _span(text, key)
    return "key renamed", f"{text[:start]}{other}{text[end:]}"


def _insert(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    """Put a key of the schemas beside another one."""
    pairs = list(_pairs(tree))
    if not pairs:
        return "nothing", text
    key, _ = draw(st.sampled_from(pairs))
    name = str(draw(st.sampled_from(_keys_of_schemas())))
    entry = f"{name}: {_value(draw, name)}"
    start = key.start_mark.index
    line_start = text.rfind("\n", 0, start) + 1
    if re.search(r"[{\[]", text[line_start:start]):
        return "key put in", f"{text[:start]}{entry}, {text[start:]}"
    return "key put in", f"{text[:start]}{entry}\n{' ' * key.start_mark.column}{text[start:]}"


def _wrap(draw: Draw, text: str, tree: Node) -> tuple[str, str]:
    pairs = [pair for pair in _pairs(tree) if "\n" not in text[slice(*_span(text, pair[1]))]]
    if not pairs:
        return "nothing", text
    _, value = draw(st.sampled_from(pairs))
    start, end = _span(text, value)
    before, after = draw(
        st.sampled_from(
            (
                ("[", "]"),
                ("{is: ", "}"),
                ("{2026-01-01: ", "}"),
                ("[{when: {employee.stage: regular}, is: ", "}]"),
                ("{not: ", "}"),
                ("{all: [", "]}"),
                ("&a ", ""),
                ("!!str ", ""),
                ("!!int ", ""),
                ("{not: " * 40, "}" * 40),
                ("[" * 90, "]" * 90),
                ("[" * 110, "]" * 110),
                ("'", "'"),
                ('"', '"'),
                ("“", "”"),
            )
        )
    )
    return "value wrapped", f"{text[:start]}{before}{text[start:end]}{after}{text[end:]}"


def _letters(draw: Draw, text: str, tree: Node) -> tuple[str, str]:  # noqa: ARG001 - the shape of a change
    """Do what a keyboard does: another sign in the place of one, or a sign too many."""
    kind = draw(st.integers(0, 2))
    if kind == 0:
        right, wrong = draw(st.sampled_from(SLIPS))
        places = [found.start() for found in re.finditer(re.escape(right), text)]
        if not places:
            return "nothing", text
        place = draw(st.sampled_from(places))
        return "keyboard slip", text[:place] + wrong + text[place + len(right) :]
    place = draw(st.integers(0, len(text)))
    if kind == 1:
        return "text put in", text[:place] + str(draw(st.sampled_from(TEXTS[:30]))) + text[place:]
    return "letters cut", text[:place] + text[place + draw(st.integers(1, 20)) :]


def _slips(draw: Draw, text: str, tree: Node) -> tuple[str, str]:  # noqa: ARG001 - the shape of a change
    """Do what a keyboard left in the wrong mode does: several signs, wherever they stand."""
    for _ in range(draw(st.integers(1, 6))):
        right, wrong = draw(st.sampled_from(SLIPS))
        places = [found.start() for found in re.finditer(re.escape(right), text)]
        place = draw(st.sampled_from(places)) if places else len(text)
        text = text[:place] + wrong + text[place + len(right) :]
    return "keyboard slips", text


CHANGES = (
    _replace,
    _replace,
    _replace,
    _replace_item,
    _swap,
    _drop,
    _drop,
    _drop_item,
    _double,
    _rename,
    _insert,
    _insert,
    _wrap,
    _letters,
    _letters,
)

LETTERS = _letters
"""The one change that needs no tree."""
SLIPPING = _slips
