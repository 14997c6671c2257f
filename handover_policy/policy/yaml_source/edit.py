"""Edit, edited: single values of a YAML text changed where they stand; comments, layout and all else stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, cast

import yaml

from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.compose import LOADER
from handover_policy.policy.yaml_source.node import ScalarValue

WIDEST = 1_000_000
Written: TypeAlias = "ScalarValue | list[ScalarValue] | dict[str, Written]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Write another value in the place of the single value that stands at `at`."""

    at: Location
    value: ScalarValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """Write a piece of YAML in the place of the single value, or the key, that stands at `at`."""

    at: Location
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter:
    """Write a new key into the mapping that begins at `at`."""

    at: Location
    key: str
    value: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Take items out of the list that begins at `at`, and write others at its end."""

    at: Location
    drop: tuple[ScalarValue, ...] = ()
    add: tuple[ScalarValue, ...] = ()


KINDS: Mapping[type, type[yaml.Node]] = MappingProxyType(
    {Replace: yaml.ScalarNode, Rewrite: yaml.ScalarNode, Enter: yaml.MappingNode, Items: yaml.SequenceNode}
)
"""The kind of node that each edit is made at."""
Edit: TypeAlias = Replace | Rewrite | Enter | Items
_Part: TypeAlias = tuple[int, int, str]
"""Where a piece of text begins and ends, and what is to stand there."""


class Unkept(Exception):
    """The layout of the text does not allow the edit without touching something else."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a YAML text with edits made; raises Unkept where one cannot be made without touching something else."""
    nodes = list(_nodes(cast("yaml.Node", yaml.compose(text, Loader=LOADER))))
    parts = sorted({part for edit in edits for part in _parts(text, nodes, edit)}, reverse=True)
    after = len(text)
    for begin, end, written in parts:
        if end > after:
            raise Unkept("two edits touch")
        text, after = text[:begin] + written + text[end:], begin
    return text


def _nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    yield node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _nodes(key)
            yield from _nodes(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item)


def _found(nodes: list[yaml.Node], edit: Edit) -> yaml.Node:
    kind = KINDS[type(edit)]
    place = (edit.at.line - 1, edit.at.column - 1)
    for node in nodes:
        if isinstance(node, kind) and (node.start_mark.line, node.start_mark.column) == place:
            return node
    raise Unkept("nothing there")


def _keys(nodes: Iterable[yaml.Node]) -> list[tuple[yaml.Node, yaml.Node]]:
    return [pair for node in nodes if isinstance(node, yaml.MappingNode) for pair in node.value]


def _parts(text: str, nodes: list[yaml.Node], edit: Edit) -> Iterator[_Part]:
    node = _found(nodes, edit)
    if isinstance(edit, Replace):
        yield _replaced(text, node, _written([edit.value]))
    elif isinstance(edit, Rewrite):
        yield _replaced(text, node, edit.text)
    elif isinstance(edit, Enter):
        yield _entered(text, cast("yaml.MappingNode", node), edit)
    else:
        yield from _listed(text, cast("yaml.SequenceNode", node), _keys(nodes), edit)


def _replaced(text: str, node: yaml.Node, written: str) -> _Part:
    begin, end = _span(node)
    space = " " if begin == end and text[begin - 1 : begin] == ":" else ""
    return begin, end, f"{space}{written}"


def _entered(text: str, node: yaml.MappingNode, edit: Enter) -> _Part:
    pair = _written({edit.key: edit.value})
    if node.flow_style:
        begin = node.value[-1][1].end_mark.index if node.value else node.start_mark.index + 1
        return begin, begin, f", {pair}" if node.value else pair
    for key, value in reversed(node.value):
        if _is_inline(value):
            return _line_below(text, value.end_mark.index, f"{' ' * key.start_mark.column}{pair}")
    raise Unkept("no entry ends on a line of its own")


def _listed(
    text: str, node: yaml.SequenceNode, keys: list[tuple[yaml.Node, yaml.Node]], edit: Items
) -> Iterator[_Part]:
    gone = {str(value) for value in edit.drop}
    kept = [item for item in node.value if item.value not in gone]
    if not all(map(_is_inline, node.value)):
        raise Unkept("an item takes several lines")
    if node.flow_style:
        yield _in_brackets(text, node, kept, edit)
        return
    if not kept and not edit.add:
        yield _empty_brackets(text, node, keys)
    yield from (_whole_line(text, item) for item in node.value if item not in kept)
    if edit.add:
        last = kept[-1] if kept else node.value[-1]  # whose line goes: the two edits touch
        lines = [f"{_dash(text, last)}{_written([value])}" for value in edit.add]
        yield _line_below(text, last.end_mark.index, _line_end(text).join(lines))


def _in_brackets(text: str, node: yaml.SequenceNode, kept: list[yaml.Node], edit: Items) -> _Part:
    begin, end = node.start_mark.index + 1, node.start_mark.index + 1
    if node.value:
        begin, end = node.value[0].start_mark.index, node.value[-1].end_mark.index
    if len(kept) == len(node.value):
        begin = end  # nothing goes, so that nothing between the items has to be touched
    elif "\n" in text[begin:end]:
        raise Unkept("a list in brackets goes over several lines")
    items = [text[slice(*_span(item))] for item in kept] if begin < end else []
    written = ", ".join([*items, *(_written([value]) for value in edit.add)])
    return begin, end, f", {written}" if node.value and begin == end else written


def _empty_brackets(text: str, node: yaml.SequenceNode, keys: list[tuple[yaml.Node, yaml.Node]]) -> _Part:
    """Return the part that writes `[]` behind the key of a list."""
    key = next((key for key, value in keys if value is node), None)
    if key is None:
        raise Unkept("the list has no key")
    colon = text.index(":", key.end_mark.index) + 1
    return colon, colon, " []"


def _span(node: yaml.Node) -> tuple[int, int]:
    if not _is_inline(node):
        raise Unkept("a text of several lines")
    return node.start_mark.index, node.end_mark.index


def _is_inline(node: yaml.Node) -> bool:
    """Return whether a node ends where its mark says: no block of text, no block list, no block mapping."""
    if isinstance(node, yaml.ScalarNode):
        return node.style not in {"|", ">"}
    return bool(cast("yaml.CollectionNode", node).flow_style)


def _dash(text: str, item: yaml.Node) -> str:
    begin = text.rfind("\n", 0, item.start_mark.index) + 1
    before = text[begin : item.start_mark.index]
    if before.strip() != "-":
        raise Unkept("more than an item stands on its line")
    return before


def _whole_line(text: str, item: yaml.Node) -> _Part:
    begin = item.start_mark.index - len(_dash(text, item))
    end = text.find("\n", item.end_mark.index)
    return begin, len(text) if end < 0 else end + 1, ""


def _line_below(text: str, index: int, line: str) -> _Part:
    """Return the part that puts a line below the one in which `index` stands."""
    end = text.find("\n", index)
    if end < 0:
        end = len(text)
    elif text[end - 1] == "\r":
        end -= 1
    return end, end, f"{_line_end(text)}{line}"


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _written(value: Written) -> str:
    """Return a value as it is written within a flow list or mapping, its own brackets left out."""
    flow = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=WIDEST, sort_keys=False)
    return flow.strip()[1:-1]
