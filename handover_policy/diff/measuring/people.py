"""Audience: some of the kinds of people a vocabulary tells apart, as few boxes of traits as will do, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from handover_policy.texts.texts import texts

Trait: TypeAlias = tuple[str, tuple[str, ...]]
"""An attribute and the labels of the values it has."""
Box: TypeAlias = tuple[Trait, ...]
"""People who have all of these traits; an attribute that is not named may be anything."""

OTHER, UNKNOWN = "*", "-"
"""Labels of a value that no condition names, and of no value at all."""
ATTRIBUTE = "employee."
NO_TITLES: Mapping[str, str] = MappingProxyType({})
UNNAMED = MappingProxyType(
    {OTHER: "diff.whom.other", UNKNOWN: "diff.whom.unknown", "True": "effects.yes", "False": "effects.no"}
)
MOST_BOXES = 4


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom something concerns: everybody in one of the boxes; an empty box is everybody, no box is nobody."""

    boxes: tuple[Box, ...] = ((),)

    @property
    def key(self) -> str:
        """Return a text that is the same for the same people."""
        return ";".join(
            "&".join(f"{name}={'|'.join(sorted(labels))}" for name, labels in sorted(box)) for box in sorted(self.boxes)
        )

    def only_from(self, attribute: str, day: date) -> bool:
        """Return whether all of them have a day of `attribute` that is not before `day`."""
        labels = [dict(box).get(attribute, ("",)) for box in self.boxes]
        starts = [label.removeprefix("≥").partition("–")[0] for each in labels for label in each]
        return all(start >= day.isoformat() and start[0].isdecimal() for start in starts)


EVERYBODY = Audience()


def boxed(kinds: Iterable[tuple[tuple[str, ...], ...]], universe: Mapping[str, Sequence[str]]) -> Audience:
    """Return people given kind by kind: some labels for each attribute of `universe`, which holds all labels there are.

    Boxes that differ in one attribute only are joined, attribute by attribute, so that few remain.
    """
    names = tuple(universe)
    boxes: dict[tuple[frozenset[str], ...], None] = dict.fromkeys(tuple(map(frozenset, kind)) for kind in kinds)
    for place in range(len(names)):
        joined: dict[tuple[frozenset[str], ...], frozenset[str]] = {}
        for box in boxes:
            rest = (*box[:place], frozenset(), *box[place + 1 :])
            joined[rest] = joined.get(rest, frozenset()) | box[place]
        boxes = dict.fromkeys((*rest[:place], own, *rest[place + 1 :]) for rest, own in joined.items())
    return Audience(tuple(_box(box, names, universe) for box in boxes))


def _box(box: tuple[frozenset[str], ...], names: tuple[str, ...], universe: Mapping[str, Sequence[str]]) -> Box:
    return tuple(
        (name, tuple(label for label in universe[name] if label in labels))
        for name, labels in zip(names, box, strict=True)
        if labels != set(universe[name])
    )


def in_words(
    people: Audience,
    vocabulary: Mapping[str, Mapping[str, str]],
    language: str,
    *,
    titled: bool = True,
    titles: Mapping[str, str] = NO_TITLES,
) -> str:
    """Return people in words, as `一线、正式、所有地点`; `titled` where the vocabulary speaks the reader's language.

    `titles` are what the set calls the attributes.
    """
    return _Words(vocabulary, language, titled, titles).people(people)


@dataclass(frozen=True, slots=True)
class _Words:
    vocabulary: Mapping[str, Mapping[str, str]]
    language: str
    titled: bool
    titles: Mapping[str, str]

    def people(self, people: Audience) -> str:
        told = [self._box(box) for box in people.boxes[:MOST_BOXES]]
        more = len(people.boxes) - len(told)
        if more:
            told.append(self._say("diff.whom.more", count=more))
        return self._say("reports.semicolon").join(told)

    def _say(self, key: str, **values: object) -> str:
        return texts(self.language).say(key, **values)

    def _box(self, box: Box) -> str:
        if not box:
            return self._say("diff.whom.everybody")
        traits = dict(box)
        ordered = dict.fromkeys((*(name for name in self.vocabulary if name in traits), *traits))
        told = [self._trait(name, traits[name]) for name in ordered]
        rest = (name for name in self.vocabulary if name not in traits)
        told += [self._say("diff.whom.every", attribute=self._name(name)) for name in rest]
        return self._say("reports.listed").join(told)

    def _trait(self, name: str, labels: tuple[str, ...]) -> str:
        titles = self.vocabulary.get(name)
        shown = self._say("diff.whom.either").join(self._labels(labels, titles or {}))
        return shown if titles is not None else self._say("diff.whom.value", attribute=self._name(name), label=shown)

    def _labels(self, labels: Iterable[str], titles: Mapping[str, str]) -> Iterator[str]:
        for label in labels:
            if label in UNNAMED:
                yield self._say(UNNAMED[label])
            else:
                yield titles.get(label, label) if self.titled else label.replace("_", "-")

    def _name(self, attribute: str) -> str:
        name = attribute.removeprefix(ATTRIBUTE)
        if self.titled and attribute in self.titles:
            return self.titles[attribute]
        key = f"diff.whom.attributes.{name}"
        return self._say(key) if texts(self.language).has(key) else name
