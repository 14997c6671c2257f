"""template_faults: what is wrong with a template, field by field, before it is ever compiled or filled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType, NoneType
from typing import TypeAlias, get_args, get_origin, get_type_hints

from jinja2 import TemplateSyntaxError, nodes

from handover_policy.render.authoring.language.grammar import (
    LONGEST_SOURCE,
    MOST_LEVELS,
    MOST_NODES,
    Fault,
    forbidden,
    literal_choice,
    too_large,
)
from handover_policy.render.authoring.language.operations import ARGUMENTS
from handover_policy.render.authoring.sandbox import LOOP, Fence

Words: TypeAlias = "Mapping[str, str | Mapping[str, str]]"
FOR_TEXT = frozenset({"lower", "upper", "trim"})
"""Filters that take a text or number."""


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose items are of one shape."""

    of: Shape


Shape: TypeAlias = "type | Each | Words | AbstractSet[str] | None"
"""What an expression gives: a view, a list, words, the fields of `loop`, or (None) a plain value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a template may name: its variables with what each holds, and the records whose fields may be read.

    `undeclared` are variables that exist and are not declared; `prints_all` leaves it to the run to refuse whole
    records and lists that are printed (JSON takes them, and a trial of the run tells more).
    """

    variables: Mapping[str, Shape]
    views: AbstractSet[type] = frozenset()
    undeclared: Collection[str] = field(default=frozenset())
    prints_all: bool = False


def template_faults(fence: Fence, source: str, scope: Scope) -> tuple[Fault, ...]:
    """Return what is wrong with a template; only a faultless one may be compiled.

    Loops may stand inside loops as long as the inner one runs over a list of the outer one's item: then what is
    written stays as long as what was given.

    Args:
        fence: the sandbox it will run in.
        source: the template.
        scope: what it may name.

    """
    if len(source) > LONGEST_SOURCE:
        return (Fault("template-forbidden", "length", f"≤ {LONGEST_SOURCE}", 1),)
    if "{" not in source:
        return ()  # most texts are plain, and parsing is what takes the time
    try:
        tree = fence.parse(f"{source} ")  # Jinja overlooks a comment that begins at the very end; other texts follow it
        beyond = too_large(tree)
    except TemplateSyntaxError as error:
        return (Fault("template-syntax", "Jinja", str(error.message), error.lineno),)
    except (RecursionError, ValueError, MemoryError) as error:  # ten thousand brackets, a number of 10,000 digits
        return (Fault("template-syntax", "Jinja", str(error), 1),)
    if beyond:
        return (Fault("template-forbidden", beyond, f"≤ {MOST_LEVELS if beyond == 'nesting' else MOST_NODES}", 1),)
    walk = _Walk(fence, scope)
    walk.all(tree, dict(scope.variables), None)
    return tuple(walk.faults)


