"""forbidden, size, levels: the part of Jinja that templates may be written in, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from jinja2 import nodes

LONGEST_SOURCE = 64 * 1024
MOST_LEVELS = 40
MOST_NODES = 6_000
MOST_ELSEWHERE = 30
"""How many `elif` an `if` may have: Python nests each in the one before."""
LARGEST_CONSTANT = 10**9

ALLOWED: frozenset[type[nodes.Node]] = frozenset(
    {
        *(nodes.Output, nodes.TemplateData, nodes.If, nodes.For),
        *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Filter, nodes.Test, nodes.Concat),
        *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr),
        *(nodes.Add, nodes.Sub, nodes.Neg),
    }
)
"""Every construct there is for templates; what Jinja has or will have besides is none of them."""

WRITTEN: Mapping[type[nodes.Node], str] = MappingProxyType(
    {
        nodes.Mul: "*",
        nodes.Pow: "**",
        nodes.Mod: "%",
        nodes.Div: "/",
        nodes.FloorDiv: "//",
        nodes.Pos: "+",
        nodes.List: "[]",
        nodes.Tuple: "()",
        nodes.Dict: "{}",
        nodes.Slice: "[:]",
        nodes.Call: "call",
        nodes.CallBlock: "call",
        nodes.FilterBlock: "filter",
        nodes.FromImport: "import",
        nodes.AssignBlock: "set",
        nodes.Assign: "set",
        nodes.ScopedEvalContextModifier: "autoescape",
    }
)
"""How authors write what is not allowed, where it is not called as Jinja calls it."""


class Fault(NamedTuple):
    """What is wrong with a template: the finding's code and subject, more about it, and the line within it."""

    code: str
    subject: str
    what: str
    line: int


def forbidden(node: nodes.Node) -> str:
    """Return how a construct is written that templates may not have; empty for one that they may."""
    if type(node) not in ALLOWED:
        return WRITTEN.get(type(node), type(node).__name__.lower())
    if isinstance(node, nodes.Const):
        return "" if _small(node.value) else str(node.value)[:20]
    if isinstance(node, nodes.If) and len(node.elif_) > MOST_ELSEWHERE:
        return "elif"
    return ""


def literal_choice(operand: nodes.Operand) -> bool:
    """Return whether this is `in ("a", "b")`: the one place where a list may be written out."""
    written = operand.expr
    return (
        operand.op in {"in", "notin"}
        and isinstance(written, nodes.List | nodes.Tuple)
        and all(isinstance(item, nodes.Const) and _small(item.value) for item in written.items)
    )


def too_large(tree: nodes.Node) -> str:
    """Return which bound of size a tree exceeds, empty where it exceeds none."""
    if levels(tree) > MOST_LEVELS:
        return "nesting"
    return "size" if size(tree) > MOST_NODES else ""


def levels(node: nodes.Node) -> int:
    """Return how deep the nodes of a template are nested."""
    return 1 + max((levels(child) for child in node.iter_child_nodes()), default=0)


def size(node: nodes.Node) -> int:
    """Return how many nodes a template has."""
    return 1 + sum(size(child) for child in node.iter_child_nodes())


def _small(value: object) -> bool:
    """Return whether a constant is text, a truth, nothing, or a whole number up to 10⁹; `1e308` is none of them."""
    if isinstance(value, int):
        return abs(value) <= LARGEST_CONSTANT
    return value is None or isinstance(value, str)
