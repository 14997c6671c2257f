"""environment_for, Prepared, run: the sandbox that author templates run in, which computes nothing beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice
from types import MappingProxyType
from typing import Any, cast

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from handover_policy.render.authoring.language.operations import TESTS, Work, added, filters_of, taken
from handover_policy.render.escaping import Escape
from handover_policy.render.failures import TooLong
from handover_policy.render.views import VIEWS

LONGEST_OUTPUT = 64 * 1024
PARTS = 256
"""How many parts of a template's output are joined before its length is looked at again."""
LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
"""What may be read of `loop`."""

# What an author's expression may raise on values it was not written for (a sum of text and number, a missing value).
FAILURES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


class Uncompilable(ValueError):
    """Python does not take what a template was translated to; checked templates have nothing that could do it."""


class _Translator(CodeGenerator):
    """Translates a template without computing any of it: constants wait for the run, where everything is bounded."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - the name Jinja calls it by
        """Write `~` as a call that takes text and numbers only; Jinja's own would print whole records."""
        self.write("environment.concatenated((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Fence(ImmutableSandboxedEnvironment):
    """The sandbox: attributes are fields of our own views, keys of our mappings and what LOOP names, nothing else."""

    code_generator_class = _Translator
    intercepted_binops = frozenset({"+", "-"})
    fields: Mapping[type, AbstractSet[str]]
    work: Work
    eval_context: EvalContext

    def getattr(self, obj: object, attribute: str) -> object:
        """Return a field of a view, an entry of a mapping or a fact of a loop; anything else is undefined."""
        fields = self.fields.get(type(obj))
        if fields is not None and attribute in fields:
            return getattr(obj, attribute)
        if isinstance(obj, MappingProxyType):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """Return an entry of a mapping; anything else is undefined."""
        if isinstance(obj, MappingProxyType) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument) if isinstance(argument, str) else "[]")

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:  # noqa: ARG002 - Jinja's
        """Add or subtract whole numbers."""
        return added(left, right) if operator == "+" else taken(left, right)

    def concatenated(self, values: Iterable[object]) -> str:
        """Return texts and numbers one after the other."""
        return self.work.joined(values)


def environment_for(
    escape: Escape,
    *,
    html: bool = False,
    filters: Mapping[str, Callable[..., object]] = MappingProxyType({}),
    views: AbstractSet[type] = VIEWS,
) -> Fence:
    """Return a sandbox whose every output passes `escape` (HTML escaping besides where `html`).

    Only a few harmless filters and tests are known, no functions at all, and a missing value is an error. Fields are
    read of `views` alone: frozen records that hold values only.
    """
    fence = Fence(
        undefined=StrictUndefined,
        autoescape=html,
        finalize=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,
    )
    fence.fields = {view: frozenset(view.__slots__) for view in views}  # type: ignore[attr-defined]
    fence.work = Work()
    fence.eval_context = EvalContext(fence)
    fence.globals.clear()
    fence.filters = filters_of(fence.work, filters)
    fence.tests = dict(TESTS)
    return fence


class _Known(dict[str, object]):
    """The values of one run by name; what is not given is what Jinja calls missing."""

    def __missing__(self, name: str) -> object:
        return missing


class _Values:
    """What a translated template asks of its context: values by name, and how it escapes.

    Jinja's own context serves inheritance, imports and blocks besides, which templates here do not have.
    """

    __slots__ = ("environment", "eval_ctx", "exported_vars", "resolve_or_missing", "vars")

    def __init__(self, fence: Fence, variables: Mapping[str, object]) -> None:
        self.environment = fence
        self.eval_ctx = fence.eval_context
        self.resolve_or_missing = _Known(variables).__getitem__
        self.vars: dict[str, object] = {}
        self.exported_vars: set[str] = set()


class Prepared:
    """A template in which no fault was found, compiled when it is first run: most messages of a set never are."""

    __slots__ = ("_compiled", "_fence", "_source")

    def __init__(self, fence: Fence, source: str) -> None:
        """Take a source that `template_faults` has nothing against, and the sandbox it will run in."""
        self._fence = fence
        self._source = source
        self._compiled: Template | None = None

    def template(self) -> Template:
        """Return the template, compiled; raises Uncompilable."""
        if self._compiled is None:
            try:
                self._compiled = self._fence.from_string(self._source)
            except (TemplateError, SyntaxError, RecursionError, MemoryError, NameError) as error:
                raise Uncompilable(type(error).__name__) from error
        return self._compiled


def run(prepared: Prepared, variables: Mapping[str, object], *, longest: int = LONGEST_OUTPUT) -> str:
    """Return what a template writes.

    Raises:
        TooLong: it wrote more than `longest` characters (64 KB), or made more on the way than it may.
        Exception: one of FAILURES, where its expressions do not fit the values.

    """
    template = prepared.template()
    fence = cast("Fence", template.environment)
    fence.work.made = 0
    values: Any = _Values(fence, variables)
    parts = template.root_render_func(values)
    text = ""
    while len(text) <= longest:
        more = list(islice(parts, PARTS))
        text += "".join(more)
        if len(more) < PARTS and len(text) <= longest:
            return text
    raise TooLong("wrote-too-much", limit=longest)
