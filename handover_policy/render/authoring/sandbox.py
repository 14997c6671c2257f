"""environment_for, faults_in, run: author templates, fenced in before they run and while they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handover_policy.render.escaping import Escape
from handover_policy.render.views import VIEWS

LONGEST_OUTPUT = 64 * 1024
PARTS = 256
"""How many parts of a template's output are joined before its length is looked at again."""
MOST_LEVELS = 40

# None that makes long texts of short ones when chained.
FILTERS = frozenset({"default", "first", "last", "length", "lower", "trim", "upper"})
TESTS = frozenset({"defined", "undefined", "none", "odd", "even"})

# What could grow without end, reach beyond the given values, or write over them.
FORBIDDEN: Mapping[type[nodes.Node], str] = MappingProxyType(
    {
        nodes.Mul: "*",
        nodes.Pow: "**",
        nodes.Mod: "%",
        nodes.Call: "call",
        nodes.Macro: "macro",
        nodes.CallBlock: "call",
        nodes.FilterBlock: "filter",
        nodes.Include: "include",
        nodes.Import: "import",
        nodes.FromImport: "import",
        nodes.Extends: "extends",
        nodes.Block: "block",
        nodes.AssignBlock: "set",
        nodes.Assign: "set",
        nodes.With: "with",
        nodes.ScopedEvalContextModifier: "autoescape",
    }
)


# What an author's expression may raise on values it was not written for (a sum of text and number, a missing value).
FAILURES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


class Fault(NamedTuple):
    """What is wrong with a template: the finding's code and subject, more about it, and the line within it."""

    code: str
    subject: str
    what: str
    line: int


class TooLong(ValueError):
    """A template wrote more than 64 KB."""


class _Fence(ImmutableSandboxedEnvironment):
    """The sandbox, with a short way to the fields of our own views: they are frozen and hold values only."""

    views: AbstractSet[type] = VIEWS

    def getattr(self, obj: object, attribute: str) -> object:
        """Return an attribute; of anything but a view or a mapping of ours only what the sandbox allows."""
        if type(obj) in self.views and attribute in obj.__slots__:  # type: ignore[attr-defined]
            return getattr(obj, attribute)
        if isinstance(obj, MappingProxyType):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def environment_for(
    escape: Escape,
    *,
    html: bool = False,
    filters: Mapping[str, Callable[..., object]] = MappingProxyType({}),
    views: AbstractSet[type] = VIEWS,
) -> ImmutableSandboxedEnvironment:
    """Return a sandbox whose every output passes `escape` (HTML escaping besides where `html`).

    Only a few harmless filters and tests are known, no functions at all, and a missing value is an error. Fields are
    read of `views` alone: frozen records that hold values only.
    """
    fence = _Fence(undefined=StrictUndefined, autoescape=html, finalize=escape, trim_blocks=True, lstrip_blocks=True)
    fence.views = views
    fence.globals.clear()
    fence.filters = {name: fence.filters[name] for name in FILTERS} | {"join": _joined, **filters}
    fence.tests = {name: fence.tests[name] for name in TESTS}
    return fence


def faults_in(
    fence: ImmutableSandboxedEnvironment,
    source: str,
    *,
    allowed: AbstractSet[str],
    known: Mapping[str, frozenset[str] | None],
) -> tuple[Fault, ...]:
    """Return what is wrong with a template; only a faultless one may be compiled, for that computes constants.

    Args:
        fence: the sandbox it will run in.
        source: the template.
        allowed: the variables that it may use.
        known: every variable there is, with the names of its fields (None: a plain value or a list).

    """
    if len(source) > LONGEST_OUTPUT:
        return (Fault("template-forbidden", "length", f"≤ {LONGEST_OUTPUT}", 1),)
    if "{" not in source:
        return ()  # most texts are plain, and parsing is what takes the time
    try:
        tree = fence.parse(source)
        if levels(tree) > MOST_LEVELS:
            return (Fault("template-forbidden", "nesting", f"≤ {MOST_LEVELS}", 1),)
        return tuple(_construct_faults(tree, known)) or tuple(_name_faults(tree, allowed, known))
    except TemplateSyntaxError as error:
        return (Fault("template-syntax", "Jinja", str(error.message), error.lineno),)
    except (RecursionError, ValueError) as error:  # ten thousand brackets, a number of ten thousand digits
        return (Fault("template-syntax", "Jinja", str(error), 1),)


