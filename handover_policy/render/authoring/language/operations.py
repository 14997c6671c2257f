"""Work, filters_of, TESTS: what templates may do with values; each takes text and numbers, and nothing grows large."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from jinja2 import Undefined

from handover_policy.render.failures import TooLong, WrongValue

LONGEST_TEXT = 20_000
"""The longest text that filters, `~` and `join` may make; no value is printed longer."""
MOST_MADE = 2_000_000
"""How many characters they may make in one run, all together."""
LARGEST_NUMBER = 10**15
MOST_ITEMS = 10_000


class Work:
    """What templates make on the way to their output, counted so that one run cannot make without end."""

    __slots__ = ("made",)

    def __init__(self) -> None:
        """Start with nothing made."""
        self.made = 0

    def text(self, made: str) -> str:
        """Return a text that was made; raises TooLong where it, or all of a run together, is too much."""
        self.expected(len(made))
        return made

    def expected(self, length: int) -> None:
        """Count a text that is about to be made; raises TooLong."""
        self.made += length
        if length > LONGEST_TEXT or self.made > MOST_MADE:
            raise TooLong("made-too-much", limit=LONGEST_TEXT)

    def joined(self, values: Iterable[object], between: str = "") -> str:
        """Return texts and numbers one after the other."""
        texts = [as_text(value) for value in values]
        self.expected(sum(map(len, texts)) + len(between) * max(len(texts) - 1, 0))
        return between.join(texts)


def as_text(value: object) -> str:
    """Return a text, or a whole number as text.

    Raises:
        WrongValue: the value is a record, a list or anything else that has no text of its own.

    """
    if isinstance(value, str):
        return str(value)
    return str(as_number(value))


def as_number(value: object) -> int:
    """Return a whole number; raises WrongValue for anything else, TooLong beyond 10¹⁵."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongValue("no-text", name=_named(value))
    if abs(value) > LARGEST_NUMBER:
        raise TooLong("number-too-large", limit=LARGEST_NUMBER)
    return value


def added(left: object, right: object) -> int:
    """Return the sum of two whole numbers."""
    return as_number(as_number(left) + as_number(right))


def taken(left: object, right: object) -> int:
    """Return the difference of two whole numbers."""
    return as_number(as_number(left) - as_number(right))


def filters_of(
    work: Work, more: Mapping[str, Callable[[object], object]] = MappingProxyType({})
) -> dict[str, Callable[..., object]]:
    """Return the filters of templates by name, those of a language (`more`) among them; what they make is counted."""

    def counted(made: Callable[[object], object]) -> Callable[[object], object]:
        return lambda value: work.text(str(made(value)))

    return {
        "default": _default,
        "first": lambda values: _items(values)[0],
        "last": lambda values: _items(values)[-1],
        "length": _length,
        "lower": lambda value: work.text(as_text(value).lower()),
        "upper": lambda value: work.text(as_text(value).upper()),
        "trim": lambda value: work.text(as_text(value).strip()),
        "join": lambda values, between="": work.joined(_items(values), as_text(between)),
        **{name: counted(made) for name, made in more.items()},
    }


ARGUMENTS: Mapping[str, int] = MappingProxyType({"default": 2, "join": 1})
"""How many arguments a filter takes at most, where it takes any."""

TESTS: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "defined": lambda value: not isinstance(value, Undefined),
        "undefined": lambda value: isinstance(value, Undefined),
        "none": lambda value: value is None,
        "odd": lambda value: as_number(value) % 2 == 1,
        "even": lambda value: as_number(value) % 2 == 0,
    }
)


def _default(value: object, instead: object = "", empty: object = False) -> object:  # noqa: FBT002 - Jinja's own form
    return instead if isinstance(value, Undefined) or (empty and not value) else value


def _length(value: object) -> int:
    if isinstance(value, Mapping | str | tuple | list):
        return len(value)
    raise WrongValue("no-length", name=_named(value))


def _items(values: object) -> tuple[object, ...] | list[object]:
    """Return a list; of a text its letters are no items, for letters joined by words again and again never end."""
    if not isinstance(values, tuple | list):
        raise WrongValue("no-list", name=_named(values))
    if len(values) > MOST_ITEMS:
        raise TooLong("list-too-long", limit=MOST_ITEMS)
    return values


def _named(value: object) -> str:
    return type(value).__name__.removesuffix("View").lower()
