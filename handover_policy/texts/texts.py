"""Texts, texts, languages: the sentences of the product in one language, by key.

They are written in texts/<language>/<area>.yaml, for people who translate and need no Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

FIRST, SECOND = "zh", "en"
"""The language of the authors, and the one that stands in for a language that is not there."""
JOINED = "texts.joined"
ENDING = ".yaml"
ONE = ".one"
COUNTED = "|"
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Texts:
    """What the product says in one language. An area is a file; it is read when first asked for."""

    language: str

    def say(self, key: str, /, **values: object) -> str:
        """Return a sentence with its blanks filled.

        Args:
            key: area and name, joined by dots: `refusals.no-open-case` stands in refusals.yaml.
            values: what fills `{blanks}`. Where `count` is 1 and there is a text `<key>.one`, that one is taken; a
                number that is counted says of what: `{days:day|days}`.

        Raises:
            KeyError: there is no such text, or a value for one of its blanks is missing.

        >>> texts("en").say("texts.joined", first="a", second="b")
        'a, b'

        """
        area, _, name = key.partition(".")
        sentences = self.area(area)
        if values.get("count") == 1:
            name = f"{name}{ONE}" if f"{name}{ONE}" in sentences else name
        return sentences[name].format(**values)

    def joined(self, told: Iterable[str], *, by: str = JOINED) -> str:
        """Return several words or sentences as one, joined as the text `by` joins its `{first}` and `{second}`."""
        several = list(told)
        return reduce(lambda first, second: self.say(by, first=first, second=second), several) if several else ""

    def has(self, key: str) -> bool:
        """Return whether there is a text of this key."""
        area, _, name = key.partition(".")
        return name in self.area(area)

    def area(self, name: str) -> Mapping[str, str]:
        """Return all sentences of an area by name, names within names joined by dots; raises KeyError for no area."""
        return _area(self.language, name)


class _Counting(Formatter):
    """Fills blanks; one with `|` is a number of things, named for one of them and for several."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Return the text of a blank."""
        if COUNTED not in format_spec:
            return str(super().format_field(value, format_spec))
        one, several = format_spec.split(COUNTED, 1)
        return f"{value} {one if str(value) == '1' else several}"


class CountingSentence(str):
    """A sentence of the product, with blanks; its numbers say of what they are."""

    __slots__ = ()

    def format(self, *args: object, **kwargs: object) -> str:
        """Return the sentence with its blanks filled."""
        return _COUNTING.vformat(str(self), args, kwargs) if COUNTED in self else str(self).format(*args, **kwargs)


_COUNTING = _Counting()


def texts(language: str) -> Texts:
    """Return what the product says in a language, given as `zh` or `zh-CN`; in English where it is not there."""
    there = languages()
    found = next((each for each in (language, language.partition("-")[0]) if each in there), SECOND)
    return Texts(found)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the languages there are, one a folder, Chinese and English first."""
    found = sorted(folder.name for folder in texts_folder().iterdir() if folder.is_dir())
    return tuple(sorted(found, key=lambda each: (each != FIRST, each != SECOND)))


def texts_folder(*, package: Path = _PACKAGE) -> Path:
    """Return the folder that holds one folder a language: within a wheel's package, or beside it in a checkout."""
    in_wheel = package / "shipped" / "texts"
    return in_wheel if in_wheel.is_dir() else package.parent / "texts"


@lru_cache(maxsize=256)
def _area(language: str, name: str) -> Mapping[str, str]:
    place = texts_folder() / language / f"{name}{ENDING}"
    try:
        content = place.read_bytes()
    except FileNotFoundError as missing:
        raise KeyError(f"texts/{language}/{name}{ENDING}") from missing
    import yaml  # noqa: PLC0415 - who says nothing, as `--version` does, needs none

    return MappingProxyType(dict(_flat(yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))))  # noqa: S506 - a safe loader


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", CountingSentence(value) if isinstance(value, str) else value
