"""MessageFacts: what a message tells its reader, found without writing it out wherever that can be done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jinja2 import Environment, nodes

from handover_policy.render.fill import Writing
from handover_policy.render.templates import MessageText, Templates, nearest

DIGEST = 8
ITEMS = "items of "
COUNTING, COUNT = frozenset({"length", "count"}), "#"
CONDITIONAL = (nodes.If, nodes.CondExpr, nodes.And, nodes.Or)


class Names(NamedTuple):
    """The variables, each with the fields followed, that a message always names, and those it names conditionally.

    Without fields it is the whole variable; `items of <list>` is each member of a list.
    """

    always: tuple[tuple[str, ...], ...]
    perhaps: tuple[tuple[str, ...], ...]


class Facts(NamedTuple):
    """What a message tells: a digest of all that it may name, and in words what it surely names."""

    all: bytes
    surely: str


class MessageFacts:
    """Tells messages apart by the values that their texts name."""

    def __init__(self, templates: Templates) -> None:
        """Take the templates that messages would be written with."""
        self._templates = templates
        self._names: dict[tuple[str, str], Names] = {}

    def told_by(self, writing: Writing) -> Facts:
        """Return what a message tells; two of which all is equal read the same."""
        always, perhaps = self._named(writing.notification, writing.language)
        surely = repr((writing.notification, writing.channels, *(_value(writing.variables, name) for name in always)))
        told = surely + repr([_value(writing.variables, name) for name in perhaps])
        return Facts(hashlib.blake2b(told.encode(errors="surrogatepass"), digest_size=DIGEST).digest(), surely)

    def read_the_same(self, one: Writing, other: Writing, facts: tuple[Facts, Facts]) -> bool:
        """Return whether two messages read the same; they are written out only where their facts do not tell."""
        if facts[0].surely != facts[1].surely or facts[0].all == facts[1].all:
            return facts[0].all == facts[1].all
        texts = [writing.message(self._templates) for writing in (one, other)]
        return (texts[0].subject, texts[0].bodies) == (texts[1].subject, texts[1].bodies)

    def _named(self, notification: str, language: str) -> Names:
        found = self._names.get((notification, language))
        if found is None:
            texts = self._templates.texts.get(notification, {})
            text = texts[nearest(texts, language, self._templates.fallback)] if texts else None
            found = self._names[notification, language] = Names((), ()) if text is None else _names_in(text)
        return found


def _names_in(text: MessageText) -> Names:
    always: set[tuple[str, ...]] = set()
    perhaps: set[tuple[str, ...]] = set()
    for source in text.sources:
        for (name, *fields), sure in _read(Environment(autoescape=True).parse(source), sure=True):
            of = f"{ITEMS}{text.list_of}" if name == "item" else name
            (always if sure else perhaps).add((of, *fields))
    return Names(tuple(sorted(always)), tuple(sorted(perhaps - always)))


def _read(node: nodes.Node, *, sure: bool) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield what a part of a template reads: a variable with the fields followed, and whether it always does."""
    followed: list[str] = []
    inner = node
    if isinstance(inner, nodes.Filter) and inner.name in COUNTING and inner.node is not None:
        followed, inner = [COUNT], inner.node
    while isinstance(inner, nodes.Getattr):
        followed.insert(0, inner.attr)
        inner = inner.node
    if isinstance(inner, nodes.Name):
        yield (inner.name, *followed), sure
    else:
        sure = sure and not isinstance(node, CONDITIONAL)
        for child in node.iter_child_nodes():
            yield from _read(child, sure=sure)


def _value(variables: Mapping[str, object], path: tuple[str, ...]) -> object:
    """Return what fields lead to, of a list for each of its members; None where there is nothing."""
    name, *fields = path
    try:
        value = variables[name.removeprefix(ITEMS)]
    except KeyError:  # values are made when asked for: none can be asked whether it is there
        return None
    if name.startswith(ITEMS) and isinstance(value, tuple):
        return tuple(_followed(each, fields) for each in value)
    return _followed(value, fields)


def _followed(value: object, fields: list[str]) -> object:
    for field in fields:
        value = len(value) if field == COUNT and isinstance(value, tuple) else getattr(value, field, None)
    return value
