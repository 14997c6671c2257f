"""document_faults: what is wrong with a document's template, field by field, before it is ever filled."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeAlias, get_args, get_origin, get_type_hints

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handover_policy.render.authoring.sandbox import FORBIDDEN, LONGEST_OUTPUT, MOST_LEVELS, Fault, levels

Words: TypeAlias = "Mapping[str, str | Mapping[str, str]]"
LOOP = frozenset({"index", "index0", "first", "last", "length"})


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose items are of one shape."""

    of: Shape


Shape: TypeAlias = "type | Each | Words | AbstractSet[str] | None"
"""What an expression gives: a view, a list, words, the fields of `loop`, or (None) a plain value."""


def document_faults(
    fence: ImmutableSandboxedEnvironment, source: str, *, scope: Mapping[str, Shape], views: AbstractSet[type]
) -> tuple[Fault, ...]:
    """Return what is wrong with the template of a document; only a faultless one may be compiled.

    Loops may stand inside loops as long as the inner one runs over a list of the outer one's item: then what is
    written stays as long as what was given.

    Args:
        fence: the sandbox it will run in.
        source: the template.
        scope: the variables there are, with what each holds.
        views: the records whose fields may be read.

    """
    if len(source) > LONGEST_OUTPUT:
        return (Fault("template-forbidden", "length", f"≤ {LONGEST_OUTPUT}", 1),)
    try:
        tree = fence.parse(source)
        if levels(tree) > MOST_LEVELS:
            return (Fault("template-forbidden", "nesting", f"≤ {MOST_LEVELS}", 1),)
    except TemplateSyntaxError as error:
        return (Fault("template-syntax", "Jinja", str(error.message), error.lineno),)
    except (RecursionError, ValueError) as error:  # ten thousand brackets, a number of ten thousand digits
        return (Fault("template-syntax", "Jinja", str(error), 1),)
    walk = _Walk(fence, views)
    walk.all(tree, dict(scope), None)
    return tuple(walk.faults)


class _Walk:
    """One walk over a template that knows what every name in it holds."""

    def __init__(self, fence: ImmutableSandboxedEnvironment, views: AbstractSet[type]) -> None:
        self.faults: list[Fault] = []
        self._fence = fence
        self._views = views

    def all(self, node: nodes.Node, scope: dict[str, Shape], inner: str | None) -> None:
        """Look at everything below a node; `inner` is the variable of the loop it stands in."""
        for child in node.iter_child_nodes():
            self._one(child, scope, inner)

    def _one(self, node: nodes.Node, scope: dict[str, Shape], inner: str | None) -> None:
        what = FORBIDDEN.get(type(node))
        if what is not None:
            self._fault("template-forbidden", what, node)
        elif isinstance(node, nodes.For):
            self._loop(node, scope, inner)
        elif isinstance(node, nodes.Output):
            for part in node.nodes:
                self._printed(part, scope, inner)
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._shape(node, scope)
        elif isinstance(node, nodes.Filter | nodes.Test) and node.name not in self._known(node):
            self._fault("template-syntax", node.name, node)
        else:
            self.all(node, scope, inner)

    def _printed(self, part: nodes.Expr, scope: dict[str, Shape], inner: str | None) -> None:
        """Look at what is printed: a value, never a whole record or list."""
        if not isinstance(part, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._one(part, scope, inner)
        elif self._shape(part, scope) is not None:
            self._fault("template-forbidden", _written(part), part)

    def _known(self, node: nodes.Filter | nodes.Test) -> AbstractSet[str]:
        return (self._fence.filters if isinstance(node, nodes.Filter) else self._fence.tests).keys()

    def _loop(self, loop: nodes.For, scope: dict[str, Shape], inner: str | None) -> None:
        over = self._shape(loop.iter, scope) if isinstance(loop.iter, nodes.Name | nodes.Getattr) else None
        if not isinstance(over, Each) or not isinstance(loop.target, nodes.Name) or loop.recursive:
            self._fault("template-forbidden", "for", loop)
            return
        if inner is not None and _root(loop.iter) != inner:
            self._fault("template-forbidden", "for in for", loop)
        inside = {**scope, loop.target.name: over.of, "loop": LOOP}
        for part in (*loop.body, *((loop.test,) if loop.test is not None else ())):
            self._one(part, inside, loop.target.name)
        for part in loop.else_:
            self._one(part, scope, inner)

    def _shape(self, node: nodes.Expr, scope: dict[str, Shape]) -> Shape:
        """Return what an expression gives; a name or field that is not there is a fault."""
        if isinstance(node, nodes.Name):
            if node.name not in scope:
                self._fault("template-variable-unknown", node.name, node)
            return scope.get(node.name)
        if isinstance(node, nodes.Getattr):
            return self._field(node, self._shape(node.node, scope))
        if isinstance(node, nodes.Getitem):
            words = self._shape(node.node, scope)
            if isinstance(node.arg, nodes.Const):
                return self._entry(node, words, node.arg.value)
            self._one(node.arg, scope, None)
            if not isinstance(words, MappingProxyType):
                self._fault("template-forbidden", "[]", node)
            return None
        self._one(node, scope, None)
        return None

    def _field(self, node: nodes.Getattr, of: Shape) -> Shape:
        if isinstance(of, type):
            fields = fields_of(of, self._views)
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
        self.faults.append(Fault(code, what, what, node.lineno))


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
    return hint if isinstance(hint, type) and hint in views else None
