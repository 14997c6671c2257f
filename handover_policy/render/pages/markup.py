"""markup_faults: what in the HTML of a template would run, load or hide something, found before it is ever filled."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment, nodes

from handover_policy.render.authoring.language.grammar import Fault
from handover_policy.render.pages.elements import ELEMENTS, FILLED, attribute_fault, may_be_filled
from handover_policy.render.pages.style_sheet import style_faults

CODE = "template-markup"

_OPENED = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_SKIPPED = re.compile(r"<!--[^<>]*-->|<!doctype\b[^<>]*>", re.IGNORECASE)
BLANK = " \t\n\f\r"
"""What separates attributes in HTML; other blanks belong to names and values there."""
_ATTRIBUTE = re.compile(rf"([^\s\"'<>/=`]+)(?:[{BLANK}]*=[{BLANK}]*(?:([\"'])|([^\s\"'=<>`]+)(?=[{BLANK}>])))?")
_STYLE_END = re.compile("</style", re.IGNORECASE)
_BLANKS = re.compile(rf"[{BLANK}]+")
_CLOSED = re.compile(rf"[{BLANK}]*/?>")


@dataclass(frozen=True, slots=True)
class State:
    """Where in HTML a template stands: in text, in a tag, in the value of an attribute, in a style sheet.

    `within` is `text`, `tag`, `named` (right behind a name or value), `value` or `style`.
    """

    within: str = "text"
    element: str = ""
    attribute: str = ""
    quote: str = ""
    value: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """Return what two ways through a template must have in common where they meet again."""
        return ("tag" if self.within == "named" else self.within, self.element, self.attribute, self.quote)


TEXT = State()


def markup_faults(fence: Environment, source: str, *, markup: Collection[str] = ()) -> tuple[Fault, ...]:
    """Return what the HTML of a template may not hold: a browser must load, run and follow nothing by itself.

    What is filled in is escaped text, so it may stand in text and in quoted values only; tags, names and addresses
    are the author's own words. Both ways through an `if` must leave the page in the same place.

    Args:
        fence: the sandbox that parses it.
        source: the template, in which `template_faults` finds nothing.
        markup: the variables that hold ready HTML or CSS: `body` goes into text, `style` into a style sheet.

    """
    walk = _Page(markup)
    if FILLED in source:
        walk.fault("U+0000", 1)
    end = walk.all(fence.parse(source).body, TEXT)
    if end.place != TEXT.place:
        walk.fault(f"<{end.element}", source.count("\n") + 1)
    return tuple(dict.fromkeys(walk.faults))


class _Page:
    """One walk over a template that knows where in HTML it stands."""

    def __init__(self, markup: Collection[str]) -> None:
        self.faults: list[Fault] = []
        self._markup = markup

    def fault(self, what: str, line: int) -> None:
        self.faults.append(Fault(CODE, what, what, line))

    def all(self, parts: Sequence[nodes.Node], state: State) -> State:
        for part in parts:
            if isinstance(part, nodes.Output):
                for each in part.nodes:
                    state = self._printed(each, state)
            else:
                state = self._ways(_ways_of(part), part.lineno, state)
        return state

    def _ways(self, ways: Sequence[list[nodes.Node]], line: int, state: State) -> State:
        """Go every way from where the page stands; all of them must come back to that place."""
        if state.within == "style" or (state.within == "value" and not may_be_filled(state.attribute, state.value)):
            self.fault(f"{state.attribute}={{%" if state.within == "value" else "<style>{%", line)
        ends = [self.all(way, state) for way in ways]
        if any(end.place != state.place for end in ends):
            self.fault("{%", line)
        if state.within == "value":
            said = "".join(end.value.removeprefix(state.value) for end in ends)
            return replace(state, value=state.value + FILLED + said)
        return replace(state, within="named") if any(end.within == "named" for end in ends) else state

    def _printed(self, part: nodes.Expr, state: State) -> State:
        if isinstance(part, nodes.TemplateData):
            return self._text(part.data, part.lineno, state)
        name = part.name if isinstance(part, nodes.Name) and part.name in self._markup else ""
        wanted = {"body": "text", "style": "style"}.get(name)
        if wanted is not None and state.within == wanted:
            return state
        if wanted is None and state.within == "text":
            return state
        if wanted is None and state.within == "value" and may_be_filled(state.attribute, state.value):
            return replace(state, value=state.value + FILLED)
        self.fault("{{" if state.within != "value" else f"{state.attribute}={{{{", part.lineno)
        return state

    def _text(self, data: str, line: int, state: State) -> State:
        at = 0
        while at < len(data):
            begun = at
            if state.within == "text":
                at, state = self._opening(data, at, line, state)
            elif state.within == "style":
                at, state = self._style(data, at, line, state)
            elif state.within == "value":
                at, state = self._value(data, at, line, state)
            else:
                at, state = self._tag(data, at, line, state)
            line += data.count("\n", begun, at)
        return state

    def _opening(self, data: str, at: int, line: int, state: State) -> tuple[int, State]:
        begin = data.find("<", at)
        if begin < 0:
            return len(data), state
        here = line + data.count("\n", at, begin)
        skipped = _SKIPPED.match(data, begin)
        if skipped is not None:
            return skipped.end(), state
        opened = _OPENED.match(data, begin)
        if opened is None:
            self.fault(data[begin : begin + 2], here)
            return begin + 1, state
        element = opened[2].lower()
        if element not in ELEMENTS:
            self.fault(f"<{element}>", here)
        return opened.end(), State("named", opened[1] + element)

    def _tag(self, data: str, at: int, line: int, state: State) -> tuple[int, State]:
        closed = _CLOSED.match(data, at)
        if closed is not None:
            return closed.end(), State("style", "style") if state.element == "style" else TEXT
        blank = _BLANKS.match(data, at)
        if blank is not None:
            return blank.end(), replace(state, within="tag")
        found = _ATTRIBUTE.match(data, at)
        if found is None or state.within == "named":
            self.fault(f"<{state.element} {data[at : at + 10]}".splitlines()[0], line)
            return at + 1, replace(state, within="tag")
        name = found[1].lower()
        if found[2]:
            return found.end(), replace(state, within="value", attribute=name, quote=found[2], value="")
        self._attribute(state.element, name, found[3] or "", line)
        return found.end(), replace(state, within="named")

    def _value(self, data: str, at: int, line: int, state: State) -> tuple[int, State]:
        end = data.find(state.quote, at)
        if end < 0:
            return len(data), replace(state, value=state.value + data[at:])
        self._attribute(state.element, state.attribute, state.value + data[at:end], line)
        return end + 1, State("named", state.element)

    def _style(self, data: str, at: int, line: int, state: State) -> tuple[int, State]:
        found = _STYLE_END.search(data, at)
        end = len(data) if found is None else found.start()
        for what, below in style_faults(data[at:end]):
            self.fault(what, line + below)
        return end, state if found is None else TEXT

    def _attribute(self, element: str, name: str, value: str, line: int) -> None:
        what = attribute_fault(element, name, value)
        if what:
            self.fault(what, line)


def _ways_of(part: nodes.Node) -> list[list[nodes.Node]]:
    """Return the ways through an `if` or `for`, the one around it among them."""
    others = [other.body for other in getattr(part, "elif_", [])]
    return [getattr(part, "body", []), *others, getattr(part, "else_", [])]