class _Walk:
    """One walk over a template that knows what every name in it holds."""

    def __init__(self, fence: Fence, scope: Scope) -> None:
        self.faults: list[Fault] = []
        self._fence = fence
        self._told = scope

    def all(self, node: nodes.Node, scope: dict[str, Shape], inner: str | None) -> None:
        """Look at everything below a node; `inner` is the variable of the loop it stands in."""
        for child in node.iter_child_nodes():
            self._one(child, scope, inner)

    def _one(self, node: nodes.Node, scope: dict[str, Shape], inner: str | None) -> None:
        what = forbidden(node)
        if what:
            self._fault("template-forbidden", what, node)
        elif isinstance(node, nodes.For):
            self._loop(node, scope, inner)
        elif isinstance(node, nodes.Output):
            for part in node.nodes:
                self._printed(part, scope)
        elif isinstance(node, nodes.Expr):
            self._shape(node, scope)
        else:
            self.all(node, scope, inner)

    def _printed(self, part: nodes.Expr, scope: dict[str, Shape]) -> None:
        """Look at what is printed: a value, never a whole record or list."""
        if self._shape(part, scope) is not None and not self._told.prints_all:
            self._fault("template-forbidden", _written(part), part)

    def _loop(self, loop: nodes.For, scope: dict[str, Shape], inner: str | None) -> None:
        over = self._shape(loop.iter, scope) if isinstance(loop.iter, nodes.Name | nodes.Getattr) else None
        named = loop.target.name if isinstance(loop.target, nodes.Name) else "loop"
        if not isinstance(over, Each) or named == "loop" or loop.recursive:
            self._fault("template-forbidden", "for", loop)
            return
        if inner is not None and _root(loop.iter) != inner:
            self._fault("template-forbidden", "for in for", loop)
        if loop.test is not None:
            self._one(loop.test, {**scope, named: over.of}, inner)
        for part in loop.body:
            self._one(part, {**scope, named: over.of, "loop": LOOP}, named)
        for part in loop.else_:
            self._one(part, scope, inner)

    def _shape(self, node: nodes.Expr, scope: dict[str, Shape]) -> Shape:
        """Return what an expression gives; a name, field, filter or test that is not there is a fault."""
        what = forbidden(node)
        if what:
            self._fault("template-forbidden", what, node)
            return None
        if isinstance(node, nodes.Name):
            return self._variable(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._field(node, self._shape(node.node, scope))
        if isinstance(node, nodes.Getitem):
            return self._item(node, scope)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, scope)
        shapes = [self._shape(part, scope) for part in self._parts(node)]
        if isinstance(node, nodes.Concat) and any(shape is not None for shape in shapes):
            self._fault("template-forbidden", "~", node)
        if isinstance(node, nodes.And | nodes.Or):
            return shapes[0] if shapes[0] == shapes[1] else None
        if isinstance(node, nodes.CondExpr):
            return shapes[1] if len(shapes) == 2 or shapes[1] == shapes[2] else None  # noqa: PLR2004 - test and value
        return None

    def _parts(self, node: nodes.Expr) -> Sequence[nodes.Expr]:
        """Return the expressions within one; of `in ("a", "b")` the list is none."""
        if isinstance(node, nodes.Compare):
            return [node.expr, *(each.expr for each in node.ops if not literal_choice(each))]
        if isinstance(node, nodes.CondExpr):
            return [node.test, node.expr1, *([node.expr2] if node.expr2 is not None else [])]
        if isinstance(node, nodes.Test):
            self._known(node, f"is {node.name}", self._fence.tests, 0)
        return [child for child in node.iter_child_nodes() if isinstance(child, nodes.Expr)]

    def _known(self, node: nodes.Filter | nodes.Test, written: str, there: Collection[str], arguments: int) -> None:
        """Note a filter or test that is not there, or has arguments that it does not take."""
        if node.name not in there:
            self._fault("template-forbidden", written, node)
        elif len(node.args) > arguments or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            self._fault("template-forbidden", f"{written}(…)", node)

    def _filtered(self, node: nodes.Filter, scope: dict[str, Shape]) -> Shape:
        self._known(node, f"|{node.name}", self._fence.filters, ARGUMENTS.get(node.name, 0))
        arguments = [self._shape(each, scope) for each in node.args]
        filtered = node.node or nodes.Const(None)  # only a block, which is not allowed, has nothing before the bar
        given = self._shape(filtered, scope)
        records = isinstance(given, Each) and given.of is not None
        if (node.name in FOR_TEXT and given is not None) or (node.name == "join" and (records or any(arguments))):
            self._fault("template-forbidden", f"{_written(filtered)}|{node.name}", node)
        if node.name in {"first", "last"}:
            return given.of if isinstance(given, Each) else None
        return given if node.name == "default" and arguments in ([], [given]) else None

    def _variable(self, node: nodes.Name, scope: dict[str, Shape]) -> Shape:
        if node.name not in scope:
            known = node.name in self._told.undeclared
            self._fault("template-variable-undeclared" if known else "template-variable-unknown", node.name, node)
        return scope.get(node.name)

    def _item(self, node: nodes.Getitem, scope: dict[str, Shape]) -> Shape:
        words = self._shape(node.node, scope)
        if isinstance(node.arg, nodes.Const):
            return self._entry(node, words, node.arg.value)
        self._shape(node.arg, scope)
        if not isinstance(words, MappingProxyType):
            self._fault("template-forbidden", "[]", node)
        return None

    def _field(self, node: nodes.Getattr, of: Shape) -> Shape:
        if isinstance(of, type):
            fields = fields_of(of, self._told.views)
            if node.attr in fields:
                return fields[node.attr]
        elif isinstance(of, frozenset) and node.attr in of:
            return None
        elif isinstance(of, MappingProxyType):
            return self._entry(node, of, node.attr)
        self._fault("template-variable-unknown", _written(node), node)
        return None

    def _entry(self, node: nodes.Getattr | nodes.Getitem, words: Shape, key: object) -> Shape:
        if isinstance(words, MappingProxyType) and key in words:
            found = words[key]
            return found if isinstance(found, MappingProxyType) else None
        self._fault("template-variable-unknown", _written(node), node)
        return None

    def _fault(self, code: str, what: str, node: nodes.Node) -> None:
        self.faults.append(Fault(code, what, what, node.lineno or 1))  # Jinja gives some constructs no line


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_written(node.node)}[{getattr(node.arg, 'value', '…')}]"
    return node.name if isinstance(node, nodes.Name) else "…"


@cache
def fields_of(view: type, views: frozenset[type]) -> Mapping[str, Shape]:
    """Return the fields of a view, with what each holds."""
    return {name: _held(hint, views) for name, hint in get_type_hints(view).items()}


def _held(hint: object, views: AbstractSet[type]) -> Shape:
    if get_origin(hint) is tuple:
        return Each(_held(get_args(hint)[0], views))
    if isinstance(hint, type):
        return hint if hint in views else None
    others = [each for each in get_args(hint) if each is not NoneType]
    return _held(others[0], views) if len(others) == 1 else None