def levels(node: nodes.Node) -> int:
    """Return how deep the nodes of a template are nested."""
    return 1 + max((levels(child) for child in node.iter_child_nodes()), default=0)


def _joined(values: object, between: str = "") -> str:
    """Join a list; a text is refused, for letters joined by words, again and again, grow without end."""
    if not isinstance(values, tuple | list):
        raise TypeError(f"{type(values).__name__} is no list")
    return between.join(str(value) for value in values)


def _construct_faults(tree: nodes.Template, known: Mapping[str, frozenset[str] | None]) -> Iterator[Fault]:
    suspects: tuple[type[nodes.Node], ...] = (*FORBIDDEN, nodes.Getattr, nodes.For)
    for node in tree.find_all(suspects):
        what = FORBIDDEN.get(type(node))
        if what is not None:
            yield Fault("template-forbidden", what, what, node.lineno)
        elif isinstance(node, nodes.For):
            yield from _loop_faults(node)
        else:
            yield from _field_faults(node, known)


def _name_faults(
    tree: nodes.Template, allowed: AbstractSet[str], known: Mapping[str, frozenset[str] | None]
) -> Iterator[Fault]:
    """Names are looked for last: what Jinja finds them with computes constants, and misses filters."""
    for name in sorted(find_undeclared_variables(tree) - allowed):
        code = "template-variable-undeclared" if name in known else "template-variable-unknown"
        yield Fault(code, name, name, _first_line(tree, name))


def _first_line(tree: nodes.Template, name: str) -> int:
    return next(node.lineno for node in tree.find_all(nodes.Name) if node.name == name)


def _loop_faults(loop: nodes.For) -> Iterator[Fault]:
    """A loop runs over a given list, and not inside another one: output stays as long as what was given."""
    if not isinstance(loop.iter, nodes.Name | nodes.Getattr) or loop.recursive:
        yield Fault("template-forbidden", "for", "for", loop.lineno)
    if any(True for part in (*loop.body, *loop.else_) for _ in _loops(part)):
        yield Fault("template-forbidden", "for in for", "for in for", loop.lineno)


def _loops(part: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(part, nodes.For):
        yield part
    yield from part.find_all(nodes.For)


def _field_faults(node: nodes.Node, known: Mapping[str, frozenset[str] | None]) -> Iterator[Fault]:
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        fields = known.get(node.node.name)
        if fields is not None and node.attr not in fields:
            name = f"{node.node.name}.{node.attr}"
            yield Fault("template-variable-unknown", name, name, node.lineno)


class Prepared:
    """A template in which no fault was found, compiled when it is first run: most messages of a set never are."""

    __slots__ = ("_compiled", "_fence", "_source")

    def __init__(self, fence: ImmutableSandboxedEnvironment, source: str) -> None:
        """Take a source that `faults_in` has nothing against, and the sandbox it will run in."""
        self._fence = fence
        self._source = source
        self._compiled: Template | None = None

    def template(self) -> Template:
        """Return the template, compiled."""
        if self._compiled is None:
            self._compiled = self._fence.from_string(self._source)
        return self._compiled


def run(prepared: Template | Prepared, variables: Mapping[str, object], *, longest: int = LONGEST_OUTPUT) -> str:
    """Return what a template writes.

    Raises:
        TooLong: it wrote more than `longest` characters (64 KB).
        Exception: one of FAILURES, where its expressions do not fit the values.

    """
    template = prepared.template() if isinstance(prepared, Prepared) else prepared
    parts = template.root_render_func(template.new_context(dict(variables)))
    text = ""
    while len(text) <= longest:
        more = list(islice(parts, PARTS))
        if not more:
            return text
        text += "".join(more)
    raise TooLong(f"more than {longest} characters")
