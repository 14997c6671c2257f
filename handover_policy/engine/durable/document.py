"""Layout: the attributes in which facts reach the C engine, and the flat JSON document of an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from json.encoder import encode_basestring
from types import NoneType

from handover_policy.conditions.values import Value, normal
from handover_policy.engine.durable.branches import Literal

_HEAD = '{"sid":"s","id":"e","t":1'
_OWN_NAMES = ("sid", "id", "t", "~", "p", "s", "e", "z", "m")
_MEMO_ENTRIES = 256
_MEMO_TEXT_LENGTH = 64
_LACKING = "x"
_PRESENCE = "p"


def json_text(value: Value) -> str:
    """Return a value as the C engine reads it: equal values have equal texts, fractions always have a point."""
    content = value.content
    if isinstance(content, str):
        return encode_basestring(content)
    if isinstance(content, bool):
        return "true" if content else "false"
    text = repr(content)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def name_hash(name: str) -> int:
    """Return the 32-bit FNV-1a hash by which alone the C engine tells names and ids apart."""
    found = 2166136261
    for byte in name.encode("ascii"):
        found = (found ^ byte) * 16777619 % 2**32
    return found


class NameClash(Exception):
    """Two names that the C engine could not tell apart."""


def check_names(names: Iterable[str], hash_of: Callable[[str], int] = name_hash) -> None:
    """Check that the C engine can tell names from each other and from those that are always there.

    Raises:
        NameClash: two names have the same hash.
    """
    seen: dict[int, str] = {}
    for name in dict.fromkeys((*_OWN_NAMES, *names)):
        other = seen.setdefault(hash_of(name), name)
        if other != name:
            raise NameClash(f"{other} and {name}")


class Layout:
    """The typed slots of the facts that some branches read: `a<k>` and a type letter; `…x` where a type lacks.

    `a<k>p` is 1 where the fact is there with any type, else 0.
    """

    __slots__ = ("_numbers", "_plan", "names")

    def __init__(self, literals: Iterable[Literal]) -> None:
        """Lay out the attributes that the literals name, and no others."""
        self._numbers: dict[str, int] = {}
        suffixes: dict[str, dict[str, None]] = {}
        for literal in literals:
            self._numbers.setdefault(literal.fact, len(self._numbers))
            suffixes.setdefault(literal.fact, {})[_suffix(literal)] = None
        self.names = tuple(f"a{self._numbers[fact]}{suffix}" for fact, each in suffixes.items() for suffix in each)
        self._plan = tuple(
            (fact, _Texts(f"a{self._numbers[fact]}", frozenset(each))) for fact, each in suffixes.items()
        )

    def attribute(self, literal: Literal) -> str:
        """Return the name of the attribute that a literal is about."""
        return f"a{self._numbers[literal.fact]}{_suffix(literal)}"

    def document(self, facts: Mapping[str, object]) -> str:
        """Return the document that carries these facts; not safe for two threads at once."""
        get = facts.get
        parts = [_HEAD]
        for fact, texts in self._plan:
            value = get(fact)
            known = texts.known.get(value.__class__)
            text = known.get(value) if known is not None else None
            parts.append(texts.write(value) if text is None else text)
        parts.append("}")
        return "".join(parts)


def _suffix(literal: Literal) -> str:
    if literal.ask == "lacks":
        return f"{literal.letter}{_LACKING}"
    return literal.letter or _PRESENCE


class _Texts:
    """Writes the attributes of one fact, and remembers the texts of values that come again."""

    __slots__ = ("_prefix", "_suffixes", "known")

    def __init__(self, prefix: str, suffixes: frozenset[str]) -> None:
        self._prefix = prefix
        self._suffixes = suffixes
        # Keyed by class first, since 1, 1.0 and True are one key to a dict and not one value to a rule.
        self.known: dict[type, dict[object, str]] = {str: {}, int: {}, bool: {}, NoneType: {}}

    def write(self, value: object) -> str:
        text = self._text(normal(value))
        known = self.known.get(value.__class__)
        if known is not None and not (isinstance(value, str) and len(value) > _MEMO_TEXT_LENGTH):
            if len(known) >= _MEMO_ENTRIES:
                known.clear()
            known[value] = text
        return text

    def _text(self, value: Value | None) -> str:
        letter = value.letter if value else ""
        written = []
        if value and letter in self._suffixes:
            written.append(f',"{self._prefix}{letter}":{json_text(value)}')
        written += [
            f',"{self._prefix}{suffix}":1'
            for suffix in sorted(self._suffixes)
            if suffix.endswith(_LACKING) and suffix[0] != letter
        ]
        if _PRESENCE in self._suffixes:
            written.append(f',"{self._prefix}{_PRESENCE}":{1 if value else 0}')
        return "".join(written)
