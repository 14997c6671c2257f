"""People: some of the kinds of people a vocabulary tells apart, as few boxes of traits as will do, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

Trait: TypeAlias = tuple[str, tuple[str, ...]]
"""An attribute and the labels of the values it has."""
Box: TypeAlias = tuple[Trait, ...]
"""People who have all of these traits; an attribute that is not named may be anything."""

OTHER, UNKNOWN = "*", "-"
"""Labels of a value that no condition names, and of no value at all."""
WORDS = MappingProxyType(
    {
        "zh": {
            "everybody": "所有员工",
            "every": "所有{attribute}",
            "value": "{attribute} {label}",
            OTHER: "其他",
            UNKNOWN: "未填写",
            "employee.stage": "用工阶段",
            "employee.role": "岗位",
            "employee.track": "序列",
            "employee.department": "部门",
            "employee.location": "地点",
            "employee.tenure_months": "司龄（月）",
            "employee.hired_on": "入职日",
        },
        "en": {
            "everybody": "all employees",
            "every": "all {attribute}",
            "value": "{attribute} {label}",
            OTHER: "other",
            UNKNOWN: "not stated",
            "employee.stage": "stages",
            "employee.role": "roles",
            "employee.track": "tracks",
            "employee.department": "departments",
            "employee.location": "locations",
            "employee.tenure_months": "months of tenure",
            "employee.hired_on": "hired on",
        },
    }
)
JOINTS = MappingProxyType({"zh": ("、", "/", "；"), "en": (", ", "/", "; ")})
MOST_BOXES = 4


@dataclass(frozen=True, slots=True)
class People:
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

    def includes(self, person: Mapping[str, str]) -> bool:
        """Return whether a person, by the labels of the attributes, is among them."""
        return any(all(person.get(name) in labels for name, labels in box) for box in self.boxes)


EVERYBODY = People()


def boxed(kinds: Iterable[tuple[tuple[str, ...], ...]], universe: Mapping[str, Sequence[str]]) -> People:
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
    return People(tuple(_box(box, names, universe) for box in boxes))


def _box(box: tuple[frozenset[str], ...], names: tuple[str, ...], universe: Mapping[str, Sequence[str]]) -> Box:
    return tuple(
        (name, tuple(label for label in universe[name] if label in labels))
        for name, labels in zip(names, box, strict=True)
        if labels != set(universe[name])
    )


def in_words(people: People, vocabulary: Mapping[str, Mapping[str, str]], language: str, *, titled: bool = True) -> str:
    """Return people in words, as `一线、正式、所有地点`; `titled` where the vocabulary speaks the reader's language."""
    _, _, between = JOINTS[language]
    told = [_box_in_words(box, vocabulary, language, titled=titled) for box in people.boxes[:MOST_BOXES]]
    more = len(people.boxes) - len(told)
    if more:
        told.append(f"另有 {more} 类" if language == "zh" else f"{more} more kinds")
    return between.join(told)


def _box_in_words(box: Box, vocabulary: Mapping[str, Mapping[str, str]], language: str, *, titled: bool) -> str:
    words = WORDS[language]
    if not box:
        return words["everybody"]
    comma, _, _ = JOINTS[language]
    traits = dict(box)
    ordered = dict.fromkeys((*(name for name in vocabulary if name in traits), *traits))
    told = [_trait(name, traits[name], vocabulary, language, titled=titled) for name in ordered]
    told += [words["every"].format(attribute=_name(name, language)) for name in vocabulary if name not in traits]
    return comma.join(told)


def _trait(
    name: str, labels: tuple[str, ...], vocabulary: Mapping[str, Mapping[str, str]], language: str, *, titled: bool
) -> str:
    titles = vocabulary.get(name)
    _, either, _ = JOINTS[language]
    shown = either.join(_labels(labels, titles or {}, language, titled=titled))
    if titles is None:
        return WORDS[language]["value"].format(attribute=_name(name, language), label=shown)
    return shown


def _labels(labels: Iterable[str], titles: Mapping[str, str], language: str, *, titled: bool) -> Iterator[str]:
    for label in labels:
        if label in {OTHER, UNKNOWN}:
            yield WORDS[language][label]
        else:
            yield titles.get(label, label) if titled else label.replace("_", "-")


def _name(attribute: str, language: str) -> str:
    return WORDS[language].get(attribute, attribute.removeprefix("employee."))
