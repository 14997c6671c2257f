"""branches: every text a message template can come to, whichever way its conditions turn out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product

from jinja2 import Environment, TemplateSyntaxError, nodes

MOST = 256
"""How many ways of one template are told; the parts of a template with more are told each by itself besides."""

GAP = "□"
"""Stands for a value that is filled in."""


@lru_cache(maxsize=4096)
def branches(source: str) -> tuple[str, ...]:
    """Return every text of a template, values shown as □; a template that cannot be read has none (validate tells)."""
    if "{" not in source:
        return (source,)  # most texts are plain, and parsing is what takes the time
    try:
        tree = Environment(autoescape=False).parse(source)  # noqa: S701 - parsed to be read, never rendered
    except (TemplateSyntaxError, RecursionError, ValueError):  # brackets by the thousand, numbers without end
        return ()
    return tuple(dict.fromkeys(islice(_of_all(tree.body), MOST)))


def _of_all(parts: Iterable[nodes.Node]) -> Iterator[str]:
    ways = [tuple(dict.fromkeys(islice(_of_one(part), MOST))) for part in parts]
    for way in product(*ways):
        yield "".join(way)


def _of_one(part: nodes.Node) -> Iterator[str]:
    if isinstance(part, nodes.Output):
        yield from _of_all(part.nodes)
    elif isinstance(part, nodes.TemplateData):
        yield part.data
    elif isinstance(part, nodes.If):
        yield from _of_all(part.body)
        for other in part.elif_:
            yield from _of_all(other.body)
        yield from _of_all(part.else_)
    elif isinstance(part, nodes.For):
        yield from _of_all(part.body)
        yield from _of_all(part.else_)
    elif isinstance(part, nodes.CondExpr):
        yield from _of_one(part.expr1)
        yield from _of_one(part.expr2) if part.expr2 is not None else ("",)
    elif isinstance(part, nodes.Const):
        yield str(part.value)
    else:
        yield _within(part) or GAP


def _within(part: nodes.Node) -> str:
    """Return the text that an expression or a block holds in itself, however it is put together there."""
    return "".join(_pieces(part))


def _pieces(part: nodes.Node) -> Iterator[str]:
    if isinstance(part, nodes.TemplateData):
        yield part.data
    elif isinstance(part, nodes.Const) and isinstance(part.value, str):
        yield part.value
    elif isinstance(part, nodes.Test | nodes.Compare):
        return  # what is asked is not said
    else:
        for inner in part.iter_child_nodes():
            yield from _pieces(inner)


@lru_cache(maxsize=64)
def said_in(source: str) -> str:
    """Return all that a long template may say, one piece after the other, values shown as □.

    Of a page with many branches nobody can tell every way; its words are told in the order in which they stand.
    """
    try:
        tree = Environment(autoescape=False).parse(source)  # noqa: S701 - parsed to be read, never rendered
    except TemplateSyntaxError:
        return ""
    return "".join(_within(part) or GAP for part in _inner(tree.body))


def _inner(parts: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for part in parts:
        if isinstance(part, nodes.Output):
            yield from part.nodes
        else:
            yield part
